"""The table that an export writes: heads, and the lines one packet at a time."""

from collections.abc import Callable, Iterator
from typing import Any

from dossiers.querysets import DossierQuerySet
from dossiers.selectors.colonnes import IDENTITE, Colonne, charger

# Up to there the file is made while the person waits; beyond, by a job.
IMMEDIAT_MAX = 500
PAQUET = 500


def entetes(colonnes: list[Colonne]) -> list[str]:
    return [entete for entete, _ in _parties(colonnes)]


def lignes(
    dossiers: DossierQuerySet,
    colonnes: list[Colonne],
    avancer: Callable[[int, int], None] = lambda faites, total: None,
) -> Iterator[list[Any]]:
    """Read the dossiers in their order, a packet at a time; one that is gone meanwhile is left out.

    `avancer` is told before each packet how many lines are done, out of how many.
    """
    lectures = [lire for _, lire in _parties(colonnes)]
    cles = list(dossiers.values_list("pk", flat=True))
    a_charger = charger(dossiers.order_by(), colonnes)
    for debut in range(0, len(cles), PAQUET):
        avancer(debut, len(cles))
        paquet = cles[debut : debut + PAQUET]
        lus = {un.pk: un for un in a_charger.filter(pk__in=paquet)}
        yield from ([lire(lus[cle]) for lire in lectures] for cle in paquet if cle in lus)


def _parties(colonnes: list[Colonne]):
    return [*IDENTITE, *(partie for une in colonnes for partie in une.en_fichier())]
