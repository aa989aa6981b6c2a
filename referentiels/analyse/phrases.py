"""Where sentences start and end, and which parentheses are closed."""

import re
from collections.abc import Iterator, Sequence

from referentiels.analyse.mots import Mot, plier

_FIN = re.compile(r".*(?:[.…!?:]|\))[\"»’)]*")
_REPRISES = {
    *("il", "ils", "elle", "elles", "ce", "cela", "ceci", "cet", "cette", "ces"),
    *("celuici", "celleci", "ceuxci", "cellesci", "exemple", "exemples"),
}
# Small words that have a capital nowhere but at the start of a sentence.
_OUVRANTS = {
    *("le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "en", "dans"),
    *("lors", "pour", "par", "sur", "selon", "avec", "a", "si", "s", "tout", "toute", "tous"),
    *("toutes", "chaque", "plusieurs", "aucun", "aucune", "son", "sa", "ses"),
}


def finit_phrase(mot: Mot) -> bool:
    return bool(_FIN.fullmatch(mot.texte))


def finit_par_un_point(mot: Mot) -> bool:
    """A full stop, but not « ... »."""
    nu = mot.texte.rstrip(")»")
    return (nu.endswith(".") and not nu.endswith("..")) or mot.texte.endswith((").", "»."))


def commence_phrase(mot: Mot, *, parenthese: bool = False) -> bool:
    """Tell whether the word has a capital; `parenthese` lets it stand after « ( »."""
    ouvrants = "«\"'’([" if parenthese else "«\"'’"
    nu = mot.texte.lstrip(ouvrants)
    return nu[:1].isupper() if nu else mot.texte == "«"


def reprend(mot: Mot) -> bool:
    """A sentence that starts with a pronoun, or « Exemple », goes on with the one before."""
    return plier(mot.texte) in _REPRISES or plier(_tete(mot)) in _REPRISES


def ouvre_phrase(mot: Mot) -> bool:
    """Tell whether the capital of the word can only be the one of a new sentence."""
    tete = _tete(mot)
    return tete.istitle() and plier(tete) in _OUVRANTS


def _tete(mot: Mot) -> str:
    """What stands before the apostrophe: « L » in « L’analyse »."""
    return re.split("[’']", mot.texte.lstrip("«\"'’"))[0]


def profondeurs(mots: Sequence[Mot]) -> list[int]:
    """After each word, how many parentheses are open that some later word closes."""
    ouvertes: list[int] = []
    paires: list[tuple[int, int]] = []
    for rang, signe in _parentheses(mots):
        if signe == "(":
            ouvertes.append(rang)
        elif ouvertes:
            paires.append((ouvertes.pop(), rang))
    niveaux = [0] * (len(mots) + 1)
    for ouvre, ferme in paires:
        niveaux[ouvre] += 1
        niveaux[ferme] -= 1
    for rang in range(1, len(niveaux)):
        niveaux[rang] += niveaux[rang - 1]
    return niveaux[:-1]


def _parentheses(mots: Sequence[Mot]) -> Iterator[tuple[int, str]]:
    for rang, mot in enumerate(mots):
        for signe in mot.texte:
            if signe in "()":
                yield rang, signe
