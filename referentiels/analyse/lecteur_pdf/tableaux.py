"""The tables of a page: cells between drawn lines, and the lines of text inside them."""

from dataclasses import replace
from itertools import groupby

from pdfplumber.page import Page
from pdfplumber.table import Table, merge_edges

from referentiels.analyse.lecteur_pdf.lignes import (
    LigneVue,
    lire_lignes,
    marquer_courtes,
)
from referentiels.analyse.source import Case

Boite = tuple[float, float, float, float]
# Lines that stop within so many points of each other stop together.
TOLERANCE = 3


def trouver_tableaux(page: Page) -> list[Table]:
    """The tables drawn with lines, from top to bottom; a frame around a text is not one."""
    reglages = {"explicit_horizontal_lines": _bords_manquants(page.edges)}
    trouves = sorted(page.find_tables(reglages), key=lambda tableau: tableau.bbox[1])
    return [tableau for tableau in trouves if len(tableau.columns) > 1]


def _bords_manquants(traits: list[dict]) -> list[dict]:
    """The lines that a table cut by the page lacks: where several vertical lines stop together."""
    verticaux = [t for t in traits if t["orientation"] == "v" and t["height"] > TOLERANCE]
    verticaux = merge_edges(verticaux, *[TOLERANCE] * 4)
    bouts = sorted((t[bout], t["x0"]) for t in verticaux for bout in ("top", "bottom"))
    bords = []
    for _, groupe in groupby(bouts, key=lambda bout: round(bout[0] / TOLERANCE)):
        ordonnees, abscisses = zip(*groupe, strict=True)
        if min(abscisses) < max(abscisses):
            bords.append(_trait(min(abscisses), max(abscisses), ordonnees[0]))
    return bords


def _trait(x0: float, x1: float, y: float) -> dict:
    place = {"x0": x0, "x1": x1, "top": y, "bottom": y, "width": x1 - x0, "height": 0}
    return place | {"object_type": "line_edge", "orientation": "h"}


def repartir(
    caracteres: list[dict], tableaux: list[Table]
) -> tuple[dict[Boite, list[dict]], list[dict]]:
    """Each character in the smallest cell that holds its middle; then those outside all cells."""
    cellules = sorted((c for tableau in tableaux for c in tableau.cells), key=_aire)
    dedans: dict[Boite, list[dict]] = {}
    dehors = []
    for caractere in caracteres:
        x = (caractere["x0"] + caractere["x1"]) / 2
        y = (caractere["top"] + caractere["bottom"]) / 2
        for cellule in cellules:
            if cellule[0] <= x < cellule[2] and cellule[1] <= y < cellule[3]:
                dedans.setdefault(cellule, []).append(caractere)
                break
        else:
            dehors.append(caractere)
    return dedans, dehors


def _aire(boite: Boite) -> float:
    return (boite[2] - boite[0]) * (boite[3] - boite[1])


def lire_tableau(
    tableau: Table, par_cellule: dict[Boite, list[dict]], rang: int, espace: float
) -> list[list[LigneVue]]:
    """The lines of each cell of a table, row by row, column by column."""
    cellules = {
        boite: lire_lignes(par_cellule.get(boite, []))
        for boite in sorted(tableau.cells, key=lambda boite: (boite[1], boite[0]))
    }
    marge = _marge(cellules)
    for boite, lignes in cellules.items():
        case = _case(boite, tableau, rang)
        colonne = [une for autre, ls in cellules.items() if autre[2] == boite[2] for une in ls]
        bord = max([boite[2] - marge, *(une.droite for une in colonne)])
        marquer_courtes(lignes, bord, espace)
        for ligne in lignes:
            ligne.case = case
    return list(cellules.values())


def _marge(cellules: dict[Boite, list[LigneVue]]) -> float:
    """The space between the line of a cell and its text, taken on the left where it shows."""
    marges = [
        min(ligne.gauche for ligne in lignes) - boite[0]
        for boite, lignes in cellules.items()
        if lignes
    ]
    return max(0, min(marges, default=0))


def _case(boite: Boite, tableau: Table, rang: int) -> Case:
    """The place of a cell: the ranks of its sides among those of all the cells of the table."""
    x0, haut, x1, bas = boite
    colonnes = sorted({c[0] for c in tableau.cells})
    rangees = sorted({c[1] for c in tableau.cells})
    return replace(
        Case(rang, rangees.index(haut), colonnes.index(x0)),
        hauteur=sum(haut <= y < bas for y in rangees),
        largeur=sum(x0 <= x < x1 for x in colonnes),
    )
