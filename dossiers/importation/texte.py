"""A CSV file: its encoding, its separator, its rows."""

import csv
import io
import re
from collections.abc import Iterator

from cqpm.commun.fichiers import FichierRefuse
from dossiers.importation.colonnes import RANGEES_AVANT_ENTETES, lire_entetes
from dossiers.importation.tableau import COLONNES_MAX, SIGNES_MAX, Rangee

SEPARATEURS = ";,\t"
# The start of a file, which is enough to know its separator.
_DEBUT = 20_000
_ANNONCE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_CONTROLES = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decoder(octets: bytes) -> str:
    """Read UTF-8, UTF-16 or Windows-1252. Raises FichierRefuse on what is not a text."""
    texte = _decoder(octets)
    if texte is None or _CONTROLES.search(texte):
        raise FichierRefuse(
            "Ce fichier n'est ni un classeur XLSX ni un texte CSV lisible. Ouvrez-le dans votre "
            "tableur, enregistrez-le au format XLSX, puis déposez ce nouveau fichier."
        )
    return texte


def _decoder(octets: bytes) -> str | None:
    for encodage in _encodages(octets):
        try:
            return octets.decode(encodage)
        except UnicodeDecodeError:
            continue
    return None


def _encodages(octets: bytes) -> list[str]:
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ["utf-16"]
    debut = octets[:2000]
    # Half of the bytes of a Latin text in UTF-16 are zeros, always on the same side.
    if debut[1::2].count(0) > len(debut) // 4:
        return ["utf-16-le"]
    if debut[::2].count(0) > len(debut) // 4:
        return ["utf-16-be"]
    return ["utf-8-sig", "cp1252"]


def separateur(texte: str) -> str:
    """The separator under which the most headings are known; a semicolon if none is."""
    if annonce := _ANNONCE.match(texte):
        return annonce[1]
    debut = texte[:_DEBUT]

    def connues(signe: str) -> int:
        rangees = _rangees_brutes(debut, signe)
        trouvees = [
            len(lire_entetes(numero, cellules).places)
            for numero, cellules in zip(range(RANGEES_AVANT_ENTETES), rangees, strict=False)
        ]
        return max(trouvees, default=0)

    return max(SEPARATEURS, key=connues)


def rangees(texte: str) -> Iterator[Rangee]:
    """Every row, numbered as the spreadsheet that opens the file numbers it."""
    signe = separateur(texte)
    debut = 1
    if annonce := _ANNONCE.match(texte):
        texte = texte[annonce.end() :]
    for numero, brutes in enumerate(_rangees_brutes(texte, signe), start=debut):
        cellules = [cellule.strip() for cellule in brutes[:COLONNES_MAX]]
        fautes = {place: faute for place, un in enumerate(cellules) if (faute := _faute(un))}
        yield Rangee(numero, cellules, fautes)


def _rangees_brutes(texte: str, signe: str) -> Iterator[list[str]]:
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=signe)
    try:
        yield from lecteur
    except csv.Error as erreur:
        raise FichierRefuse(
            f"La lecture s'arrête à la ligne {lecteur.line_num} du fichier : un guillemet y est "
            "sans doute ouvert et jamais fermé. Corrigez-le, ou enregistrez la feuille au format "
            "XLSX, puis déposez le fichier à nouveau."
        ) from erreur


def _faute(cellule: str) -> str:
    if cellule[:1] in ("=", "@"):
        return (
            "cette cellule commence par « = » ou « @ », comme une formule : écrivez sa valeur à "
            "la place."
        )
    if len(cellule) > SIGNES_MAX:
        return (
            f"cette cellule compte plus de {SIGNES_MAX} signes : un guillemet est sans doute "
            "ouvert et jamais fermé."
        )
    return ""
