"""From the pages, all read, to the text: what only the whole document can tell of each line."""

from collections.abc import Iterator
from itertools import chain

from referentiels.analyse.lecteur_pdf.colonnes import Bloc, entrelacer
from referentiels.analyse.lecteur_pdf.lignes import (
    LigneVue,
    marquer_blancs,
    marquer_courtes,
    pas_usuel,
)
from referentiels.analyse.lecteur_pdf.pages import Vue
from referentiels.analyse.source import Ligne

# So many gaps between lines tell the usual one; a page or a table with fewer takes the document's.
ECHANTILLON = 8


def composer(vues: list[Vue]) -> tuple[str, list[Ligne]]:
    """Write the text, one line under the other, a blank line where the page shows one."""
    morceaux: list[str] = []
    lignes: list[Ligne] = []
    position = 0
    for numero, vue_ligne in _lignes(vues):
        avant = "" if not lignes else "\n\n" if vue_ligne.blanc_avant else "\n"
        debut = position + len(avant)
        position = debut + len(vue_ligne.texte)
        morceaux += [avant, vue_ligne.texte]
        lignes.append(
            Ligne(
                debut=debut,
                fin=position,
                page=numero,
                case=vue_ligne.case,
                blanc_avant=vue_ligne.blanc_avant,
                courte=vue_ligne.courte,
            )
        )
    return "".join(morceaux), lignes


def _lignes(vues: list[Vue]) -> Iterator[tuple[int, LigneVue]]:
    """The lines of the document in reading order, with their page."""
    for vue, blocs in zip(vues, _arranger(vues), strict=True):
        for ligne in chain.from_iterable(bloc.lignes for bloc in blocs):
            if ligne.texte:
                yield vue.numero, ligne


def _arranger(vues: list[Vue]) -> list[list[Bloc]]:
    """The blocks of each page; notes the blanks, and the short lines outside tables."""
    tableaux = [tableau for vue in vues for tableau in vue.tableaux]
    usuel = pas_usuel(chain.from_iterable(tableau.regions for tableau in tableaux))
    for tableau in tableaux:
        ici = pas_usuel(tableau.regions, usuel, minimum=ECHANTILLON)
        for region in tableau.regions:
            marquer_blancs(region, ici)
    usuel = pas_usuel(vue.dehors for vue in vues)
    pages = []
    for vue in vues:
        ici = pas_usuel([vue.dehors], usuel, minimum=ECHANTILLON)
        pages.append(entrelacer(vue.tableaux, vue.dehors, ici))
    _marquer_courtes_dehors(vues, pages)
    return pages


def _marquer_courtes_dehors(vues: list[Vue], pages: list[list[Bloc]]) -> None:
    """Note the short lines outside tables: the right edge is that of all pages of that width.

    Lines that stand alone are left out: running heads and feet may go further.
    """
    bords: dict[int, float] = {}
    libres = [
        (vue, bloc.lignes)
        for vue, blocs in zip(vues, pages, strict=True)
        for bloc in blocs
        if bloc.libre and not bloc.tableau
    ]
    for vue, lignes in libres:
        suivies = [ligne.droite for ligne in lignes[:-1]]
        bords[vue.largeur] = max([bords.get(vue.largeur, 0), *suivies])
    for vue, lignes in libres:
        marquer_courtes(lignes, bords[vue.largeur], vue.espace)
