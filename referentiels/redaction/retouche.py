"""What an edit answers, and how it finds its place."""

import copy
from dataclasses import dataclass
from typing import Any

from referentiels.echange.lignes import Chemin, depuis_texte, en_texte
from referentiels.errors import LieuIntrouvable


@dataclass(frozen=True)
class Retouche:
    """A new document, the sentence of its history, and where the edited element stands now."""

    document: dict
    libelle: str
    chemin: Chemin


def lieu(texte: str) -> Chemin:
    """Read a place that a page sends. Raises LieuIntrouvable for what cannot be one."""
    if len(texte) > 200:
        raise LieuIntrouvable(texte)
    return depuis_texte(texte)


def valeur(document: dict, chemin: Chemin) -> Any:
    """The value at this place. Raises LieuIntrouvable."""
    trouvee: Any = document
    for pas in chemin:
        attendu = list if isinstance(pas, int) else dict
        if not isinstance(trouvee, attendu):
            raise LieuIntrouvable(en_texte(chemin))
        try:
            trouvee = trouvee[pas]
        except (IndexError, KeyError):
            raise LieuIntrouvable(en_texte(chemin)) from None
    return trouvee


def poser(document: dict, chemin: Chemin, nouvelle: Any) -> None:
    """Write a value in a document that is already a copy. Raises LieuIntrouvable."""
    valeur(document, chemin)
    valeur(document, chemin[:-1])[chemin[-1]] = nouvelle


def liste_et_rang(document: dict, chemin: Chemin) -> tuple[dict, list, int]:
    """A copy of the document, its list that holds this place, and the rank of the element.

    Raises LieuIntrouvable, also when the place is not an element of a list.
    """
    if not chemin or not isinstance(chemin[-1], int):
        raise LieuIntrouvable(en_texte(chemin))
    valeur(document, chemin)
    nouveau = copy.deepcopy(document)
    return nouveau, valeur(nouveau, chemin[:-1]), chemin[-1]
