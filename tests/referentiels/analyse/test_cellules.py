"""The cells of a PDF say the columns; rows cut by a page are put back together."""

import pytest

from referentiels.analyse.document import analyser
from referentiels.enums import Destination
from tests.referentiels.analyse.feuillets import Tirage, en_feuillets
from tests.referentiels.analyse.preuves import defauts, natures
from tests.referentiels.variantes import avec_capacites, reference

TIRAGES = [
    Tirage(),
    Tirage(en_tete=False),
    Tirage(numero="{}"),
    Tirage(coupes=((2, 1), (3, 1), (6, 1))),
    Tirage(coupes=((2, 1), (3, 1), (6, 1)), repeter=False),
    Tirage(coupes=((2, 1), (4, 1)), couper_le_titre=True, numero="{})"),
    Tirage(coupes=((3, 1), (3, 2))),
    Tirage(coupes=((2, 1), (5, 1)), mots_restants=5),
    Tirage(coupes=((2, 1), (5, 1)), mots_restants=4, repeter=False),
]


@pytest.mark.parametrize("rang", [0, 1])
@pytest.mark.parametrize("tirage", TIRAGES)
def test_a_pdf_gives_the_reference_content(rang, tirage):
    document = reference(rang)
    if not tirage.en_tete:
        document["numero"] = reference(0)["numero"]
    source = en_feuillets(document, tirage)

    analyse = analyser(source)

    assert analyse.document == document
    assert defauts(source, analyse) == []
    assert natures(analyse).get("colonnes_deduites", 0) == 0
    assert natures(analyse).get("saut_de_page", 0) >= len(tirage.coupes)


@pytest.mark.parametrize("coupes", [(), ((1, 2), (2, 1), (5, 1))])
def test_one_row_per_critere_with_the_other_cells_merged(coupes):
    document = reference(0)
    source = en_feuillets(document, Tirage(une_rangee_par_critere=True, coupes=coupes))

    analyse = analyser(source)

    assert analyse.document == document
    assert defauts(source, analyse) == []


def test_thirteen_capacites_over_many_pages():
    document = avec_capacites(reference(0), 13)
    source = en_feuillets(
        document, Tirage(coupes=tuple((n, 1) for n in range(1, 14)), numero="{})")
    )

    analyse = analyser(source)

    assert analyse.document == document
    assert (natures(analyse)["saut_de_page"], natures(analyse)["en_tete"]) == (13, 13)


def test_each_merged_cell_of_the_blocs_is_a_doubt():
    analyse = analyser(en_feuillets(reference(1), Tirage()))

    fusions = [d for d in analyse.doutes if d.nature == "cellules_fusionnees"]
    assert [doute.chemin for doute in fusions] == [f"blocs[{n}].intitule" for n in range(3)]
    assert [bloc["capacites"] for bloc in analyse.document["blocs"]] == [[1, 2], [3, 4, 5], [6, 7]]


def test_a_title_repeated_after_the_page_is_kept_once():
    document = reference(0)
    source = en_feuillets(document, Tirage(coupes=((3, 2),), repeter_le_titre=True))

    analyse = analyser(source)

    repetes = [
        " ".join(source.texte[run.debut : run.fin].split())
        for run in analyse.attributions
        if run.destination == Destination.COLONNES_REPETEES
    ]
    assert analyse.document == document
    assert repetes[0].endswith(f"3. {document['capacites'][2]['intitule']}")
    assert defauts(source, analyse) == []


def test_a_note_without_known_words_is_found_at_the_foot_of_its_page():
    document = reference(0)
    document["notes"][0]["texte"] = "Ce mot vaut pour toutes les personnes inscrites."
    source = en_feuillets(document, Tirage())

    analyse = analyser(source)

    assert analyse.document == document


def test_a_row_may_wait_for_its_title_on_the_next_page():
    document = reference(0)
    source = en_feuillets(document, Tirage(coupes=((3, 0), (5, 0)), titre_apres=True))

    analyse = analyser(source)

    assert analyse.document == document
    assert natures(analyse)["saut_de_page"] >= 2
    assert defauts(source, analyse) == []


def test_rows_that_gather_several_criteres_are_the_groups():
    document = reference(1)
    source = en_feuillets(document, Tirage(une_rangee_par_groupe=True))

    assert analyser(source).document == document
