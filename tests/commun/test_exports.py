"""Exports: what people typed never comes alive in a spreadsheet, and nothing is lost."""

import csv
import datetime
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cqpm.commun.exports import FORMATS, ecrire_csv, ecrire_xlsx, est_dangereux, neutraliser

FORMULES = [
    "=1+1",
    '=HYPERLINK("http://exemple.invalid";"clic")',
    "+33 6 12 34 56 78",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1+1",
    '"=1+1"',
    "'=1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "＝1+1",
]
INNOCENTS = ["", "Lefèvre", "12 rue d'Aramon", "D-00012", "a=b", "«+»", "0612345678", "l'=", "—"]


def lire_csv(octets: bytes, separateur: str = ";") -> list[list[str]]:
    texte = octets.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))


def lire_xlsx(octets: bytes):
    return load_workbook(io.BytesIO(octets)).active


@pytest.mark.parametrize("texte", FORMULES)
def test_a_formula_gets_an_apostrophe(texte):
    assert est_dangereux(texte)
    assert neutraliser(texte).startswith("'")
    assert neutraliser(texte).replace("'", "") == texte.replace("'", "")


@pytest.mark.parametrize("texte", INNOCENTS)
def test_any_other_text_is_left_as_it_is(texte):
    assert neutraliser(texte) == texte


def test_a_phone_number_stays_readable():
    assert neutraliser("+33 6 12 34 56 78") == "'+33 6 12 34 56 78"


@pytest.mark.parametrize("separateur", [",", ";", "\t", "|"])
def test_a_formula_hidden_behind_another_separator_is_neutralised(separateur):
    """The same file may be cut at another sign than ours."""
    texte = f'Vide et Procédés{separateur} "=1+1'

    assert neutraliser(texte) == f"Vide et Procédés{separateur}' \"=1+1"
    assert neutraliser(f"Vide{separateur}procédés") == f"Vide{separateur}procédés"


@given(st.lists(st.text(alphabet="=+-@;,\t\r\n\"' a|", max_size=12), min_size=1, max_size=4))
def test_no_cell_of_a_csv_ever_starts_a_formula(cellules):
    (_, ligne) = lire_csv(ecrire_csv([""] * len(cellules), [cellules]))

    assert [un for un in ligne if un and un[0] in "=+-@\t\r\n"] == []
    assert [un.replace("'", "") for un in ligne] == [un.replace("'", "") for un in cellules]


def test_a_csv_opens_by_a_click_in_a_french_spreadsheet():
    octets = ecrire_csv(
        ["Nom", "Né le", "Vu le", "Âge", "Admis", "Note"],
        [["Lévêque; œuvre", datetime.date(1998, 5, 17), None, 28, True, 12.5]],
    )

    assert (
        octets
        == (
            '\ufeff"Nom";"Né le";"Vu le";"Âge";"Admis";"Note"\r\n'
            '"Lévêque; œuvre";"17/05/1998";"";"28";"Oui";"12,5"\r\n'
        ).encode()
    )


def test_an_hour_is_the_hour_of_the_place():
    midi = datetime.datetime(2026, 7, 1, 10, 0, tzinfo=datetime.UTC)

    assert lire_csv(ecrire_csv(["Vu le"], [[midi]]))[1] == ["01/07/2026 12:00"]
    assert lire_xlsx(ecrire_xlsx(["Vu le"], [[midi]]))["A2"].value == datetime.datetime(
        2026, 7, 1, 12, 0
    )


@pytest.mark.parametrize("texte", [*FORMULES, "#N/A", "2026-01-01", "0612"])
def test_a_text_of_an_xlsx_is_a_text_unchanged(texte):
    cellule = lire_xlsx(ecrire_xlsx([texte], [[texte]]))["A2"]

    assert cellule.data_type == "s"
    assert cellule.value.replace("\r", "\n") == texte.replace("\r", "\n")
    assert cellule.quotePrefix == est_dangereux(texte)


def test_no_formula_is_written_in_the_sheet():
    octets = ecrire_xlsx(["=A1"], [[texte] for texte in FORMULES])

    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        feuille = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in feuille
    assert feuille.count('t="inlineStr"') == len(FORMULES) + 1


def test_dates_of_an_xlsx_are_dates_and_its_head_stays_in_sight():
    feuille = lire_xlsx(
        ecrire_xlsx(["Nom", "Né le", "Âge"], [["Roux", datetime.date(1998, 5, 17), 28]])
    )

    assert feuille["B2"].is_date
    assert feuille["B2"].value == datetime.datetime(1998, 5, 17)
    assert feuille["B2"].number_format == "dd/mm/yyyy"
    assert feuille["C2"].value == 28
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref == "A1:C2"


@pytest.mark.parametrize("nature", sorted(FORMATS))
def test_signs_that_no_file_may_hold_are_dropped(nature):
    octets = FORMATS[nature].ecrire(["Nom"], [["Ro\x00u\x0bx"]])
    lu = lire_csv(octets)[1][0] if nature == "csv" else lire_xlsx(octets)["A2"].value

    assert lu == "Roux"


@pytest.mark.parametrize("nature", sorted(FORMATS))
def test_lines_may_be_produced_one_by_one(nature):
    octets = FORMATS[nature].ecrire(["Rang"], ([rang] for rang in range(3)))
    lu = (
        [int(un) for (un,) in lire_csv(octets)[1:]]
        if nature == "csv"
        else [un.value for (un,) in lire_xlsx(octets).iter_rows(min_row=2)]
    )

    assert lu == [0, 1, 2]


def test_an_empty_xlsx_has_its_head_alone():
    feuille = lire_xlsx(ecrire_xlsx(["Nom"], []))

    assert [[un.value for un in ligne] for ligne in feuille.iter_rows()] == [["Nom"]]
