"""The file to fill: headings, accepted values, explanations."""

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cqpm.commun.exports import ecrire_csv
from dossiers.enums import Parcours, QualiteTuteur, Sexe
from dossiers.importation.classeur import FEUILLE
from dossiers.importation.colonnes import COLONNES, Colonne, lettre
from referentiels.models import Referentiel

LISTES = "Listes"
SANS_NIR = (
    "Aucune colonne ne demande le numéro de sécurité sociale (NIR) : il ne doit pas circuler dans "
    "un tableur ni par courriel. Il se saisit dans le dossier, où il est chiffré, et seulement "
    "pour les CQPM inscrits au RNCP."
)
_TETE = PatternFill("solid", fgColor="0B566B")
_EXIGEE = "Obligatoire"
_AU_RNCP = "CQPM inscrits au RNCP seulement"


def ecrire_modele_csv() -> bytes:
    """The headings alone: an example would be imported with the candidates."""
    return ecrire_csv([_entete(colonne) for colonne in COLONNES], [])


def ecrire_modele_xlsx(versions: Iterable[Referentiel], *, lignes: int) -> bytes:
    """A sheet to fill, whose closed lists are proposed, and a sheet that explains."""
    listes = {
        "referentiel": [str(version) for version in versions],
        "parcours": Parcours.labels,
        "tuteur_qualite": QualiteTuteur.labels,
        "sexe": Sexe.values,
    }
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = FEUILLE
    _preparer(feuille)
    _expliquer(classeur.create_sheet("Aide"), listes)
    reserve = classeur.create_sheet(LISTES)
    reserve.sheet_state = "hidden"
    for rang, (code, valeurs) in enumerate(listes.items()):
        _proposer(feuille, reserve, rang, code, valeurs, lignes)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def _entete(colonne: Colonne) -> str:
    return f"{colonne.entete} *" if colonne.obligatoire else colonne.entete


def _preparer(feuille: Worksheet) -> None:
    """The headings; every column is a text, so that dates and numbers stay as typed."""
    for place, colonne in enumerate(COLONNES):
        dimension = feuille.column_dimensions[lettre(place)]
        dimension.width = max(len(colonne.entete) + 4, 16)
        dimension.number_format = "@"
        cellule = feuille.cell(1, place + 1, _entete(colonne))
        cellule.font = Font(bold=True, color="FFFFFF")
        cellule.fill = _TETE
        cellule.alignment = Alignment(vertical="center")
    feuille.row_dimensions[1].height = 24
    feuille.freeze_panes = "A2"


def _proposer(
    feuille: Worksheet, reserve: Worksheet, rang: int, code: str, valeurs: list[str], lignes: int
) -> None:
    """Offer a closed list in a column; the values wait in a hidden sheet, as long as needed."""
    if not valeurs:
        return
    for ligne, valeur in enumerate(valeurs, start=1):
        reserve.cell(ligne, rang + 1, valeur)
    place = next(i for i, colonne in enumerate(COLONNES) if colonne.code == code)
    regle = DataValidation(
        type="list",
        formula1=f"={LISTES}!${lettre(rang)}$1:${lettre(rang)}${len(valeurs)}",
        allow_blank=True,
        showErrorMessage=False,  # a number or a code may be typed as well
    )
    regle.add(f"{lettre(place)}2:{lettre(place)}{lignes + 1}")
    feuille.add_data_validation(regle)


def _expliquer(feuille: Worksheet, listes: dict[str, list[str]]) -> None:
    lignes = [
        ["Une ligne par candidat dans la feuille « Candidats ». L'ordre des colonnes est libre."],
        ["Une date s'écrit comme un texte ou comme une date du tableur ; une formule est refusée."],
        [SANS_NIR],
        [],
        ["Colonne", "Exigence", "Ce qui s'y écrit", "Exemple"],
        *([un.entete, _exigence(un), un.aide, un.exemple] for un in COLONNES),
        [],
        ["Parcours acceptés"],
        *([valeur] for valeur in listes["parcours"]),
        [],
        ["Qualités du tuteur acceptées"],
        *([valeur] for valeur in listes["tuteur_qualite"]),
        [],
        ["Versions publiées des CQPM"],
        *([valeur] for valeur in listes["referentiel"]),
    ]
    titres = {"Colonne", "Parcours acceptés", "Qualités du tuteur acceptées"}
    for ligne in lignes:
        feuille.append(ligne)
        if ligne and ligne[0] in titres | {"Versions publiées des CQPM"}:
            for cellule in feuille[feuille.max_row]:
                cellule.font = Font(bold=True)
    for place, largeur in enumerate((34, 32, 90, 30)):
        feuille.column_dimensions[lettre(place)].width = largeur


def _exigence(colonne: Colonne) -> str:
    if colonne.obligatoire:
        return _EXIGEE
    return _AU_RNCP if colonne.rncp else ""
