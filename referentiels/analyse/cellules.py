"""The rows of the main table when the reader gives the cells of a PDF."""

from collections.abc import Sequence
from dataclasses import replace

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.colonnes import Colonne, EnTete
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mots, prefixe_commun
from referentiels.analyse.paragraphes import numero_de_point
from referentiels.analyse.rangees import Rangee, separer_numero
from referentiels.enums import Destination, NatureDoute

Roles = dict[int, Colonne]


def roles_des_colonnes(tete: EnTete, lignes: dict[int, LigneLue]) -> Roles:
    """The rank of each column, told by the cells of its heading; empty outside of a table."""
    places = [(lignes[mots[0].ligne].case, role) for role, mots in tete.colonnes]
    return {case.colonne: role for case, role in places if case}


def lire_rangees(lignes: Sequence[LigneLue], roles: Roles, carnet: Carnet) -> list[Rangee]:
    """One row per capacité: a row cut by a page goes on with the cells of the next one.

    A row whose first cell is empty, or has no number, belongs to the capacité above.
    """
    rangees: list[Rangee] = []
    pages: dict[Colonne, int | None] = {}
    for siennes in _par_cellule(lignes):
        role = roles.get(siennes[0].case.colonne)
        if role == Colonne.CAPACITE:
            _lire_titre(siennes, rangees, carnet)
            pages = pages if len(rangees) and not _est_nouvelle(siennes, rangees) else {}
        elif rangees and role in (Colonne.CONDITIONS, Colonne.CRITERES, Colonne.MODALITES):
            colonne = getattr(rangees[-1], role.value)
            suite = role in pages and pages[role] != siennes[0].page
            premiere = replace(siennes[0], coupure=bool(colonne) and not suite, debut_page=suite)
            colonne += [premiere, *siennes[1:]]
            pages[role] = siennes[-1].page
    return rangees


def _est_nouvelle(lignes: list[LigneLue], rangees: list[Rangee]) -> bool:
    return rangees[-1].mots_du_numero[0].ligne == lignes[0].rang


def _par_cellule(lignes: Sequence[LigneLue]) -> list[list[LigneLue]]:
    cellules: dict[tuple[int, int, int], list[LigneLue]] = {}
    for ligne in lignes:
        if ligne.case:
            cle = (ligne.case.tableau, ligne.case.rangee, ligne.case.colonne)
            cellules.setdefault(cle, []).append(ligne)
    return [cellules[cle] for cle in sorted(cellules)]


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
