"""Other counts, numbers, codes, orders and rules are read like the two official texts."""

import copy
from dataclasses import replace

import pytest

from referentiels.analyse.document import analyser
from referentiels.analyse.resultat import Analyse
from referentiels.analyse.texte import depuis_octets
from tests.referentiels.analyse.preuves import defauts, natures
from tests.referentiels.generateur import EN_2013, EN_2018, MiseEnPage, generer
from tests.referentiels.variantes import (
    avec_capacites,
    reference,
    relettrer,
    renumeroter,
    renverser,
    sans_sections,
)

MODELES = [(0, EN_2013), (1, EN_2018)]
CODES = [
    *("1991 06 42 0083", "MQ 2018 04 38 0324", "CQPM 2006 0248", "2000 04 59/35 0186"),
    "2004 0230",
]


def lire(document: dict, page: MiseEnPage) -> Analyse:
    """Lay the document out, read it back, and hold the analysis to its promise."""
    source = depuis_octets(generer(document, page).encode(), nom="essai.txt")
    analyse = analyser(source)
    assert defauts(source, analyse) == []
    assert natures(analyse).get("non_attribue", 0) == 0
    return analyse


def explications(analyse: Analyse, nature: str) -> list[str]:
    return [doute.explication for doute in analyse.doutes if doute.nature == nature]


@pytest.mark.parametrize(("rang", "page"), MODELES)
@pytest.mark.parametrize("forme", ["{})", "{}.", "{}-", "{} -", "{}"])
def test_the_numbers_of_capacites_have_several_forms(rang, page, forme):
    document = renumeroter(reference(rang), forme)

    assert lire(document, replace(page, numero=forme)).document == document


@pytest.mark.parametrize(("rang", "page"), MODELES)
@pytest.mark.parametrize("nombre", [6, 9, 13, 15])
def test_any_number_of_capacites_without_blocs(rang, page, nombre):
    document = avec_capacites(reference(rang), nombre)

    analyse = lire(document, replace(page, numero="{})"))

    assert analyse.document == document
    assert natures(analyse)["colonnes_deduites"] == nombre


@pytest.mark.parametrize(("rang", "page"), MODELES)
def test_capacites_in_another_order(rang, page):
    document = renverser(reference(rang))

    assert lire(document, page).document == document


@pytest.mark.parametrize("colonnes", [(22, 26, 60, 24), (18, 30, 70, 20), (36, 40, 120, 34)])
@pytest.mark.parametrize(("rang", "page"), MODELES)
def test_columns_of_other_widths(rang, page, colonnes):
    document = reference(rang)

    assert lire(document, replace(page, colonnes=colonnes)).document == document


def test_the_template_is_told_by_the_numbers_and_not_by_the_year_nor_the_spacing():
    document = reference(0) | {"date_modification": "2019-06-01", "numero": "MQ 2019 04 38 0324"}

    analyse = lire(document, replace(EN_2018, numero="{})"))

    assert (analyse.modele, analyse.document) == ("parties I à IV", document)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("place", ["couverture", "pied"])
def test_codes_of_any_form_on_the_cover_or_in_the_running_heads(code, place):
    document = reference(0) | {"numero": code}

    analyse = lire(document, replace(EN_2013, code=place, pages=(3,)))

    assert analyse.document == document
    assert [d.chemin for d in analyse.doutes if d.nature == "identite"] == (
        ["numero"] if place == "pied" else []
    )
    assert len(explications(analyse, "en_tete")) == 1


@pytest.mark.parametrize(
    "identite", [{"niveau": "4"}, {"niveau": "4", "categorie": ""}, {"categorie": "A / B"}]
)
def test_categorie_or_niveau_or_both(identite):
    document = reference(0) | identite

    assert lire(document, EN_2013).document == document


@pytest.mark.parametrize("date", ["2013-11-27", "1991-06-30", "2050-01-31", "1951-01-31"])
def test_years_of_two_digits_are_doubtful(date):
    document = reference(0) | {"date_modification": date}

    analyse = lire(document, replace(EN_2013, date="%d/%m/%y"))

    assert analyse.document == document
    assert explications(analyse, "identite") == [
        f"L'année n'a que deux chiffres : {date[:4]} a été compris."
    ]


def test_a_date_in_words():
    document = reference(0) | {"date_modification": "2013-08-01"}
    page = replace(EN_2013, remplacements=(("01/08/2013", "1er août 2013"),))

    assert lire(document, page).document == document


@pytest.mark.parametrize(
    ("avant", "apres", "champ"),
    [
        ("Dernière modification : 27/11/2013", "", "date_modification"),
        ("27/11/2013", "31/02/2013", "date_modification"),
        ("TITRE DU CQPM : Technicien(ne) en technologie du vide", "", "titre"),
        ("Catégorie : C", "", "categorie"),
    ],
)
def test_an_identity_that_is_missing_is_a_doubt(avant, apres, champ):
    page = replace(EN_2013, remplacements=((avant, apres),))
    source = depuis_octets(generer(reference(0), page).encode(), nom="essai.txt")

    analyse = analyser(source)

    assert not analyse.document[champ]
    assert [d.chemin for d in analyse.doutes if d.nature == "identite"] == [champ]
    assert defauts(source, analyse) == []


@pytest.mark.parametrize(
    ("rang", "page", "fautes"),
    [
        (0, EN_2013, [("COMMISSION", "COMMISION"), ("D’ADMISSIBILITE", "D’ADMISIBILITE")]),
        (0, EN_2013, [("REFERENTIEL DE CERTIFICATION", "REFERENTEL DE CERTIFICATON")]),
        (0, EN_2013, [("Définition des", "Defintion des"), ("Qualification :", "Qualifcation :")]),
        (1, EN_2018, [("REFERENTIEL D’ACTIVITES", "REFERENTIEL D’ACTVITES")]),
        (1, EN_2018, [("Critères observables", "Critére observable")]),
    ],
)
def test_misspelt_headings_are_read_and_marked(rang, page, fautes):
    document = reference(rang)
    analyse = lire(document, replace(page, remplacements=tuple(fautes)))

    assert [c["intitule"] for c in analyse.document["capacites"]] == [
        c["intitule"] for c in document["capacites"]
    ]
    assert [s["contenu"] for s in analyse.document["sections"]] == [
        s["contenu"] for s in document["sections"]
    ]
    assert natures(analyse)["titre"] == len(fautes)


@pytest.mark.parametrize(
    ("rang", "page", "numeros"),
    [
        (0, EN_2013, ["I"]),
        (0, EN_2013, ["IV.1"]),
        (1, EN_2018, ["1.2.", "1.3."]),
        (1, EN_2018, ["1.", "1.1.", "1.2.", "1.3."]),
        (1, EN_2018, ["4.1.", "A)"]),
    ],
)
def test_sections_that_are_not_there(rang, page, numeros):
    document = sans_sections(reference(rang), *numeros)
    analyse = lire(document, page)

    assert analyse.document["sections"] == document["sections"]
    assert analyse.document["capacites"] == document["capacites"]


@pytest.mark.parametrize("ordre", [[3, 2, 1, 0], [1, 0, 3, 2]])
@pytest.mark.parametrize(("rang", "page"), MODELES)
def test_the_letters_of_modalities_in_any_order(rang, page, ordre):
    document = relettrer(reference(rang), ordre)

    assert lire(document, page).document == document


def test_modalities_of_the_document_in_the_roman_template():
    document = reference(0)
    document["regles"]["modalites_niveau"] = "document"
    document["sections"][1]["colonnes"].pop()
    for capacite in document["capacites"]:
        capacite |= {"modalites": [], "modalites_detail": []}

    assert lire(document, EN_2013).document == document


def test_modalities_of_each_capacite_in_the_arabic_template():
    document = avec_capacites(reference(1), 8)
    modele = reference(0)["capacites"][0]
    document["regles"]["modalites_niveau"] = "capacite"
    document["sections"][6]["colonnes"].append("Modalités d’évaluation")
    for capacite in document["capacites"]:
        capacite |= {cle: copy.deepcopy(modele[cle]) for cle in ("modalites", "modalites_detail")}

    assert lire(document, EN_2018).document == document


def test_an_unknown_modality_is_not_taken():
    page = replace(
        EN_2013, remplacements=(("b) Avis de l’entreprise", "b) Questionnaire à distance"),)
    )
    source = depuis_octets(generer(reference(0), page).encode(), nom="essai.txt")

    analyse = analyser(source)

    assert [m["lettre"] for m in analyse.document["modalites"]] == ["a", "c", "d"]
    assert explications(analyse, "modalite")[-1] == (
        "La modalité « Questionnaire à distance » est inconnue : la liste des modalités est "
        "fermée. Son texte n'a pas été repris."
    )
    assert defauts(source, analyse) == []


@pytest.mark.parametrize(("rang", "page", "pages"), [(0, EN_2013, (2, 4, 6)), (1, EN_2018, (3, 7))])
def test_running_feet_and_repeated_columns_inside_the_table(rang, page, pages):
    document = reference(rang)

    analyse = lire(document, replace(page, pages=pages))

    assert analyse.document == document
    assert natures(analyse)["en_tete"] == len(pages)


def test_a_list_that_disagrees_with_the_table():
    page = replace(EN_2013, remplacements=(("5) Former les utilisateurs", "5) Former le client"),))

    analyse = lire(reference(0), page)

    assert analyse.document["capacites"] == reference(0)["capacites"]
    assert explications(analyse, "titre") == [
        "La liste ne donne pas le même intitulé à la capacité 5. Vérifiez-le."
    ]


def test_texts_too_long_for_their_column_are_left_aside():
    document = reference(0)
    titre = document["titre"] + " et des techniques associées" * 10
    source = depuis_octets(generer(document | {"titre": titre}).encode(), nom="essai.txt")

    analyse = analyser(source)

    assert analyse.document["titre"] == ""
    assert explications(analyse, "non_attribue") == [
        "Texte de plus de 250 caractères : il n'a pas été repris. Abrégez-le."
    ]
    assert defauts(source, analyse) == []
