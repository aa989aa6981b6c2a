"""The notebook of an analysis: where each word went, and what is to be read again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from referentiels.analyse.mots import Mot, Mots, joindre
from referentiels.analyse.source import Source
from referentiels.enums import Destination, NatureDoute

_EXTRAIT_MAX = 300


@dataclass(frozen=True)
class Remarque:
    """A doubt before the paths are known: its place is the one of its words, or `chemin`."""

    nature: NatureDoute
    explication: str
    mots: Mots = ()
    chemin: str = ""

    @property
    def extrait(self) -> str:
        texte = joindre(self.mots)
        return texte if len(texte) <= _EXTRAIT_MAX else f"{texte[:_EXTRAIT_MAX]}…"


@dataclass
class Carnet:
    source: Source
    sorts: list[tuple[Mot, Destination, str]] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)

    def ranger(
        self, mots: Iterable[Mot | None], destination: Destination, chemin: str = ""
    ) -> None:
        """Say where words went; words that are never said are « non attribué »."""
        self.sorts += [(mot, destination, chemin) for mot in mots if mot is not None]

    def reperer(self, *mots: Mot | None) -> None:
        self.ranger(mots, Destination.REPERE)

    def douter(
        self, nature: NatureDoute, explication: str, mots: Sequence[Mot] = (), chemin: str = ""
    ) -> None:
        self.remarques.append(Remarque(nature, explication, tuple(mots), chemin))
