"""Tell what moved from what was only pushed along."""

from bisect import bisect_left
from collections.abc import Sequence


def restes_en_ordre(rangs: Sequence[int]) -> set[int]:
    """The indices of a longest increasing run: the fewest others are those that moved."""
    fins: list[int] = []  # the smallest last rank of a run of each length
    places: list[int] = []
    avant: list[int | None] = []
    for indice, rang in enumerate(rangs):
        longueur = bisect_left(fins, rang)
        fins[longueur : longueur + 1] = [rang]
        places[longueur : longueur + 1] = [indice]
        avant.append(places[longueur - 1] if longueur else None)
    gardes = set()
    indice = places[-1] if places else None
    while indice is not None:
        gardes.add(indice)
        indice = avant[indice]
    return gardes
