"""Where sentences start and end, and which parentheses are closed."""

import re
from collections.abc import Iterator, Sequence

from referentiels.analyse.mots import Mot, plier

_FIN = re.compile(r".*(?:[.…!?:]|\))[\"»’)]*")
_REPRISES = {
    *("il", "ils", "elle", "elles", "ce", "cela", "ceci", "cet", "cette", "ces"),
    *("celuici", "celleci", "ceuxci", "cellesci", "exemple", "exemples"),
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
    nu = (
        mot.texte.split("’")[0].split("'")[0] if "’" in mot.texte or "'" in mot.texte else mot.texte
    )
    return plier(nu) in _REPRISES or plier(mot.texte) in _REPRISES


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
