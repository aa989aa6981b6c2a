"""Lines that do not look like the text of an official document: stamps, file names, remarks.

Nothing is removed on this ground: the line stays where it was read, and a person looks at it.
"""

import re
from collections.abc import Sequence

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.mots import Mot, joindre, plier
from referentiels.enums import NatureDoute

_SIGNE = re.compile(r"[§¤#@|\\^~{}<>=$_©®™]")
_FIN = re.compile(r".*[.…!?:;,)][\"»’)]*")
_VERBES = {"est", "sont", "a", "ont", "peut", "peuvent", "doit", "doivent", "permet", "permettent"}
_COURT = 8
_TRES_COURT = 4
_SANS_VERBE = 16  # a longer critère says something, whatever its verb

MODELE = "Cette ligne ne ressemble pas au texte du modèle. Vérifiez-la."
CRITERE = "Cette ligne ne ressemble pas à un critère. Vérifiez-la."


def douter_d_un_paragraphe(mots: Sequence[Mot], carnet: Carnet) -> None:
    if mots and (_a_un_signe_inconnu(mots) or est_isolee(mots)):
        carnet.douter(NatureDoute.TITRE, MODELE, mots)


def douter_d_un_point(mots: Sequence[Mot], carnet: Carnet) -> None:
    """The points of a list need neither a verb nor a full stop."""
    if _a_un_signe_inconnu(mots):
        carnet.douter(NatureDoute.TITRE, MODELE, mots)


def douter_d_une_condition(mots: Sequence[Mot], carnet: Carnet) -> None:
    """« . des procédures » is a point of a list, whose dot is written as a word."""
    point = mots[0].texte.startswith(".")
    if _a_un_signe_inconnu(mots) or (est_isolee(mots) and not point and not _a_un_verbe(mots)):
        carnet.douter(NatureDoute.TITRE, MODELE, mots)


def douter_d_un_critere(mots: Sequence[Mot], carnet: Carnet) -> None:
    sans_phrase = not _finit(mots) and not _a_un_verbe(mots) and len(mots) < _SANS_VERBE
    if sans_phrase or _a_un_signe_inconnu(mots) or len(mots) < _TRES_COURT:
        carnet.douter(NatureDoute.CRITERE_COUPE, CRITERE, mots)


def est_isolee(mots: Sequence[Mot]) -> bool:
    """Tell whether these words are too few to be a text, and end no sentence."""
    return len(mots) < _COURT and not _finit(mots)


def _finit(mots: Sequence[Mot]) -> bool:
    return bool(_FIN.fullmatch(mots[-1].texte))


def _a_un_verbe(mots: Sequence[Mot]) -> bool:
    return any(plier(mot.texte) in _VERBES for mot in mots[1:])


def _a_un_signe_inconnu(mots: Sequence[Mot]) -> bool:
    return bool(_SIGNE.search(joindre(mots)))
