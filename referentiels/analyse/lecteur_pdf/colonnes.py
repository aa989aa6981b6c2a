"""What stands outside the tables of a page, in reading order: blocks, and columns of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from referentiels.analyse.lecteur_pdf.lignes import LigneVue, fendre, marquer_blancs

# Two columns of text are at least so far from each other, in heights of a line; what is narrower
# than `MARQUE` on the left of the gap is a bullet or a number, not a column.
GOUTTIERE = 2.5
MARQUE = 4


@dataclass
class Bloc:
    """Lines that are read one after the other: the cells of a table, or one column of text.

    `libre` tells that the lines of a text go to the right edge of what the page holds.
    """

    haut: float
    regions: list[list[LigneVue]]
    tableau: bool = False
    libre: bool = True

    @property
    def lignes(self) -> list[LigneVue]:
        return list(chain.from_iterable(self.regions))


def entrelacer(tableaux: list[Bloc], lignes: list[LigneVue], usuel: float) -> list[Bloc]:
    """The blocks of a page: lines outside tables stand before the table that is under them."""
    marquer_blancs(lignes, usuel)
    blocs: list[Bloc] = []
    reste = lignes
    for tableau in tableaux:
        au_dessus = [(une.haut + une.bas) / 2 < tableau.haut for une in reste]
        blocs += _blocs([une for une, avant in zip(reste, au_dessus, strict=True) if avant], usuel)
        reste = [une for une, avant in zip(reste, au_dessus, strict=True) if not avant]
        blocs.append(tableau)
    blocs += _blocs(reste, usuel)
    for avant, apres in pairwise(blocs):
        if avant.tableau and not apres.tableau:
            apres.lignes[0].blanc_avant = True
    return blocs


def _blocs(lignes: list[LigneVue], usuel: float) -> Iterator[Bloc]:
    """Blocks between blanks, cut into columns of text where there are any."""
    for suite in _suites(lignes):
        gouttiere = _gouttiere(suite)
        if gouttiere is None:
            yield _bloc(suite)
            continue
        gauche, droite = fendre(suite, gouttiere)
        for colonne in (gauche, droite):
            marquer_blancs(colonne, usuel)
        gauche[0].blanc_avant = suite[0].blanc_avant
        droite[0].blanc_avant = True
        yield _bloc(gauche, libre=False)
        yield _bloc(droite, libre=False)


def _bloc(lignes: list[LigneVue], *, libre: bool = True) -> Bloc:
    return Bloc(lignes[0].haut, [lignes], libre=libre)


def _suites(lignes: list[LigneVue]) -> Iterator[list[LigneVue]]:
    """Lines that no blank separates."""
    suite: list[LigneVue] = []
    for ligne in lignes:
        if suite and ligne.blanc_avant:
            yield suite
            suite = []
        suite.append(ligne)
    if suite:
        yield suite


def _gouttiere(suite: list[LigneVue]) -> float | None:
    """The middle of a gap that no word of these lines crosses, with a real text on its left."""
    mots = sorted((mot["x0"], mot["x1"]) for ligne in suite for mot in ligne.mots)
    if len(suite) < 2 or not mots:
        return None
    taille = max(ligne.taille for ligne in suite)
    debut, atteint = mots[0]
    for x0, x1 in mots:
        if x0 - atteint > GOUTTIERE * taille and atteint - debut > MARQUE * taille:
            return (x0 + atteint) / 2
        atteint = max(atteint, x1)
    return None
