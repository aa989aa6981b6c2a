"""An XLSX workbook: checked before it is opened, then read row by row in bounded memory."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from cqpm.commun.fichiers import FichierRefuse
from cqpm.commun.recherche import normaliser
from dossiers.importation.colonnes import RANGEES_AVANT_ENTETES, lire_entetes
from dossiers.importation.tableau import COLONNES_MAX, SIGNES_MAX, Rangee

SIGNATURE = b"PK\x03\x04"
FEUILLE = "Candidats"
# What a list of people weighs once unzipped, with room to spare; a bomb weighs a thousand times.
DECOMPRESSE_MAX = 60 * 2**20
TEXTES_MAX = 15 * 2**20
# Styles, names and links, which the library reads whole.
AUTRE_PARTIE_MAX = 4 * 2**20
# Between the starts of two rows; one row is read whole.
RANGEE_MAX = 4 * 2**20
ENTREES_MAX = 2_000
# The last row of the format; a file may claim others, and the library fills the gaps.
RANGS_MAX = 2**20
FUSIONS_MAX = 1_000
_TEXTES = "xl/sharedStrings.xml"
_FEUILLES = "xl/worksheets/"
_IMAGES = "xl/media/"
_FUSION = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_RANGEE = re.compile(rb"<(?:\w+:)?row[\s/>]")
_BLOC = 2**16


def verifier(octets: bytes) -> None:
    """Refuse what is not a workbook that can be read in bounded memory, before opening it."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            entrees = archive.infolist()
            noms = {entree.filename for entree in entrees}
            if "mimetype" in noms:
                raise FichierRefuse(
                    "Ce fichier est un classeur LibreOffice ou un autre document. Enregistrez-le "
                    "au format XLSX (« Excel 2007-365 »), puis déposez ce nouveau fichier."
                )
            tailles = {entree.filename: entree.file_size for entree in entrees}
    except zipfile.BadZipFile as erreur:
        raise _abime() from erreur
    if "xl/workbook.xml" not in noms:
        raise FichierRefuse(
            "Ce fichier n'est pas un classeur. Déposez un fichier XLSX ou CSV, par exemple le "
            "modèle que vous pouvez télécharger sur cette page."
        )
    if (
        len(entrees) > ENTREES_MAX
        or sum(tailles.values()) > DECOMPRESSE_MAX
        or any(taille > _taille_max(nom) for nom, taille in tailles.items())
    ):
        raise _trop_gros()


def _taille_max(nom: str) -> int:
    """What one part may weigh; images are never opened."""
    if nom.startswith((_FEUILLES, _IMAGES)):
        return DECOMPRESSE_MAX
    return TEXTES_MAX if nom == _TEXTES else AUTRE_PARTIE_MAX


def _trop_gros() -> FichierRefuse:
    return FichierRefuse(
        "Ce classeur est trop gros une fois décompressé. Copiez les seules lignes des candidats "
        "dans le modèle que vous pouvez télécharger sur cette page."
    )


def rangees(octets: bytes) -> Iterator[Rangee]:
    """The rows of the sheet of candidates, numbered as in the workbook."""
    with _ouvert(octets) as classeur:
        feuille = _feuille(classeur)
        fusions = _fusions(octets, feuille)
        for rangee in _rangees(feuille):
            _signaler(rangee, fusions)
            yield rangee


@contextmanager
def _ouvert(octets: bytes) -> Iterator:
    """The library fails in many ways on a damaged file: all of them are one refusal."""
    from openpyxl import load_workbook  # noqa: PLC0415 (a worker that draws PDFs has no room)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        classeur = None
        try:
            _verifier_les_rangees(octets)
            classeur = load_workbook(io.BytesIO(octets), read_only=True, keep_links=False)
            yield classeur
        except (FichierRefuse, GeneratorExit):
            raise
        except Exception as erreur:
            raise _abime() from erreur
        finally:
            if classeur is not None:
                classeur.close()


def _verifier_les_rangees(octets: bytes) -> None:
    """No row, nor what stands before or after them, weighs more than a list of people needs."""
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        for nom in archive.namelist():
            if not nom.startswith(_FEUILLES):
                continue
            with archive.open(nom) as flux:
                depuis = 0
                while bloc := flux.read(_BLOC):
                    debuts = [un.start() for un in _RANGEE.finditer(bloc)]
                    depuis = len(bloc) - debuts[-1] if debuts else depuis + len(bloc)
                    if depuis > RANGEE_MAX:
                        raise _trop_gros()


def _abime() -> FichierRefuse:
    return FichierRefuse(
        "Ce classeur est abîmé ou incomplet : il ne s'ouvre pas. Ouvrez-le dans votre tableur, "
        "enregistrez-le de nouveau au format XLSX, puis déposez ce nouveau fichier."
    )


def _feuille(classeur):
    """The sheet « Candidats », or the only one whose headings are known."""
    feuilles = classeur.worksheets
    for feuille in feuilles:
        if normaliser(feuille.title) == normaliser(FEUILLE):
            return feuille
    connues = [feuille for feuille in feuilles if len(feuilles) == 1 or _est_connue(feuille)]
    if len(connues) == 1:
        return connues[0]
    if not connues:
        raise FichierRefuse(
            "Aucune feuille de ce classeur ne porte les en-têtes attendus. Gardez la ligne "
            f"d'en-têtes du modèle, dans une feuille nommée « {FEUILLE} »."
        )
    noms = ", ".join(f"« {feuille.title} »" for feuille in connues)
    raise FichierRefuse(
        f"Plusieurs feuilles portent des candidats : {noms}. Nommez « {FEUILLE} » celle qu'il "
        "faut lire, ou faites un fichier par feuille."
    )


def _est_connue(feuille) -> bool:
    return any(
        rangee.numero <= RANGEES_AVANT_ENTETES
        and lire_entetes(rangee.numero, rangee.cellules).est_reconnue
        for rangee in _rangees(feuille, RANGEES_AVANT_ENTETES)
    )


def _rangees(feuille, maximum: int | None = None) -> Iterator[Rangee]:
    from openpyxl.cell.read_only import EMPTY_CELL  # noqa: PLC0415

    feuille.reset_dimensions()  # what the file says of its own size is often wrong
    lignes = feuille.iter_rows(max_col=COLONNES_MAX, max_row=maximum)
    for numero, cellules in enumerate(lignes, start=1):
        rangee = Rangee(numero, [])
        if numero > RANGS_MAX:
            raise _trop_gros()
        if all(un is EMPTY_CELL for un in cellules):
            yield rangee
            continue
        for place, cellule in enumerate(cellules):
            texte, faute = _lire(cellule)
            rangee.cellules.append(texte)
            if faute:
                rangee.fautes[place] = faute
        yield rangee


def _lire(cellule) -> tuple[str, str]:
    """The cell as a person would have typed it, and what forbids to read it."""
    valeur = cellule.value
    if valeur is None:
        return "", ""
    if cellule.data_type == "f":
        return str(valeur)[:SIGNES_MAX], (
            "cette cellule contient une formule : copiez la colonne, puis collez-la au même "
            "endroit avec « Collage spécial, valeurs »."
        )
    if cellule.data_type == "e":
        return str(valeur), f"cette cellule affiche l'erreur {valeur} : écrivez sa valeur."
    texte = _en_texte(valeur)
    if len(texte) > SIGNES_MAX:
        return texte[:SIGNES_MAX], f"cette cellule compte plus de {SIGNES_MAX} signes."
    return texte, ""


def _en_texte(valeur) -> str:
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    if isinstance(valeur, date | datetime):
        return f"{valeur:%d/%m/%Y}"
    return str(valeur).replace("\0", "").strip()


def _fusions(octets: bytes, feuille) -> list[tuple[int, int, int, int]]:
    """The merged ranges of a sheet: first column, first row, last column, last row.

    They stand after the rows, which the library does not read when it streams. Raises
    FichierRefuse: so many of them are not a list.
    """
    with (
        zipfile.ZipFile(io.BytesIO(octets)) as archive,
        archive.open(feuille._worksheet_path) as flux,
    ):
        trouvees: set[bytes] = set()
        reste = b""
        while bloc := flux.read(_BLOC):
            trouvees |= set(_FUSION.findall(reste + bloc))
            reste = bloc[-200:]
            if len(trouvees) > FUSIONS_MAX:
                raise FichierRefuse(
                    f"Cette feuille compte plus de {FUSIONS_MAX} cellules fusionnées. "
                    "Sélectionnez toute la feuille, défusionnez les cellules, puis déposez le "
                    "fichier à nouveau."
                )
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415

    return [range_boundaries(un.decode("ascii")) for un in sorted(trouvees)]


def _signaler(rangee: Rangee, fusions: list[tuple[int, int, int, int]]) -> None:
    for colonne, haut, fin, bas in fusions:
        if haut <= rangee.numero <= bas:
            for place in range(colonne - 1, min(fin, COLONNES_MAX)):
                rangee.fautes[place] = (
                    "cette cellule est fusionnée avec d'autres : défusionnez-les, puis écrivez "
                    "la valeur dans chacune."
                )
