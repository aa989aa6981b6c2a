"""The proof: each character of the source has one destination, and fields hold only its words."""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.resultat import Attribution
from referentiels.enums import Destination


def attribuer(carnet: Carnet) -> tuple[Attribution, ...]:
    """The runs of the whole source, in order; what nobody claimed, or two did, is unattributed."""
    sorts = sorted(_sans_conflit(carnet), key=lambda sort: sort[0])
    cles = [(destination, chemin) for _, _, destination, chemin in sorts]
    attributions = []
    for (destination, chemin), groupe in groupby(zip(cles, sorts, strict=True), lambda c: c[0]):
        suite = [sort for _, sort in groupe]
        attributions.append(Attribution(suite[0][0], suite[-1][1], destination, chemin))
    return tuple(attributions)


def _sans_conflit(carnet: Carnet) -> Iterator[tuple[int, int, Destination, str]]:
    """Each run of characters with its one destination, holes included."""
    libre = 0
    texte = carnet.source.texte
    sorts = sorted(carnet.sorts, key=lambda sort: (sort[0].debut, sort[0].fin))
    for (mot, destination, chemin), suivant in pairwise([*sorts, None]):
        yield from _trous(texte, libre, mot.debut)
        debut = max(libre, mot.debut)
        libre = max(libre, mot.fin)
        if debut < mot.fin:
            dispute = debut != mot.debut or (suivant is not None and suivant[0].debut < mot.fin)
            if dispute:
                destination, chemin = Destination.NON_ATTRIBUE, ""
            yield debut, mot.fin, destination, chemin
    yield from _trous(texte, libre, len(texte))


def _trous(texte: str, debut: int, fin: int) -> Iterator[tuple[int, int, Destination, str]]:
    for trouve in re.finditer(r"\S+", texte[debut:fin]):
        yield debut + trouve.start(), debut + trouve.end(), Destination.NON_ATTRIBUE, ""


def non_attribues(attributions: tuple[Attribution, ...]) -> Iterator[Attribution]:
    return (run for run in attributions if run.destination == Destination.NON_ATTRIBUE)
