"""What is wrong with a document that is already in memory, said as its reader names the places."""

import copy

from referentiels.echange.formes import DATE_ATTENDUE, LISTE_VIDE, TEXTE_VIDE
from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin
from referentiels.echange.validation import valider, valider_incomplet
from referentiels.errors import Probleme

_A_AJOUTER = {
    "criteres": "ajoutez au moins un critère.",
    "capacites": "ajoutez au moins une capacité.",
    "modalites": "ajoutez au moins une modalité.",
}


def examiner(document: dict, *, complet: bool) -> tuple[dict | None, list[Probleme]]:
    """The document in its canonical order, or `None` and every problem; it is not changed itself.

    A `complet` document may be published; another one may lack anything, not contradict itself.
    """
    problemes: list[Probleme] = []

    def signaler(chemin: Chemin, message: str) -> None:
        problemes.append(formuler(chemin, message, document))

    verifier = valider if complet else valider_incomplet
    return verifier(copy.deepcopy(document), signaler), problemes


def formuler(chemin: Chemin, message: str, document: dict) -> Probleme:
    """What is wrong, in the words of who reads the pages: what is only missing is to be written."""
    if message == LISTE_VIDE and len(chemin) > 1:
        return Probleme(None, en_clair(chemin[:-1], document), _A_AJOUTER[chemin[-1]])
    return Probleme(None, en_clair(chemin, document), _dire(chemin, message, document))


def _dire(chemin: Chemin, message: str, document: dict) -> str:
    if message == LISTE_VIDE:
        return _A_AJOUTER[chemin[-1]]
    if message == DATE_ATTENDUE and document["date_modification"] is None:
        return "donnez la date que porte le document."
    if message == TEXTE_VIDE:
        se_retire = isinstance(chemin[-1], int) or chemin[-1] == "texte"
        return "le texte est vide. Écrivez-le ou retirez-le." if se_retire else "à écrire."
    return message
