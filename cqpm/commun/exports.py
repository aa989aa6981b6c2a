"""Tables handed to a spreadsheet: CSV and XLSX, in which nothing that people typed comes alive.

A cell that starts with `= + - @`, a tab or a line end is a formula for a spreadsheet, whatever
spaces or quotes stand before it. In CSV an apostrophe is put before it; in XLSX it is written as a
text, unchanged.
"""

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone

Ligne = Iterable[Any]

# A cell of a spreadsheet holds no more signs.
TEXTE_MAX = 32_767
LARGEUR_MIN, LARGEUR_MAX = 10, 45
_FORMULE = "=+-@"
# The signs that a workbook refuses.
_ILLEGAUX = re.compile(r"[\000-\010\013\014\016-\037]")
# Another program may cut the same line at another sign: what follows one is the start of a cell.
_DEBUT = re.compile(r"[,;|\t\r\n]")


def neutraliser(texte: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; any other text is left as it is."""
    if est_dangereux(texte):
        texte = f"'{texte}"
    return _DEBUT.sub(_proteger_la_suite, texte)


def est_dangereux(texte: str) -> bool:
    """Tell whether a spreadsheet could read this cell as a formula."""
    for signe in texte:
        if signe in "\t\r\n" or unicodedata.normalize("NFKC", signe) in _FORMULE:
            return True
        if not _passe_inapercu(signe):
            return False
    return False


def _passe_inapercu(signe: str) -> bool:
    """Spaces, quotes and invisible signs, which do not stop a spreadsheet."""
    return signe.isspace() or signe in "\"'`" or unicodedata.category(signe) in {"Cc", "Cf"}


def _proteger_la_suite(trouve: re.Match) -> str:
    suite = trouve.string[trouve.end() :]
    separateur = trouve.group()
    return f"{separateur}'" if not suite.startswith("'") and _est_formule(suite) else separateur


def _est_formule(suite: str) -> bool:
    """A formula may start here; a line end that follows a sign is looked at on its own."""
    reste = suite.lstrip(' "`\xa0')
    return bool(reste) and unicodedata.normalize("NFKC", reste[0]) in _FORMULE


# --- CSV --------------------------------------------------------------------------------------


def ecrire_csv(entetes: Sequence[str], lignes: Iterable[Ligne]) -> bytes:
    """Write UTF-8 with its mark and semicolons, as the French spreadsheets open by a click."""
    sortie = io.StringIO(newline="")
    redacteur = csv.writer(sortie, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    redacteur.writerow([_texte(un) for un in entetes])
    redacteur.writerows([_texte(un) for un in ligne] for ligne in lignes)
    return sortie.getvalue().encode("utf-8-sig", errors="replace")


def _texte(valeur: Any) -> str:
    if isinstance(valeur, datetime.datetime):
        return f"{_locale(valeur):%d/%m/%Y %H:%M}"
    if isinstance(valeur, datetime.date):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return str(valeur).replace(".", ",")
    return neutraliser(_mots(valeur))


def _mots(valeur: Any) -> str:
    """Anything else, in words, without the signs that no file may hold."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    return _ILLEGAUX.sub("", str(valeur))[:TEXTE_MAX]


def _locale(moment: datetime.datetime) -> datetime.datetime:
    """The hour of the place, which is all that a spreadsheet knows."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


# --- XLSX -------------------------------------------------------------------------------------


def ecrire_xlsx(entetes: Sequence[str], lignes: Iterable[Ligne], *, titre: str = "Export") -> bytes:
    """Write one sheet whose head stays in sight; dates are dates, texts are never formulas."""
    openpyxl = _openpyxl()
    classeur = openpyxl.Workbook(write_only=True)
    feuille = classeur.create_sheet(titre[:31])
    feuille.freeze_panes = "A2"
    for rang, entete in enumerate(entetes, start=1):
        largeur = min(max(len(str(entete)) + 4, LARGEUR_MIN), LARGEUR_MAX)
        feuille.column_dimensions[openpyxl.utils.get_column_letter(rang)].width = largeur
    feuille.append([_cellule(feuille, entete, gras=True) for entete in entetes])
    nombre = 1
    for ligne in lignes:
        feuille.append([_cellule(feuille, valeur) for valeur in ligne])
        nombre += 1
    feuille.auto_filter.ref = f"A1:{openpyxl.utils.get_column_letter(max(len(entetes), 1))}{nombre}"
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


@cache
def _openpyxl():
    """Loaded by who writes a workbook: a worker that draws PDFs has no room for it."""
    import openpyxl  # noqa: PLC0415
    import openpyxl.cell  # noqa: PLC0415

    return openpyxl


def _cellule(feuille, valeur: Any, *, gras: bool = False):
    cellule = _openpyxl().cell.WriteOnlyCell(feuille)
    if isinstance(valeur, datetime.datetime):
        cellule.value, cellule.number_format = _locale(valeur), "dd/mm/yyyy hh:mm"
    elif isinstance(valeur, datetime.date):
        cellule.value, cellule.number_format = valeur, "dd/mm/yyyy"
    elif isinstance(valeur, int | float) and not isinstance(valeur, bool):
        cellule.value = valeur
    else:
        _ecrire_texte(cellule, _mots(valeur))
    if gras:
        cellule.font = _openpyxl().styles.Font(bold=True)
    return cellule


def _ecrire_texte(cellule, texte: str) -> None:
    """Say that it is a text, and that it stays one when a person edits the cell."""
    cellule.value = texte
    cellule.data_type = "s"
    cellule.number_format = "@" if texte[:1].isdigit() else "General"
    if est_dangereux(texte):
        cellule.quotePrefix = True


# --- Both -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Format:
    """One kind of file: what the browser calls it, and the function that writes it."""

    extension: str
    libelle: str
    type_mime: str
    ecrire: Callable[[Sequence[str], Iterable[Ligne]], bytes]


FORMATS = {
    "csv": Format("csv", "CSV", "text/csv; charset=utf-8", ecrire_csv),
    "xlsx": Format(
        "xlsx",
        "Excel (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ecrire_xlsx,
    ),
}
