"""Pair the elements whose text changed, the most alike first."""

from collections.abc import Iterator
from typing import TypeVar

from referentiels.differences.elements import Cle, Paire, Recherche, une_paire
from referentiels.differences.ressemblance import Empreinte, ressemblance

T = TypeVar("T")

SEUIL = 0.5  # in the same container: two foreign sentences of one trade reach 0.49
_SEUIL_AILLEURS = 0.75  # elsewhere, only what is plainly the same
_ESSAIS_MAX = 100_000  # pairs to try; beyond, each element is only tried near its own rank


def apparier_ressemblants(recherche: Recherche) -> None:
    """In each container, the most alike first."""
    for anciens, nouveaux in recherche.par_couple():
        recherche.lier(_meilleures(recherche, anciens, nouveaux, SEUIL))


def apparier_ressemblants_ailleurs(recherche: Recherche) -> None:
    recherche.lier(_meilleures(recherche, *recherche.partout(), _SEUIL_AILLEURS))


def _meilleures(
    recherche: Recherche, anciens: list[Cle], nouveaux: list[Cle], seuil: float
) -> list[Paire]:
    notes = []
    for place, voisines, ancien in _essais(anciens, len(nouveaux)):
        une = recherche.anciens.empreinte(ancien)
        for autre in voisines:
            nouveau = nouveaux[autre]
            note = _note(une, recherche.nouveaux.empreinte(nouveau))
            if note >= seuil:
                notes.append((-note, abs(place - autre), ancien, nouveau))
    return [une_paire(*choix) for choix in choisir(notes)]


def _note(une: Empreinte, autre: Empreinte) -> float:
    """An empty text, as a brouillon may have, becomes what nothing else of its place claims."""
    return ressemblance(une, autre) if une.mots and autre.mots else SEUIL


def _essais(anciens: list[Cle], nombre: int) -> Iterator[tuple[int, range, Cle]]:
    """Each old element with the ranks to try: all of them unless there are too many."""
    portee = max(_ESSAIS_MAX // max(len(anciens), 1), 8)
    for place, ancien in enumerate(anciens):
        milieu = place * nombre // len(anciens)
        yield place, range(max(milieu - portee, 0), min(milieu + portee, nombre)), ancien


def choisir(notes: list[tuple[float, int, T, T]]) -> Iterator[tuple[T, T]]:
    """Take the best pairs (lowest note first, then nearest) without using anything twice."""
    pris_avant, pris_apres = set(), set()
    for _, _, ancien, nouveau in sorted(notes):
        if ancien not in pris_avant and nouveau not in pris_apres:
            pris_avant.add(ancien)
            pris_apres.add(nouveau)
            yield ancien, nouveau
