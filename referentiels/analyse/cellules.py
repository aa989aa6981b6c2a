"""The rows of the main table when the reader gives the cells of a PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.colonnes import Colonne, EnTete
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mots, prefixe_commun
from referentiels.analyse.paragraphes import numero_de_point
from referentiels.analyse.rangees import Rangee, separer_numero
from referentiels.analyse.source import Case
from referentiels.enums import Destination, NatureDoute

Roles = dict[int, Colonne]
Cellules = dict[Colonne, list[LigneLue]]


def roles_des_colonnes(tete: EnTete, lignes: dict[int, LigneLue]) -> Roles:
    """The rank of each column, told by the cells of its heading; empty outside of a table."""
    places = [(lignes[mots[0].ligne].case, role) for role, mots in tete.colonnes]
    return {case.colonne: role for case, role in places if case}


def lire_rangees(lignes: Sequence[LigneLue], roles: Roles, carnet: Carnet) -> list[Rangee]:
    """One row per capacité: a row cut by a page goes on with the cells of the next one.

    A row whose first cell is empty, or has no number, belongs to the capacité above.
    """
    lues: list[Rangee] = []
    pages: dict[Colonne, int | None] = {}
    for cellules in _avancer_les_titres(_par_rangee(lignes, roles), carnet):
        if titre := cellules.pop(Colonne.CAPACITE, None):
            connues = len(lues)
            _lire_titre(titre, lues, carnet)
            pages = pages if len(lues) == connues else {}
        for role, siennes in cellules.items() if lues else ():
            colonne = getattr(lues[-1], role.value)
            suite = role in pages and pages[role] != siennes[0].page
            premiere = replace(siennes[0], coupure=bool(colonne) and not suite, debut_page=suite)
            colonne += [premiere, *siennes[1:]]
            pages[role] = siennes[-1].page
    return lues


def _par_rangee(lignes: Sequence[LigneLue], roles: Roles) -> list[Cellules]:
    """The cells of each row, in the order of the columns."""
    rangees: dict[tuple[int, int], dict[int, list[LigneLue]]] = {}
    for ligne in lignes:
        if ligne.case and ligne.case.colonne in roles:
            rangee = rangees.setdefault((ligne.case.tableau, ligne.case.rangee), {})
            rangee.setdefault(ligne.case.colonne, []).append(ligne)
    return [
        {roles[colonne]: siennes for colonne, siennes in sorted(rangees[cle].items())}
        for cle in sorted(rangees)
    ]


def _avancer_les_titres(rangees: list[Cellules], carnet: Carnet) -> list[Cellules]:
    """A row may start at the foot of a page and have its title, kept whole, on the next one.

    It is the last row of its table, without a title although it has conditions, and the next
    table starts with a title. Where such rows also stand higher up, they are parts of a capacité.
    """
    sans_titre = list(_sans_titre(rangees))
    ordinaires = any(_tableau(rangee) == _tableau(suivante) for rangee, suivante in sans_titre)
    for rangee, suivante in sans_titre:
        complete = not ordinaires or Colonne.CONDITIONS not in suivante
        if complete and _tableau(rangee) != _tableau(suivante) and _a_un_numero(suivante):
            rangee[Colonne.CAPACITE] = suivante.pop(Colonne.CAPACITE)
            constat = "La page coupe cette capacité avant son intitulé. Vérifiez ses colonnes."
            mots = tuple(mot for ligne in rangee[Colonne.CAPACITE] for mot in ligne.mots)
            carnet.douter(NatureDoute.SAUT_DE_PAGE, constat, mots)
    return rangees


def _sans_titre(rangees: list[Cellules]) -> Iterator[tuple[Cellules, Cellules]]:
    """The rows, each with the next one, that have conditions but neither their title nor above.

    A row that starts a page goes on with the capacité of the page before: it is not one of them.
    """
    fusion = (-1, -1)  # the table, and the last row, that the title above covers
    tableau = -1
    for rangee, suivante in pairwise(rangees):
        commence, tableau = _tableau(rangee) != tableau, _tableau(rangee)
        if titre := rangee.get(Colonne.CAPACITE):
            fusion = (tableau, titre[0].case.rangee + titre[0].case.hauteur - 1)
        elif (
            Colonne.CONDITIONS in rangee
            and not commence
            and (tableau, _case(rangee).rangee) > fusion
        ):
            yield rangee, suivante


def _case(rangee: Cellules) -> Case:
    return next(iter(rangee.values()))[0].case


def _tableau(rangee: Cellules) -> int:
    return _case(rangee).tableau


def _a_un_numero(rangee: Cellules) -> bool:
    titre = rangee.get(Colonne.CAPACITE)
    return bool(titre) and numero_de_point(titre[0].mots) is not None


def _lire_titre(lignes: list[LigneLue], rangees: list[Rangee], carnet: Carnet) -> None:
    mots: Mots = tuple(mot for ligne in lignes for mot in ligne.mots)
    numero = numero_de_point(mots)
    if numero is not None and (not rangees or numero > rangees[-1].numero):
        mots_du_numero, titre = separer_numero(mots)
        rangees.append(Rangee(numero, mots_du_numero, list(titre)))
    elif rangees and _repete(mots, rangees[-1]):
        carnet.ranger(mots, Destination.COLONNES_REPETEES)
        constat = "L'intitulé est répété après le saut de page : il n'a été gardé qu'une fois."
        carnet.douter(NatureDoute.SAUT_DE_PAGE, constat, mots)
    elif rangees:
        rangees[-1].intitule.extend(mots)
        constat = "Cette cellule n'a pas de numéro : elle a été ajoutée à la capacité précédente."
        carnet.douter(NatureDoute.SAUT_DE_PAGE, constat, mots)


def _repete(mots: Mots, rangee: Rangee) -> bool:
    """Tell whether a cell says the number and the title again, whole or shortened."""
    if numero_de_point(mots) != rangee.numero:
        return False
    _, titre = separer_numero(mots)
    return prefixe_commun(titre, rangee.intitule)[0] == len(titre)
