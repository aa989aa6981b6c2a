"""How much two texts look alike, from the words they share: fast enough to try every pair."""

import re
from collections import defaultdict
from dataclasses import dataclass

_MOT = re.compile(r"\w+")
_COURT = 3  # « les », « de », « est » say little; a number says much


@dataclass(frozen=True)
class Empreinte:
    """The words of a text, each repetition counting for one; `forts` are those that say much."""

    mots: frozenset[tuple[str, int]]
    forts: frozenset[tuple[str, int]]


def empreinte(*textes: str) -> Empreinte:
    vus: dict[str, int] = defaultdict(int)
    mots = []
    for mot in _MOT.findall(" ".join(textes).casefold()):
        vus[mot] += 1
        mots.append((mot, vus[mot]))
    forts = (un for un in mots if len(un[0]) > _COURT or un[0].isdigit())
    return Empreinte(frozenset(mots), frozenset(forts))


def ressemblance(une: Empreinte, autre: Empreinte) -> float:
    """From 0 (no word in common) to 1 (the same words, maybe in another order).

    Words that say much weigh as much as all words together: two sentences of the same turn
    (« Le … est … ») are not alike.
    """
    if not (une.forts or autre.forts):
        return _part(une.mots, autre.mots)
    return (_part(une.mots, autre.mots) + _part(une.forts, autre.forts)) / 2


def _part(uns: frozenset, autres: frozenset) -> float:
    total = len(uns) + len(autres)
    return 2 * len(uns & autres) / total if total else 0.0


def contenance(petite: Empreinte, grande: Empreinte) -> float:
    """Which share of a text's words, and of those that say much, another one holds."""
    if not petite.mots:
        return 0.0
    parts = [len(petite.mots & grande.mots) / len(petite.mots)]
    if petite.forts:
        parts.append(len(petite.forts & grande.forts) / len(petite.forts))
    return min(parts)
