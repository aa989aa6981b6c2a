"""The words of a source, with their places, and what two words have in common."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_COUPURES = ("-", "\u2010", "\u00ad")
_ENTRE_LETTRES = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Mot:
    """A run of characters without space: `source.texte[debut:fin]`, on the line `ligne`."""

    texte: str
    debut: int
    fin: int
    ligne: int

    def couper(self, longueur: int) -> "tuple[Mot, Mot]":
        """Two words from one: « 1)Etablir » is a number and the beginning of a title."""
        milieu = self.debut + longueur
        return (
            Mot(self.texte[:longueur], self.debut, milieu, self.ligne),
            Mot(self.texte[longueur:], milieu, self.fin, self.ligne),
        )


Mots = tuple[Mot, ...]


@lru_cache(maxsize=20_000)
def plier(texte: str) -> str:
    """Letters and digits only, without case or accents: « d’Évaluation, » is « devaluation »."""
    plat = unicodedata.normalize("NFKD", texte.lower().replace("œ", "oe"))
    sans_accents = "".join(signe for signe in plat if not unicodedata.combining(signe))
    return _ENTRE_LETTRES.sub("", sans_accents)


def plier_mots(mots: Iterable[Mot]) -> str:
    return "".join(plier(mot.texte) for mot in mots)


def est_coupe(mot: Mot, suivant: Mot) -> bool:
    """Tell whether both are one word: side by side, or cut by a hyphen at the end of a line."""
    if mot.fin == suivant.debut:
        return True
    coupe = len(mot.texte) > 1 and mot.texte.endswith(_COUPURES)
    return coupe and mot.ligne != suivant.ligne and not suivant.texte.startswith(_COUPURES)


def joindre(mots: Sequence[Mot]) -> str:
    morceaux = []
    for rang, mot in enumerate(mots):
        if rang and not est_coupe(mots[rang - 1], mot):
            morceaux.append(" ")
        morceaux.append(mot.texte)
    return "".join(morceaux)


def sont_proches(a: str, b: str, ecart: int = 2) -> bool:
    """Tell whether two folded words or titles are the same but for one slip of a few letters."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > ecart or min(len(a), len(b)) < 2 * ecart:
        return False
    avant = 0
    while avant < min(len(a), len(b)) and a[avant] == b[avant]:
        avant += 1
    apres = 0
    while apres < min(len(a), len(b)) - avant and a[-1 - apres] == b[-1 - apres]:
        apres += 1
    return max(len(a), len(b)) - avant - apres <= ecart


def prefixe_commun(a: Sequence[Mot], b: Sequence[Mot]) -> tuple[int, int]:
    """How many words of each say the same, from their start, however they are cut and pointed."""
    lettres_a, lettres_b = _fins(a), _fins(b)
    commun = (0, 0)
    suite_a, suite_b = "".join(t for t, _ in lettres_a), "".join(t for t, _ in lettres_b)
    longueur = 0
    while longueur < min(len(suite_a), len(suite_b)) and suite_a[longueur] == suite_b[longueur]:
        longueur += 1
    rangs_b = {fin: rang for rang, (_, fin) in enumerate(lettres_b)}
    for rang, (_, fin) in enumerate(lettres_a):
        if fin > longueur:
            break
        if fin in rangs_b:
            commun = (rang + 1, rangs_b[fin] + 1)
    return commun


def _fins(mots: Sequence[Mot]) -> list[tuple[str, int]]:
    """The letters of each word, with their place in the whole once the word is read."""
    fins, place = [], 0
    for mot in mots:
        lettres = plier(mot.texte)
        place += len(lettres)
        fins.append((lettres, place))
    return fins
