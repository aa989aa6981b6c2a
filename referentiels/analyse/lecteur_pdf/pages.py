"""A page of a PDF: its characters, its tables and what stands between them."""

import re
from dataclasses import dataclass
from itertools import chain

from pdfplumber.page import Page

from referentiels.analyse.lecteur_pdf.colonnes import Bloc
from referentiels.analyse.lecteur_pdf.lignes import LigneVue, largeur_espace, lire_lignes
from referentiels.analyse.lecteur_pdf.tableaux import lire_tableau, repartir, trouver_tableaux

# Two drawings of a character closer than this, in points, are one character made bold.
DOUBLON = 1.0
# Stands for what a font does not name, and for what no database can keep.
INCONNU = "\ufffd"
_SANS_NOM = re.compile(r"\(cid:\d+\)")
_REMPLACES = dict.fromkeys([*range(0x20), 0x7F, *range(0xD800, 0xE000)], INCONNU)
_REMPLACES |= {code: " " for code in range(0x20) if chr(code).isspace()}


@dataclass
class Vue:
    """What was read on a page: its tables, and the lines outside them."""

    numero: int
    largeur: int
    espace: float
    tableaux: list[Bloc]
    dehors: list[LigneVue]

    def mots(self) -> list[str]:
        lignes = chain(self.dehors, *(tableau.lignes for tableau in self.tableaux))
        return [mot for ligne in lignes for mot in ligne.texte.split()]


def lire_page(page: Page, caracteres: list[dict], premier_tableau: int) -> Vue:
    """Read a page, whose tables are numbered from `premier_tableau`.

    The piece of a table on each page is a table of its own: only its words tell that it goes on.
    """
    tableaux = trouver_tableaux(page)
    par_cellule, dehors = repartir(caracteres, tableaux)
    espace = largeur_espace(caracteres)
    blocs = [
        Bloc(tableau.bbox[1], lire_tableau(tableau, par_cellule, rang, espace), tableau=True)
        for rang, tableau in enumerate(tableaux, start=premier_tableau)
    ]
    return Vue(page.page_number, round(page.width), espace, blocs, lire_lignes(dehors))


def caracteres_de(page: Page) -> list[dict]:
    """The characters of a page, each once, in the order in which the file draws them."""
    return [c | {"text": _texte(c["text"])} for c in _sans_doublons(page.chars)]


def _texte(brut: str) -> str:
    if _SANS_NOM.fullmatch(brut):
        return INCONNU
    return brut.translate(_REMPLACES)


def _sans_doublons(caracteres: list[dict]) -> list[dict]:
    """Drop the second drawing of a false bold.

    pdfplumber's own `dedupe_chars` takes a time that grows with the square of the page.
    """
    places: dict[tuple, list[tuple[float, float]]] = {}
    gardes = []
    for caractere in caracteres:
        x, y = caractere["x0"], caractere["top"]
        dessin = caractere["text"], caractere["fontname"], round(caractere["size"], 1)
        voisines = (
            place
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for place in places.get((*dessin, x // DOUBLON + i, y // DOUBLON + j), ())
        )
        if any(abs(x - a) <= DOUBLON and abs(y - b) <= DOUBLON for a, b in voisines):
            continue
        places.setdefault((*dessin, x // DOUBLON, y // DOUBLON), []).append((x, y))
        gardes.append(caractere)
    return gardes
