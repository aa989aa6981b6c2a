"""A file becomes rows under known columns, or one clear refusal."""

import datetime

import pytest
from openpyxl import Workbook

from cqpm.commun.fichiers import FichierRefuse
from dossiers.importation.fichier import lire, reconnaitre
from tests.dossiers.importation.fichiers import (
    ANAIS,
    ENTETES,
    ZOE,
    bombe,
    en_csv,
    en_xlsx,
    octets,
    retouche,
)

ANCIEN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def lues(contenu: bytes, lignes_max: int = 100) -> list[tuple[int, list[str]]]:
    tableau = lire(contenu, lignes_max=lignes_max)
    ordre = [tableau.entetes.places[code] for code in ("nom", "prenom", "naissance")]
    return [(un.numero, [un.cellule(place) for place in ordre]) for un in tableau.rangees]


ATTENDU = [(2, ["Lefèvre", "Anaïs", "17/05/1998"]), (3, ["de La Tour", "Zoé", "03/1999"])]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_a_csv_is_read_whatever_its_encoding_and_separator(encodage, separateur):
    contenu = en_csv(ANAIS, ZOE, encodage=encodage, separateur=separateur)

    reconnaitre(contenu, "candidats.csv")
    assert lues(contenu) == ATTENDU


def test_the_separator_that_a_spreadsheet_announces_is_obeyed():
    assert lues(b"sep=|\r\n" + en_csv(ANAIS, ZOE, separateur="|")) == ATTENDU


def test_quoted_cells_may_hold_line_ends_and_empty_lines_are_skipped():
    contenu = en_csv(ANAIS, ["", "", "", "", "", "", ""], ['"de La\nTour"', "Zoé", "1999"])

    assert lues(contenu) == [
        (2, ["Lefèvre", "Anaïs", "17/05/1998"]),
        (4, ["de La\nTour", "Zoé", "1999"]),
    ]


def test_headings_are_known_in_any_order_and_writing_under_a_title():
    entetes = ["prenom *", "NÉ(E) LE", "Nom", "remarque", "n° cqpm", "dispositif"]
    contenu = en_csv(entetes, ["Zoé", "1999", "Roux"], entetes=["Promotion 2026"])
    tableau = lire(contenu, lignes_max=10)

    assert tableau.entetes.places == {
        "prenom": 0,
        "naissance": 1,
        "nom": 2,
        "referentiel": 4,
        "parcours": 5,
    }
    assert tableau.entetes.inconnues == ["D « remarque »"]
    assert [un.numero for un in tableau.rangees] == [3]


def test_a_workbook_gives_dates_and_numbers_as_they_are_typed():
    ligne = ["Lefèvre", "Anaïs", datetime.date(1998, 5, 17), 12, "vae", "", ""]

    (rangee,) = lire(en_xlsx(ligne), lignes_max=10).rangees

    assert rangee.cellules[:5] == ["Lefèvre", "Anaïs", "17/05/1998", "12", "vae"]
    assert rangee.fautes == {}


def test_a_live_formula_and_an_error_are_faults_at_their_place():
    ligne = ["=A1", "Anaïs", "#N/A", "MQ 1", "vae", "", ""]

    (rangee,) = lire(en_xlsx(ligne), lignes_max=10).rangees

    assert sorted(rangee.fautes) == [0, 2]
    assert "formule" in rangee.fautes[0]
    assert "#N/A" in rangee.fautes[2]


def test_merged_cells_are_faults_on_each_of_their_rows():
    tableau = lire(en_xlsx(ANAIS, ZOE, fusion="F2:F3"), lignes_max=10)

    assert [sorted(un.fautes) for un in tableau.rangees] == [[5], [5]]


def test_the_sheet_of_candidates_is_found_among_several():
    autre = ("Notes", [["à faire"], ["relancer"]])

    assert len(lues(en_xlsx(ANAIS, autres=[autre]))) == 1
    assert len(lues(en_xlsx(["x"], entetes=["y"], autres=[("candidats", [ENTETES, ANAIS])]))) == 1


@pytest.mark.parametrize(
    ("contenu", "debut"),
    [
        (b" \n ", "Le fichier « x » est vide."),
        (ANCIEN, "Ce fichier est un ancien classeur « .xls »."),
        (
            ANCIEN + "EncryptedPackage".encode("utf-16-le"),
            "Ce classeur est protégé par un mot de passe.",
        ),
        (b"PK\x03\x04abime", "Ce classeur est abîmé ou incomplet"),
        (b"%PDF-1.7\x00\x01\x02", "Ce fichier n'est ni un classeur XLSX ni un texte CSV lisible."),
        (bombe(101), "Ce classeur est trop gros une fois décompressé."),
    ],
    ids=["empty", "xls", "password", "damaged", "pdf", "bomb"],
)
def test_what_cannot_be_read_is_refused_at_once(contenu, debut):
    with pytest.raises(FichierRefuse) as refus:
        reconnaitre(contenu, "x")

    assert str(refus.value).startswith(debut)


@pytest.mark.parametrize(
    ("contenu", "debut"),
    [
        (en_csv(["a", "b"], entetes=["x", "y"]), "Les en-têtes des colonnes ne sont pas reconnus"),
        (en_csv(entetes=ENTETES), "Le fichier ne contient aucun candidat"),
        (
            en_csv(["a"], entetes=["Nom", "Prénom", "Naissance"]),
            "Il manque au fichier : « CQPM », « Parcours ».",
        ),
        (en_csv(ANAIS, entetes=[*ENTETES, "NIR"]), "Le fichier a une colonne de numéros de sé"),
        (
            en_csv(ANAIS, entetes=[*ENTETES, "societe"]),
            "Deux colonnes disent la même chose : H « societe ».",
        ),
        (
            en_xlsx(ANAIS, autres=[("Groupe B", [ENTETES, ZOE])]),
            "Plusieurs feuilles portent des candidats : « Feuil1 », « Groupe B ».",
        ),
        (en_xlsx(["x"], entetes=["y"], autres=[("z", [["t"]])]), "Aucune feuille de ce classeur"),
        (octets(Workbook()), "Les en-têtes des colonnes ne sont pas reconnus"),
    ],
    ids=["headings", "nobody", "missing", "nir", "twice", "sheets", "no sheet", "blank"],
)
def test_what_is_not_a_list_of_candidates_is_refused(contenu, debut):
    with pytest.raises(FichierRefuse) as refus:
        lire(contenu, lignes_max=10)

    assert str(refus.value).startswith(debut)


@pytest.mark.parametrize(("fabrique", "lignes"), [(en_csv, 20_000), (en_xlsx, 2_000)])
def test_a_file_of_too_many_lines_is_refused_before_its_end(fabrique, lignes):
    with pytest.raises(FichierRefuse) as refus:
        lire(fabrique(*[ANAIS] * lignes), lignes_max=1_000)

    assert str(refus.value).startswith("Le fichier compte plus de 1\u202f000 candidats")


def test_a_quote_never_closed_is_a_fault_or_a_refusal():
    contenu = en_csv(["Lefèvre", '"Anaïs'], *[ZOE] * 50)

    (rangee,) = lire(contenu, lignes_max=100).rangees
    assert "guillemet" in rangee.fautes[1]

    with pytest.raises(FichierRefuse) as refus:
        lire(en_csv(["Lefèvre", '"Anaïs'], *[ZOE] * 5_000), lignes_max=100)
    assert "guillemet" in str(refus.value)


FEUILLE = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"


@pytest.mark.parametrize(
    ("partie", "cherche", "remplace", "debut"),
    [
        (FEUILLE, b'<row r="2"', b'<row r="99999999999"', "Ce classeur est trop gros"),
        (FEUILLE, b"</sheetData>", b"</sheetData>" + b"<a/>" * 2**21, "Ce classeur est trop gros"),
        (FEUILLE, b"</row></sheetData>", b"<c/>" * 2**21 + b"</row></sheetData>", "Ce classeur"),
        (STYLES, b"</fonts>", b"<font/>" * 2**20 + b"</fonts>", "Ce classeur est trop gros"),
        (
            FEUILLE,
            b"</sheetData>",
            b"</sheetData>"
            + b"".join(b'<mergeCell ref="A%d:B%d"/>' % (un, un) for un in range(2000)),
            "Cette feuille compte plus de 1000 cellules fusionnées.",
        ),
    ],
    ids=["row number", "after the rows", "one row", "styles", "merged"],
)
def test_a_workbook_made_to_exhaust_the_machine_is_refused(partie, cherche, remplace, debut):
    contenu = retouche(en_xlsx(ANAIS), partie, cherche, remplace)

    with pytest.raises(FichierRefuse) as refus:
        lire(contenu, lignes_max=10)

    assert str(refus.value).startswith(debut)


def test_a_far_row_is_read_under_its_own_number():
    contenu = retouche(en_xlsx(ANAIS), FEUILLE, b'<row r="2"', b'<row r="1048576"')

    assert lues(contenu) == [(1_048_576, ["Lefèvre", "Anaïs", "17/05/1998"])]
