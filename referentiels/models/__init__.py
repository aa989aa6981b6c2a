"""The official documents, version by version."""

from referentiels.models.capacite import Capacite, CapaciteModalite, Critere, SousPoint
from referentiels.models.referentiel import Bloc, Modalite, Referentiel

__all__ = [
    "Bloc",
    "Capacite",
    "CapaciteModalite",
    "Critere",
    "Modalite",
    "Referentiel",
    "SousPoint",
]
