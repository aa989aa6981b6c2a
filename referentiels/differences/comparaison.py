"""Compare two versions, from the old to the new."""

from referentiels.differences.blocs import comparer_blocs
from referentiels.differences.capacites import comparer_capacites, coupler_capacites
from referentiels.differences.echelle import comparer_echelle
from referentiels.differences.identite import (
    comparer_admissibilite,
    comparer_identite,
    comparer_regles,
)
from referentiels.differences.modalites import comparer_modalites
from referentiels.differences.resultat import Differences
from referentiels.differences.sections import comparer_notes, comparer_sections


def comparer(ancien: dict, nouveau: dict) -> Differences:
    """Say what changes from one exchange document to another; either may be incomplete.

    Everything of both is in the answer, changed or not: an old word is kept, moved or removed, a
    new one kept, moved or added, and each once.
    """
    capacites = coupler_capacites(ancien, nouveau)
    return Differences(
        (
            comparer_identite(ancien, nouveau),
            comparer_regles(ancien, nouveau),
            comparer_echelle(ancien, nouveau),
            comparer_blocs(ancien, nouveau, capacites),
            comparer_capacites(ancien, nouveau, capacites),
            comparer_modalites(ancien, nouveau),
            comparer_admissibilite(ancien, nouveau),
            comparer_sections(ancien, nouveau),
            comparer_notes(ancien, nouveau),
        )
    )
