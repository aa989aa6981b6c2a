"""The blocs of the document, and the capacités they hold. The rule flag follows the blocs."""

import copy

from referentiels.echange.lignes import Chemin
from referentiels.redaction import listes
from referentiels.redaction.retouche import Retouche, valeur


def ajouter(document: dict, chemin: Chemin) -> Retouche:
    """Put a bloc without title nor capacité at the end."""
    return _regle_suivie(listes.ajouter(document, chemin))


def retirer(document: dict, chemin: Chemin) -> Retouche:
    """Take a bloc away; its capacités are then in none. Raises LieuIntrouvable."""
    return _regle_suivie(listes.retirer(document, chemin))


def ranger(document: dict, rang: int, choisi: str) -> dict:
    """Put a capacité in the bloc of this rank, or in none when it is empty.

    A rank that no bloc has counts for none. Raises LieuIntrouvable.
    """
    nouveau = copy.deepcopy(document)
    numero = valeur(nouveau, ("capacites", rang, "numero"))
    for place, bloc in enumerate(nouveau["blocs"]):
        autres = [un for un in bloc["capacites"] if un != numero]
        bloc["capacites"] = sorted([*autres, numero]) if str(place) == choisi else autres
    return nouveau


def bloc_de(document: dict, rang: int) -> str:
    """The rank of the bloc that holds a capacité, as `ranger` takes it."""
    numero = valeur(document, ("capacites", rang, "numero"))
    blocs = enumerate(document["blocs"])
    return next((str(place) for place, bloc in blocs if numero in bloc["capacites"]), "")


def _regle_suivie(retouche: Retouche) -> Retouche:
    retouche.document["regles"]["blocs"] = bool(retouche.document["blocs"])
    return retouche
