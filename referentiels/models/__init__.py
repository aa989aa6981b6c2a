"""The official documents, version by version."""

from referentiels.models.capacite import Capacite, CapaciteModalite, Critere, SousPoint
from referentiels.models.histoire import Acte, PointARelire, Provenance
from referentiels.models.referentiel import Bloc, Modalite, Referentiel

__all__ = [
    "Acte",
    "Bloc",
    "Capacite",
    "CapaciteModalite",
    "Critere",
    "Modalite",
    "PointARelire",
    "Provenance",
    "Referentiel",
    "SousPoint",
]
