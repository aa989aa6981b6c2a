"""Small numbers of people, hidden so that no subtraction brings them back: pure functions.

Each row of a table sums to its own total, each column too when the table has a total row. A count
of 1 to `minimum - 1` people is hidden. In each of these sums, what is hidden is at least two counts
and at least `minimum` people together: otherwise the smallest count left in sight is hidden too.
Nobody (0) is no small number of people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

PETIT = "petit"
SECONDAIRE = "secondaire"
# Row and column in the table, totals included.
Place = tuple[int, int]
# A part in the first way, a part in the second; None is all of them.
Cle = tuple[str | None, str | None]


@dataclass(frozen=True)
class Case:
    """A count as it may be shown; `masque` is empty, PETIT or SECONDAIRE."""

    nombre: int
    masque: str = ""
    minimum: int = 0

    @property
    def est_visible(self) -> bool:
        return not self.masque

    def cachee(self) -> "Case":
        return replace(self, masque=self.masque or SECONDAIRE) if self.nombre else self

    @property
    def texte(self) -> str:
        if self.masque == PETIT:
            return f"< {self.minimum}"
        return "masqué" if self.masque else str(self.nombre)


@dataclass(frozen=True)
class Rang:
    """The counts of one row, and their sum."""

    cases: tuple[Case, ...]
    total: Case

    def taux(self, rang: int) -> int | None:
        """The share of one count, a whole percentage; None if either is hidden, or for nobody."""
        case = self.cases[rang]
        if not (case.est_visible and self.total.est_visible and self.total.nombre):
            return None
        return round(100 * case.nombre / self.total.nombre)

    def cache(self) -> "Rang":
        """The same row, nobody left in sight but those who are nobody."""
        return Rang(tuple(un.cachee() for un in self.cases), self.total.cachee())


def masquer_croisement(
    comptes: Mapping[tuple[str, str], Sequence[int]], minimum: int
) -> dict[Cle, Rang]:
    """The same people split in two ways at once: what a page of one part hides, every page hides.

    `comptes` has the counts of each pair of parts. The rows come back by pair, None standing for
    all: `(a, None)` in the first way, `(None, b)` in the second, `(None, None)` for everybody.
    """
    lignes = _sommer(comptes)
    caches: dict[Cle, set[int]] = {cle: set() for cle in lignes}
    tables = _tables(lignes)
    # Every table in each turn, until none hides more: `any` would start again at the first one.
    while sum(_cacher(table, lignes, caches, minimum) for table in tables):
        pass
    return {
        cle: _rang(
            0,
            [*nombres, sum(nombres)],
            _motifs([*nombres, sum(nombres)], caches[cle], minimum),
            minimum,
        )
        for cle, nombres in lignes.items()
    }


def _sommer(comptes: Mapping[tuple[str, str], Sequence[int]]) -> dict[Cle, list[int]]:
    """Each pair, then each part in each way, then everybody."""
    lignes: dict[Cle, list[int]] = {}
    for (a, b), nombres in comptes.items():
        for cle in ((a, b), (a, None), (None, b), (None, None)):
            connus = lignes.get(cle, [0] * len(nombres))
            lignes[cle] = [n + m for n, m in zip(connus, nombres, strict=True)]
    return lignes


def _tables(lignes: Iterable[Cle]) -> list[list[Cle]]:
    """The parts of each whole, which comes last, in the first way or in the second."""
    tables: dict[Cle, dict[bool, list[Cle]]] = {}
    for a, b in lignes:
        if a is not None:
            tables.setdefault((None, b), {}).setdefault(True, []).append((a, b))
        if b is not None:
            tables.setdefault((a, None), {}).setdefault(False, []).append((a, b))
    return [[*parties, tout] for tout, sens in tables.items() for parties in sens.values()]


def _cacher(
    table: list[Cle], lignes: dict[Cle, list[int]], caches: dict[Cle, set[int]], minimum: int
) -> bool:
    """Hide what one table hides, knowing what the others do; tells whether it is more."""
    connus = [(i, j) for i, cle in enumerate(table) for j in caches[cle]]
    effectifs = [lignes[cle] for cle in table[:-1]]
    _, masques = _masques(effectifs, minimum, avec_total=True, caches=connus)
    for i, j in masques:
        caches[table[i]].add(j)
    return len(masques) > len(connus)


def _motifs(ligne: list[int], caches: Iterable[int], minimum: int) -> dict[Place, str]:
    return {(0, j): PETIT if 0 < ligne[j] < minimum else SECONDAIRE for j in caches}


def masquer(effectifs: Sequence[Sequence[int]], minimum: int, *, avec_total: bool) -> list[Rang]:
    """The rows as they may be shown; with `avec_total`, the last one sums the others."""
    if not effectifs:
        return []
    table, masques = _masques(effectifs, minimum, avec_total=avec_total)
    return [_rang(i, ligne, masques, minimum) for i, ligne in enumerate(table)]


def _masques(
    effectifs: Sequence[Sequence[int]],
    minimum: int,
    *,
    avec_total: bool,
    caches: Iterable[Place] = (),
) -> tuple[list[list[int]], dict[Place, str]]:
    """The table with its totals, and what is hidden of it; `caches` are hidden from the start."""
    table = [[*ligne, sum(ligne)] for ligne in effectifs]
    if avec_total:
        table.append([sum(colonne) for colonne in zip(*table, strict=True)])
    masques = dict.fromkeys(caches, SECONDAIRE) | {
        (i, j): PETIT
        for i, ligne in enumerate(table)
        for j, nombre in enumerate(ligne)
        if 0 < nombre < minimum
    }
    sommes = _sommes(table, avec_total=avec_total)
    while cible := _suivant(table, masques, sommes, minimum):
        masques[cible] = SECONDAIRE
    return table, masques


def _sommes(table: list[list[int]], *, avec_total: bool) -> list[list[Place]]:
    """The places of each sum, its total last."""
    largeur = len(table[0])
    lignes = [[(i, j) for j in range(largeur)] for i in range(len(table))]
    if not avec_total:
        return lignes
    return lignes + [[(i, j) for i in range(len(table))] for j in range(largeur)]


def _suivant(
    table: list[list[int]],
    masques: dict[Place, str],
    sommes: list[list[Place]],
    minimum: int,
) -> Place | None:
    """The next place to hide, first in each sum alone, then in rows and columns together."""
    for somme in sommes:
        if place := _a_masquer(table, masques, somme, minimum):
            return place
    if len(sommes) <= len(table):
        return None  # no columns to combine with the rows
    for i, j in masques:
        if _se_deduit((i, j), masques):
            visibles = [
                (table[i][k], (i, k)) for k in range(len(table[i])) if (i, k) not in masques
            ]
            if visibles:
                return min(visibles, key=lambda une: (une[0] == 0, une))[1]
    return None


def _se_deduit(place: Place, masques: dict[Place, str]) -> bool:
    """Rows and columns give a hidden count back when no loop of hidden counts goes through it."""
    autres = set(masques) - {place}
    vus, a_voir = {("ligne", place[0])}, [("ligne", place[0])]
    while a_voir:
        sens, rang = a_voir.pop()
        for i, j in autres:
            if rang != (i if sens == "ligne" else j):
                continue
            voisin = ("colonne", j) if sens == "ligne" else ("ligne", i)
            if voisin not in vus:
                vus.add(voisin)
                a_voir.append(voisin)
    return ("colonne", place[1]) not in vus


def _a_masquer(
    table: list[list[int]], masques: dict[Place, str], somme: list[Place], minimum: int
) -> Place | None:
    """The place to hide next in a sum that would give a small number back; None if none would."""
    *parties, total = somme
    caches = [place for place in parties if place in masques]
    if total in masques:
        protege = bool(caches)
    else:
        protege = not caches or (len(caches) > 1 and sum(table[i][j] for i, j in caches) >= minimum)
    if protege:
        return None
    visibles = [(table[i][j], (i, j)) for i, j in parties if (i, j) not in masques]
    pleins = [une for une in visibles if une[0]]
    if pleins:
        return min(pleins)[1]
    return total if total not in masques else None


def _rang(i: int, ligne: list[int], masques: dict[Place, str], minimum: int) -> Rang:
    cases = [Case(nombre, masques.get((i, j), ""), minimum) for j, nombre in enumerate(ligne)]
    return Rang(tuple(cases[:-1]), cases[-1])
