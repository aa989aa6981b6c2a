"""The PDF of the version, laid out like the official document."""

import pytest

from referentiels.mise_en_page import capacites_longues, feuilles
from referentiels.selectors import contenu
from tests.lecture_pdf import corps, formats
from tests.referentiels.comparaison import NOMS
from tests.referentiels.documents import document, par_capacite
from tests.referentiels.papiers import (
    N2013,
    N2018,
    PHRASE,
    VERSION,
    absents,
    brouillon,
    importe,
    officiel,
    rendre,
    serre,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nom", NOMS)
def test_the_version_prints_every_text_of_the_document(nom):
    referentiel = importe(nom)
    tout = contenu(referentiel)
    criteres = [critere for un in tout.capacites for critere in un.criteres.all()]
    attendus = [str(capacite) for capacite in tout.capacites]
    attendus += [condition for un in tout.capacites for condition in un.conditions]
    attendus += [critere.texte for critere in criteres]
    attendus += [point.texte for critere in criteres for point in critere.sous_points.all()]
    attendus += [bloc.intitule for bloc in tout.blocs]
    attendus += [ligne for modalite in tout.modalites for ligne in modalite.paragraphes]
    attendus += [point for modalite in tout.modalites for point in modalite.points]
    attendus += [note["texte"] for note in referentiel.notes]
    for section in referentiel.sections:
        attendus += [section["titre"], *section["colonnes"]]
        for paragraphe in section["paragraphes"]:
            attendus += [paragraphe["texte"], *paragraphe["points"]]

    assert absents(attendus, officiel(nom, VERSION)) == []


@pytest.mark.parametrize(
    ("nom", "couverture"),
    [
        (
            N2013,
            "COMMISSION PARITAIRE NATIONALE DE L'EMPLOI DE LA METALLURGIE "
            "Qualification 1991 06 42 0083 Catégorie C Dernière modification 27/11/2013 "
            "Référentiel du CQPM Titre du CQPM : Technicien(ne) en technologie du vide "
            "Échelle des critères : Acquis · Non acquis · Non évalué · Non observable. "
            "I OBJECTIF PROFESSIONNEL DU CQPM",
        ),
        (
            N2018,
            "Commission paritaire nationale de l’emploi et de la formation professionnelle de la "
            "métallurgie Qualification MQ 2018 04 38 0324 Catégorie B "
            "Dernière modification 05/04/2018 Référentiel du CQPM Titre du CQPM : Technicien.ne "
            "de maintenance des systèmes sous vide dans l’industrie et la recherche "
            "Échelle des critères : Acquis · Non acquis · Non évalué · Non observable. "
            "1. REFERENTIEL D’ACTIVITES DU CQPM",
        ),
    ],
)
def test_the_version_opens_with_the_cover_block(nom, couverture):
    assert corps(officiel(nom, VERSION))[0].startswith(couverture)


@pytest.mark.parametrize(
    ("nom", "tete"),
    [
        (N2013, "avec niveau d’exigence Modalités d’évaluation"),
        (N2018, "Critères observables et ou mesurables avec niveau d’exigence"),
    ],
)
def test_the_table_lies_down_and_its_head_comes_back(nom, tete):
    octets = officiel(nom, VERSION)
    couchees = [cotes == (297, 210) for cotes in formats(octets)]

    assert couchees[0] is False
    assert couchees[-1] is False
    assert couchees.count(True) >= 3
    assert [tete in page for page in corps(octets)] == couchees


@pytest.mark.parametrize("nom", NOMS)
def test_no_capacite_of_the_official_texts_is_cut(nom):
    tout = contenu(importe(nom))
    lues = [serre(page) for page in corps(officiel(nom, VERSION))]

    for capacite in tout.capacites:
        criteres = [serre(critere.texte) for critere in capacite.criteres.all()]
        assert any(all(critere in page for critere in criteres) for page in lues), capacite
    assert capacites_longues(tout) == []


@pytest.mark.parametrize(
    ("nom", "mots", "note"),
    [
        (N2013, "Pour que le candidat1 soit", "1 Le terme générique"),
        (N2018, "en unités cohérentes1", "1 Blocs de compétences pour les CQPM"),
        (N2018, "sont attribués aux candidats2", "2 Le terme générique"),
    ],
)
def test_a_note_stands_at_the_foot_of_the_page_that_calls_it(nom, mots, note):
    lues = corps(officiel(nom, VERSION))

    (page,) = [page for page in lues if serre(mots) in serre(page)]
    assert note in page
    assert sum(note in page for page in lues) == 1


def test_a_note_that_nothing_calls_is_printed_once_on_the_last_section():
    orpheline = {"numero": "7", "appel": "", "texte": "Note orpheline."}

    parties = feuilles(brouillon(document(notes=[orpheline])))

    assert [une["notes"] for feuille in parties for une in feuille.sections][-1] == [orpheline]


def test_a_heading_alone_goes_with_the_table_under_it():
    complet = document()
    (tableau,) = complet["sections"]
    titre = tableau | {"titre": "Chapitre", "contenu": "", "paragraphes": []}
    complet["sections"] = [titre, tableau | {"profondeur": 2}, titre | {"titre": "Fin"}]

    rangees = [
        (feuille.paysage, [section["titre"] for section in feuille.sections])
        for feuille in feuilles(brouillon(complet))
    ]

    assert rangees == [
        (True, ["Chapitre", "Certification"]),
        (
            False,
            [
                "Fin",
                "Regroupements de capacités",
                "Conditions d'admissibilité",
                "Modalités d'évaluation",
            ],
        ),
    ]


def test_a_capacite_longer_than_a_page_is_cut_under_its_head():
    complet = par_capacite()
    complet["capacites"][0]["criteres"][0]["texte"] = PHRASE * 52 + "FIN."
    tout = brouillon(complet)

    octets = rendre(tout, VERSION)

    assert capacites_longues(tout) == tout.capacites[:1]
    couchees = [cotes == (297, 210) for cotes in formats(octets)]
    assert couchees.count(True) >= 2
    assert ["Capacités Conditions Critères" in page for page in corps(octets)] == couchees
    assert absents([PHRASE * 52 + "FIN."], octets) == [PHRASE * 52 + "FIN."]  # its head is between
    assert " ".join(corps(octets)).count("consignes données") == 52
