"""What is wrong with a document that is already in memory, said as its reader names the places."""

import copy

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin
from referentiels.echange.validation import valider, valider_incomplet
from referentiels.errors import Probleme


def examiner(document: dict, *, complet: bool) -> tuple[dict | None, list[Probleme]]:
    """The document in its canonical order, or `None` and every problem; it is not changed itself.

    A `complet` document may be published; another one may lack anything, not contradict itself.
    """
    problemes: list[Probleme] = []

    def signaler(chemin: Chemin, message: str) -> None:
        problemes.append(Probleme(None, en_clair(chemin, document), message))

    verifier = valider if complet else valider_incomplet
    return verifier(copy.deepcopy(document), signaler), problemes
