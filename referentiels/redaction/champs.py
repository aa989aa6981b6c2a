"""The fields of the pages: each bears the place of its value in the document.

Most are texts and numbers. The others are written through the functions that keep the document
coherent: `capacites[i].bloc` is the rank of a bloc, `capacites[i].modalites` the ticked codes,
a rule is « oui » or « non » or the code of a choice, the date is a text. What a modality is, its
`code`, is no field: acts add and remove it.
"""

import copy

from referentiels.echange.lignes import Chemin
from referentiels.errors import LieuIntrouvable
from referentiels.redaction import blocs, modalites
from referentiels.redaction.retouche import poser, valeur

BLANCS = " \n\t\u00a0"
OUI, NON = "oui", "non"

Valeur = str | int | list


def actuel(document: dict, chemin: Chemin) -> Valeur | None:
    """The value of a field; `None` when the document has no such field."""
    try:
        if est_bloc(chemin):
            return blocs.bloc_de(document, chemin[1])
        trouve = valeur(document, chemin)
    except LieuIntrouvable:
        return None
    if chemin == ("date_modification",):
        return trouve or ""
    if chemin == ("regles", "blocs") or chemin[-1:] == ("code",):
        return None
    if isinstance(trouve, bool):
        return OUI if trouve else NON
    if isinstance(trouve, str | int):
        return trouve
    return list(trouve) if est_coches(chemin) else None


def lire(avant: Valeur, ecrits: list[str]) -> Valeur:
    """What was typed, in the type of the value it replaces; a wrong number stays a text.

    Blanks around a text count for nothing, those that were there before stay.
    """
    if isinstance(avant, list):
        voulus = [code for code in ecrits if code]
        return avant if set(voulus) == set(avant) else voulus
    texte = ecrits[-1].replace("\r\n", "\n").replace("\r", "\n").strip(BLANCS)
    if isinstance(avant, int):
        return int(texte) if texte.isdecimal() and len(texte) < 9 else texte
    return avant if avant.strip(BLANCS) == texte else texte


def ecrire(document: dict, chemin: Chemin, ecrite: Valeur) -> dict:
    """A document with this value; what ticks change comes after the other fields."""
    if est_bloc(chemin):
        return blocs.ranger(document, chemin[1], ecrite)
    if est_coches(chemin):
        definis = {modalite["code"] for modalite in document["modalites"]}
        return modalites.cocher(document, chemin[1], definis.intersection(ecrite))
    if chemin == ("regles", "modalites_niveau"):
        return modalites.changer_niveau(document, ecrite)
    nouveau = copy.deepcopy(document)
    if chemin == ("date_modification",):
        ecrite = ecrite or None
    elif isinstance(valeur(document, chemin), bool):
        ecrite = {OUI: True, NON: False}.get(ecrite, ecrite)
    poser(nouveau, chemin, ecrite)
    return nouveau


def est_bloc(chemin: Chemin) -> bool:
    return len(chemin) == 3 and chemin[0] == "capacites" and chemin[2] == "bloc"


def est_coches(chemin: Chemin) -> bool:
    return len(chemin) == 3 and chemin[0] == "capacites" and chemin[2] == "modalites"
