"""Compare two texts word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from operator import attrgetter
from typing import NamedTuple

from referentiels.differences.natures import Nature
from referentiels.differences.resultat import Passage, Texte

# A word keeps its hyphens and, before a vowel, its apostrophe; a sign of punctuation is a word.
_MOT = re.compile(r"(\s*)(\w+(?:-\w+)*[’']?|[^\w\s])")
_PRODUIT_MAX = 1_000_000  # beyond a thousand words on each side, aligning them takes seconds


class _Mot(NamedTuple):
    avant: str
    mot: str


class _Marque(NamedTuple):
    """A word with what happened to it, and the new piece it is shown in."""

    nature: Nature
    morceau: int
    avant: str
    mot: str


def decouper(texte: str) -> list[_Mot]:
    return [_Mot(*trouve) for trouve in _MOT.findall(texte)]


def comparer_textes(ancien: str, nouveau: str) -> Texte:
    """Show both texts at once: kept, removed and added runs of words."""
    (texte,) = comparer_morceaux(ancien, [nouveau])
    return texte


def remplacer(ancien: str, nouveau: str) -> Texte:
    """Show a value that is not a sentence (a number, a choice): all or nothing."""
    if ancien == nouveau:
        return inchange(ancien)
    passages = [Passage(Nature.RETIRE, ancien), Passage(Nature.AJOUTE, nouveau, " ")]
    return Texte(ancien, nouveau, tuple(passage for passage in passages if passage.texte))


def inchange(texte: str) -> Texte:
    return Texte(texte, texte, (Passage(Nature.INCHANGE, texte),) if texte else ())


def comparer_morceaux(ancien: str, nouveaux: Sequence[str]) -> list[Texte]:
    """Share an old text between the new ones it was cut into, in their order.

    Each new text gets the old words that stand in its share, so that a mere cut changes no word.
    """
    if len(nouveaux) == 1 and ancien == nouveaux[0]:
        return [inchange(ancien)]
    marques = list(_aligner(decouper(ancien), [decouper(nouveau) for nouveau in nouveaux]))
    return [
        _texte(
            [marque for marque in marques if marque.morceau == rang],
            nouveau,
            entier=ancien if len(nouveaux) == 1 else None,
        )
        for rang, nouveau in enumerate(nouveaux)
    ]


def _texte(marques: list[_Marque], nouveau: str, *, entier: str | None) -> Texte:
    """`entier` is the old text when it is not shared."""
    passages: list[Passage] = []
    for nature, suite in groupby(marques, key=attrgetter("nature")):
        mots = list(suite)
        texte = "".join(mot.avant + mot.mot for mot in mots)
        avant = mots[0].avant
        passages.append(Passage(nature, texte.removeprefix(avant), avant or _lier(passages, texte)))
    part = "".join(m.avant + m.mot for m in marques if m.nature != Nature.AJOUTE).strip()
    return Texte(part if entier is None else entier, nouveau, tuple(passages))


def _lier(passages: list[Passage], texte: str) -> str:
    """Two words of different versions may stand side by side: « poste » then « banc »."""
    colles = passages and passages[-1].texte[-1].isalnum() and texte[0].isalnum()
    return " " if colles else ""


def _aligner(ancien: list[_Mot], morceaux: list[list[_Mot]]) -> Iterator[_Marque]:
    nouveau = [mot for morceau in morceaux for mot in morceau]
    place = [rang for rang, morceau in enumerate(morceaux) for _ in morceau]
    for signe, i1, i2, j1, j2 in _operations([m.mot for m in ancien], [m.mot for m in nouveau]):
        if signe != "equal":
            ici = place[max(j1 - 1, 0)] if place else 0
            yield from (_Marque(Nature.RETIRE, ici, *mot) for mot in ancien[i1:i2])
        nature = Nature.INCHANGE if signe == "equal" else Nature.AJOUTE
        for rang in range(j1, j2):
            yield _Marque(nature, place[rang], *nouveau[rang])


def _operations(ancien: list[str], nouveau: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The opcodes of difflib; what both ends share is set apart, and what is huge is replaced."""
    debut = _communs(ancien, nouveau)
    fin = _communs(ancien[debut:][::-1], nouveau[debut:][::-1])
    i, j = len(ancien) - fin, len(nouveau) - fin
    milieu = [("replace", 0, i - debut, 0, j - debut)]
    if (i - debut) * (j - debut) <= _PRODUIT_MAX:
        milieu = SequenceMatcher(
            None, ancien[debut:i], nouveau[debut:j], autojunk=False
        ).get_opcodes()
    decales = [(signe, *(n + debut for n in bornes)) for signe, *bornes in milieu]
    return [("equal", 0, debut, 0, debut), *decales, ("equal", i, i + fin, j, j + fin)]


def _communs(un: Sequence[str], autre: Sequence[str]) -> int:
    paires = zip(un, autre, strict=False)
    return sum(1 for _ in takewhile(lambda paire: paire[0] == paire[1], paires))
