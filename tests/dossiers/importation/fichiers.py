"""Spreadsheets of candidates made for the tests."""

import io
import zipfile
from collections.abc import Iterable

from openpyxl import Workbook

ENTETES = [
    "Nom de naissance",
    "Prénom",
    "Date de naissance",
    "CQPM",
    "Parcours",
    "Entreprise",
    "Ville",
]
ANAIS = ["Lefèvre", "Anaïs", "17/05/1998", "MQ 1", "Formation (salarié)", "Vide Sud", "Nice"]
ZOE = ["de La Tour", "Zoé", "03/1999", "MQ 1", "vae", "", ""]


def en_csv(*lignes: Iterable[str], entetes=ENTETES, separateur=";", encodage="utf-8") -> bytes:
    """A CSV file; cells that hold the separator are quoted by the test itself."""
    return "\r\n".join(separateur.join(une) for une in [entetes, *lignes]).encode(encodage)


def en_xlsx(*lignes, entetes=ENTETES, feuille="Feuil1", autres=(), fusion="") -> bytes:
    """A workbook whose first sheet holds the lines; `autres` are (title, lines)."""
    classeur = Workbook()
    classeur.active.title = feuille
    for ligne in [entetes, *lignes]:
        classeur.active.append(list(ligne))
    if fusion:
        classeur.active.merge_cells(fusion)
    for titre, contenu in autres:
        autre = classeur.create_sheet(titre)
        for ligne in contenu:
            autre.append(list(ligne))
    return octets(classeur)


def octets(classeur: Workbook) -> bytes:
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def retouche(contenu: bytes, partie: str, cherche: bytes, remplace: bytes) -> bytes:
    """The same workbook, one part of which was written by hand."""
    sortie = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(contenu)) as source,
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for nom in source.namelist():
            lu = source.read(nom)
            archive.writestr(nom, lu.replace(cherche, remplace) if nom == partie else lu)
    return sortie.getvalue()


def bombe(mega: int) -> bytes:
    """A small workbook that weighs many megabytes once unzipped."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as feuille:
            for _ in range(mega):
                feuille.write(b"0" * 2**20)
    return sortie.getvalue()
