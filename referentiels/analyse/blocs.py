"""The list of the capacités, and the blocs that a merged cell gathers them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.colonnes import Colonne
from referentiels.analyse.feuilles import Texte
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mot, Mots, joindre, plier, prefixe_commun
from referentiels.analyse.paragraphes import numero_de_point
from referentiels.analyse.rangees import Rangee, separer_numero
from referentiels.enums import NatureDoute

Liste = dict[int, Mots]


@dataclass
class Bloc:
    mots: list[Mot]
    capacites: list[int] = field(default_factory=list)

    def decrire(self) -> dict:
        return {"intitule": Texte.de(self.mots), "capacites": sorted(self.capacites)}


@dataclass
class Regroupement:
    """The table of the blocs: `points` are the capacités with their number."""

    points: dict[int, Mots] = field(default_factory=dict)
    blocs: list[Bloc] = field(default_factory=list)
    par_cases: bool = False

    @property
    def liste(self) -> Liste:
        return {numero: separer_numero(mots)[1] for numero, mots in self.points.items()}


def lire_flux(lignes: Sequence[LigneLue]) -> Regroupement:
    """A plain text: each capacité runs until the next number, bloc titles still with it."""
    mots = [mot for ligne in lignes for mot in ligne.mots]
    departs: list[tuple[int, int]] = []
    for rang in range(len(mots)):
        numero = numero_de_point(mots[rang : rang + 3])
        attendu = departs[-1][1] + 1 if departs else None
        if numero is not None and attendu in (None, numero):
            departs.append((rang, numero))
    points = {
        numero: tuple(mots[debut:fin])
        for (debut, numero), (fin, _) in pairwise([*departs, (len(mots), 0)])
    }
    avant = mots[: departs[0][0]] if departs else mots
    return Regroupement(points, [Bloc(avant)] if avant else [])


def separer_blocs(lu: Regroupement, rangees: Sequence[Rangee]) -> Regroupement:
    """Part the titles of the blocs from the capacités they follow, with the help of the table.

    In reading order, the title of a bloc comes just after its first capacité.
    """
    intitules = {rangee.numero: rangee.intitule for rangee in rangees}
    separe = Regroupement(blocs=list(lu.blocs))
    for numero, mots in lu.points.items():
        tete, reste = separer_numero(mots)
        fin, _ = prefixe_commun(reste, intitules.get(numero, ()))
        while fin < len(reste) and not plier(reste[fin].texte):
            fin += 1
        if not fin:
            fin = _fin_de_ligne(reste)
        separe.points[numero] = (*tete, *reste[:fin])
        if fin < len(reste):
            _ajouter(separe.blocs, reste[fin:])
        if separe.blocs:
            separe.blocs[-1].capacites.append(numero)
    return separe


def _ajouter(blocs: list[Bloc], mots: Mots) -> None:
    """A title without capital goes on with the one above."""
    if blocs and mots[0].texte[0].islower():
        blocs[-1].mots.extend(mots)
    else:
        blocs.append(Bloc(list(mots)))


def _fin_de_ligne(mots: Mots) -> int:
    return next((rang for rang in range(1, len(mots)) if mots[rang].texte[0].isupper()), len(mots))


def lire_cases(lignes: Sequence[LigneLue], roles: dict[int, Colonne]) -> Regroupement:
    """A PDF: the height of each merged cell says which capacités it gathers."""
    lu = Regroupement(par_cases=True)
    places: list[tuple[int, int, int]] = []  # table, first row and last row of each bloc
    rangs: dict[int, tuple[int, int]] = {}
    for role, siennes in _cellules(lignes, roles):
        case = siennes[0].case
        mots = [mot for ligne in siennes for mot in ligne.mots]
        if role == Colonne.BLOC:
            suite = bool(lu.blocs) and mots[0].texte[0].islower()
            _ajouter(lu.blocs, tuple(mots))
            if suite:
                places[-1] = (case.tableau, case.rangee, case.rangee + case.hauteur - 1)
            else:
                places.append((case.tableau, case.rangee, case.rangee + case.hauteur - 1))
        elif role == Colonne.CAPACITE:
            for numero, point in lire_flux(siennes).points.items():
                lu.points[numero] = point
                rangs[numero] = (case.tableau, case.rangee)
    _ranger(lu, places, rangs)
    return lu


def _cellules(
    lignes: Sequence[LigneLue], roles: dict[int, Colonne]
) -> Iterator[tuple[Colonne | None, list[LigneLue]]]:
    cellules: dict[tuple[int, int, int], list[LigneLue]] = {}
    for ligne in lignes:
        if ligne.case:
            cle = (ligne.case.tableau, ligne.case.rangee, ligne.case.colonne)
            cellules.setdefault(cle, []).append(ligne)
    for (_, _, colonne), siennes in sorted(cellules.items()):
        yield roles.get(colonne), siennes


def _ranger(lu: Regroupement, places: list, rangs: dict[int, tuple[int, int]]) -> None:
    """Each capacité to the bloc whose cell covers its row, or to the last one above it."""
    for numero, (tableau, rangee) in rangs.items():
        couvrants = [r for r, (t, d, f) in enumerate(places) if t == tableau and d <= rangee <= f]
        dessus = [r for r, (t, d, _) in enumerate(places) if (t, d) <= (tableau, rangee)]
        if retenu := (couvrants or dessus):
            lu.blocs[retenu[-1]].capacites.append(numero)


def douter_des_fusions(blocs: Sequence[Bloc], carnet: Carnet) -> None:
    for bloc in blocs:
        numeros = ", ".join(map(str, sorted(bloc.capacites))) or "aucune"
        carnet.douter(
            NatureDoute.CELLULES_FUSIONNEES,
            f"Bloc « {joindre(bloc.mots)} » : cellule fusionnée, capacités comprises : {numeros}. "
            "Vérifiez-les.",
            bloc.mots,
        )
