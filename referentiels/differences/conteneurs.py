"""Say which old capacités, sections or blocs the new ones come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from operator import itemgetter

from referentiels.differences.elements import Cle
from referentiels.differences.natures import Nature
from referentiels.differences.ordre import restes_en_ordre
from referentiels.differences.ressemblance import empreinte, ressemblance
from referentiels.differences.ressemblants import SEUIL, choisir

_MEME_REPERE = 0.5  # an equal landmark weighs as much as half of the words


@dataclass(frozen=True)
class Portrait:
    """What a container is recognised by: its whole content, landmarks (a title), a number."""

    contenu: tuple
    reperes: tuple[str, ...]
    textes: tuple[str, ...]
    numero: str = ""

    @property
    def est_vide(self) -> bool:
        return not any(self.textes)


@dataclass(frozen=True)
class Couples:
    """The containers that match, by index, and those that left their order."""

    paires: list[Cle]
    deplacees: set[Cle]

    @classmethod
    def de(cls, paires: Iterable[Cle]) -> "Couples":
        rangees = sorted(paires, key=itemgetter(1))
        gardees = restes_en_ordre([avant for avant, _ in rangees])
        return cls(rangees, {une for rang, une in enumerate(rangees) if rang not in gardees})

    def natures(self, ancien: int | None, nouveau: int | None) -> list[Nature]:
        """Whether it came, went or left its order."""
        if ancien is None:
            return [Nature.AJOUTE]
        if nouveau is None:
            return [Nature.RETIRE]
        return [Nature.DEPLACE] if (ancien, nouveau) in self.deplacees else []

    def ancien_de(self, nouveau: int) -> int | None:
        return next((avant for avant, apres in self.paires if apres == nouveau), None)

    def nouveau_de(self, ancien: int) -> int | None:
        return next((apres for avant, apres in self.paires if avant == ancien), None)

    def rangees(self, anciens: int, nouveaux: int) -> list[tuple[int | None, int | None]]:
        """Every container of both versions in the new order; the removed stand where they were."""
        suivis = dict(paire for paire in self.paires if paire not in self.deplacees)
        rangees = [((apres, -1), (self.ancien_de(apres), apres)) for apres in range(nouveaux)]
        place = -1
        for avant in range(anciens):
            place = suivis.get(avant, place)
            if self.nouveau_de(avant) is None:
                rangees.append(((place, avant), (avant, None)))
        return [couple for _, couple in sorted(rangees, key=itemgetter(0))]


def coupler(anciens: Sequence[Portrait], nouveaux: Sequence[Portrait]) -> Couples:
    """Match containers by their whole content, else by their words and their landmarks."""
    paires = _identiques(anciens, nouveaux)
    pris_avant, pris_apres = {avant for avant, _ in paires}, {apres for _, apres in paires}
    libres = [rang for rang in range(len(anciens)) if rang not in pris_avant]
    cibles = [rang for rang in range(len(nouveaux)) if rang not in pris_apres]
    empreintes = {rang: empreinte(*nouveaux[rang].textes) for rang in cibles}
    notes = []
    for avant in libres:
        une = empreinte(*anciens[avant].textes)
        for apres in cibles:
            note = ressemblance(une, empreintes[apres]) + _bonus(anciens[avant], nouveaux[apres])
            if note >= SEUIL:
                notes.append((-note, abs(avant - apres), avant, apres))
    return Couples.de([*paires, *choisir(notes)])


def _identiques(anciens: Sequence[Portrait], nouveaux: Sequence[Portrait]) -> list[Cle]:
    """The same content, first in the same order, then anywhere."""
    avant, apres = [un.contenu for un in anciens], [un.contenu for un in nouveaux]
    blocs = SequenceMatcher(None, avant, apres, autojunk=False).get_matching_blocks()
    paires = [(i + n, j + n) for i, j, taille in blocs for n in range(taille)]
    pris = {j for _, j in paires}
    for i in sorted(set(range(len(avant))) - {i for i, _ in paires}):
        libre = next((j for j, un in enumerate(apres) if un == avant[i] and j not in pris), None)
        if libre is not None:
            pris.add(libre)
            paires.append((i, libre))
    return paires


def _bonus(un: Portrait, autre: Portrait) -> float:
    """An empty container of a brouillon has nothing but its number."""
    if un.est_vide or autre.est_vide:
        return SEUIL if un.numero == autre.numero else 0.0
    communs = [a for a, b in zip(un.reperes, autre.reperes, strict=True) if a and a == b]
    return _MEME_REPERE * len(communs)
