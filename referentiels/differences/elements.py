"""The pieces that are compared, and what is left of them while their pairs are looked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from referentiels.differences.ressemblance import Empreinte, empreinte

Cle = tuple[int, int]  # a container and a rank in it, both from 0


@dataclass(frozen=True)
class Element:
    """A text with its sub-points; `groupe` numbers the blocks of the official table."""

    texte: str
    points: tuple[str, ...] = ()
    groupe: int = 0

    @property
    def entier(self) -> tuple:
        return self.texte, self.points

    @property
    def empreinte(self) -> Empreinte:
        return empreinte(self.texte, *self.points)


@dataclass(frozen=True)
class Paire:
    """The same element before and after; several on one side when it was cut or merged."""

    anciens: tuple[Cle, ...]
    nouveaux: tuple[Cle, ...]


@dataclass
class Reste:
    """The elements of one version that nothing answers yet, by container and rank."""

    conteneurs: list[dict[int, Element]]
    _empreintes: dict[Cle, Empreinte] = field(default_factory=dict)

    @classmethod
    def de(cls, listes: Iterable[Iterable[Element]]) -> "Reste":
        return cls([dict(enumerate(liste)) for liste in listes])

    def cles(self, conteneur: int | None = None) -> list[Cle]:
        """The keys of a container in its order; of all of them without any."""
        choisis = range(len(self.conteneurs)) if conteneur is None else [conteneur]
        return [(un, rang) for un in choisis for rang in self.conteneurs[un]]

    def element(self, cle: Cle) -> Element:
        return self.conteneurs[cle[0]][cle[1]]

    def empreinte(self, cle: Cle) -> Empreinte:
        if cle not in self._empreintes:
            self._empreintes[cle] = self.element(cle).empreinte
        return self._empreintes[cle]

    def retirer(self, cles: Iterable[Cle]) -> None:
        for conteneur, rang in cles:
            del self.conteneurs[conteneur][rang]


@dataclass
class Recherche:
    """What is left on both sides, and the pairs already found."""

    anciens: Reste
    nouveaux: Reste
    couples: list[Cle]
    paires: list[Paire] = field(default_factory=list)

    def lier(self, paires: Iterable[Paire]) -> None:
        for paire in list(paires):
            self.anciens.retirer(paire.anciens)
            self.nouveaux.retirer(paire.nouveaux)
            self.paires.append(paire)

    def par_couple(self) -> Iterator[tuple[list[Cle], list[Cle]]]:
        for ancien, nouveau in self.couples:
            yield self.anciens.cles(ancien), self.nouveaux.cles(nouveau)

    def partout(self) -> tuple[list[Cle], list[Cle]]:
        return self.anciens.cles(), self.nouveaux.cles()


def une_paire(ancien: Cle, nouveau: Cle) -> Paire:
    return Paire((ancien,), (nouveau,))
