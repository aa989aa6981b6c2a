"""The search of the list: which versions answer, and where."""

import html
import re

import pytest
from django.urls import reverse

from cqpm.commun.recherche import mots
from referentiels.enums import EtatReferentiel
from referentiels.extraits import PREFETCH, trouvailles
from referentiels.importation import charger, importer
from referentiels.indexation import mots_d_identite, texte_de_recherche
from referentiels.models import Referentiel
from referentiels.services.brouillon import enregistrer
from referentiels.services.ecriture import ecrire
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory, passer_a
from tests.referentiels.comparaison import FIXTURES
from tests.referentiels.documents import document, en_json

VIDE_2013 = "Technicien(ne) en technologie du vide"
VIDE_2018 = "Technicien.ne de maintenance des systèmes sous vide dans l’industrie et la recherche"


def trouves(requete: str) -> list[str]:
    return [un.titre for un in Referentiel.objects.recherche(requete).pour_liste()]


def lieux(requete: str) -> dict[str, list[tuple[str, str]]]:
    """The name and the anchor of each place shown, by title."""
    versions = Referentiel.objects.recherche(requete).pour_liste().prefetch_related(*PREFETCH)
    return {
        une.referentiel.titre: [(lieu.nom, lieu.ancre) for lieu in une.lieux]
        for une in trouvailles(versions, mots(requete))
    }


@pytest.fixture
def officiels(db):
    """The two official versions, published."""
    charger(FIXTURES)


# --- The words of a version --------------------------------------------------------------------


def test_the_words_of_a_document_are_those_of_what_it_evaluates():
    assert texte_de_recherche(document(numero_rncp="RNCP12345")) == (
        "cqpm mq n mq 2030 01 01 0001 mq203001010001 operateur trice d essais rncp12345 "
        "certification il doit etre capable de 1 preparer les essais "
        "preparer l essai a partir des consignes "
        "le poste est pret l essai est conduit un deux "
        "rendre compte le compte rendu est clair"
    )


@pytest.mark.parametrize(
    "requete",
    ["1991 06 42 0083", "199106420083", "MQ 1991 06 42 0083", "CQPM n° 1991 06 42 0083", "0642"],
)
def test_a_number_is_found_with_or_without_prefix_and_spaces(requete):
    index = mots_d_identite("1991 06 42 0083")

    assert [mot for mot in mots(requete) if mot not in index] == []


@pytest.mark.django_db
def test_an_incomplete_brouillon_has_its_words_and_an_edit_changes_them():
    brouillon = ecrire(document(numero="", titre="", date_modification=None))
    assert "preparer l essai" in brouillon.recherche

    change = document(titre="Soudeur.euse")
    enregistrer(brouillon, change, revision=0, par=UtilisateurFactory(), libelle="Titre")

    assert trouves("soudeur") == ["Soudeur.euse"]
    assert trouves("operateur trice") == []


@pytest.mark.django_db
def test_versions_older_than_the_search_get_their_words_when_the_texts_are_loaded():
    charger(FIXTURES)
    Referentiel.objects.update(recherche="")
    assert trouves("vide") == []

    charger(FIXTURES)

    assert trouves("vide") == [VIDE_2013, VIDE_2018]


# --- Which versions answer ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("vide", [VIDE_2013, VIDE_2018]),
        ("1991 06", [VIDE_2013]),
        ("201804380324", [VIDE_2018]),
        ("technicienne", [VIDE_2013, VIDE_2018]),
        ("ETANCHEITE", [VIDE_2018]),
        ("étanchéité pompe", [VIDE_2018]),
        ("l'installation", [VIDE_2013, VIDE_2018]),
        ("mise en oeuvre", [VIDE_2013, VIDE_2018]),
        ("GMAO", [VIDE_2018]),  # a sub-point
        ("commanditaire sont identifiées", [VIDE_2013]),  # a condition
        ("accélérateur de particules", [VIDE_2018]),  # an activity
        ("étanchéité anglais", []),
        ("%", []),
        ("", [VIDE_2013, VIDE_2018]),
    ],
)
def test_every_word_must_be_found_whatever_its_writing(officiels, requete, attendus):
    assert trouves(requete) == attendus


@pytest.mark.django_db
def test_published_versions_come_first():
    etats = [EtatReferentiel.ARCHIVE, EtatReferentiel.BROUILLON, EtatReferentiel.PUBLIE]
    for rang, etat in enumerate(etats):
        ReferentielFactory(titre=f"Titre {rang}", etat=etat)

    assert [un.etat for un in Referentiel.objects.pour_liste()] == etats[::-1]


# --- Where they answer -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("vide givre", [("Capacité 3, critère 3", "critere-3-3")]),
        (
            "étanchéité pièce",
            [
                ("Capacité 2", "capacite-2"),
                ("Capacité 3, critère 2", "critere-3-2"),
                ("2.1. Capacités professionnelles du CQPM", "section-6"),
            ],
        ),
        ("GMAO", [("Capacité 6, critère 2", "critere-6-2")]),
        ("ingénieur sécurité", [("Capacité 3, conditions", "capacite-3")]),
        ("fiabilisation", [("Unité cohérente", "regroupements")]),
        ("nautique", [("1.2. Environnement de travail", "section-3")]),
        ("MQ 2018 04 38 0324", []),
        ("MQ 2018 maintenance", []),
        (
            "givre GMAO nautique",
            [
                ("Capacité 3, critère 3", "critere-3-3"),
                ("Capacité 6, critère 2", "critere-6-2"),
                ("1.2. Environnement de travail", "section-3"),
            ],
        ),
        (
            "protocoles givre",
            [
                ("Capacité 1, critère 6", "critere-1-6"),
                ("Capacité 3, critère 3", "critere-3-3"),
                ("Capacité 2, critère 6", "critere-2-6"),
            ],
        ),
    ],
)
def test_places_hold_the_words_that_the_title_does_not(officiels, requete, attendus):
    assert lieux(requete)[VIDE_2018] == attendus


def test_three_places_are_shown_and_the_others_counted(officiels):
    versions = Referentiel.objects.recherche("protocoles").prefetch_related(*PREFETCH)

    (trouvaille,) = trouvailles(versions, ["protocoles"])

    assert [lieu.ancre for lieu in trouvaille.lieux] == [
        "critere-1-6",
        "critere-2-6",
        "critere-3-10",
    ]
    assert trouvaille.autres == 2


# --- The page ----------------------------------------------------------------------------------


@pytest.fixture
def lecteur(client, db):
    client.force_login(UtilisateurFactory())
    return client


def lu(reponse) -> str:
    contenu = reponse.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", contenu)).split())


def chercher(client, **champs):
    return client.get(reverse("referentiels:liste"), champs)


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_search_runs_no_query_per_version(lecteur, nombre, django_assert_num_queries):
    for rang in range(nombre):
        complet = document(numero=f"2030 {rang}")
        importer(en_json(complet), nom="a.json", publier=True, relu=True)

    with django_assert_num_queries(9):  # session, user, roles, count, référentiels, content (4)
        reponse = chercher(lecteur, q="essai conduit")

    assert [[lieu.nom for lieu in une.lieux] for une in reponse.context["lignes"]] == [
        ["Capacité 1, critère 2"]
    ] * nombre
    assert_page_accessible(reponse)


def test_the_words_are_marked_and_the_place_is_linked(lecteur, officiels):
    reponse = chercher(lecteur, q="ETANCHEITE fuites spectro")
    assert "Aucune version ne répond" in lu(reponse)

    reponse = chercher(lecteur, q="spectrometre push-pull")

    page = reponse.content.decode()
    version = Referentiel.objects.get(titre=VIDE_2018)
    assert f'<a href="/referentiels/{version.pk}/#critere-5-5">Capacité 5, critère 5</a>' in page
    assert "<mark>spectromètre</mark>" in page
    assert "<mark>push</mark>-<mark>pull</mark>" in page
    assert_page_accessible(reponse)


def test_the_other_places_are_announced(lecteur, officiels):
    assert "et 2 autres" in lu(chercher(lecteur, q="protocoles"))


def test_nothing_found_says_what_to_do(lecteur, officiels):
    reponse = chercher(lecteur, q="boulangerie")

    assert (
        "Aucune version ne répond à cette recherche. Essayez moins de mots, un autre état, "
        "ou le numéro seul. Tout afficher"
    ) in lu(reponse)
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("personne", "etats"),
    [
        ({}, ["publie", "archive"]),
        ({"is_staff": True}, ["brouillon", "publie", "archive"]),
        ({"responsable": True}, ["brouillon", "publie", "archive"]),
    ],
)
def test_the_states_offered_are_those_one_may_read(client_de, db, personne, etats):
    reponse = chercher(client_de(UtilisateurFactory(**personne)))

    assert [etat.value for etat in reponse.context["etats"]] == etats


@pytest.mark.parametrize(
    ("etat", "attendus"),
    [("publie", 1), ("archive", 1), ("brouillon", 2), ("invente", 2), ("", 2)],
)
def test_the_state_narrows_the_list_and_an_unreadable_one_is_ignored(lecteur, etat, attendus):
    for voulu in EtatReferentiel:
        ReferentielFactory(etat=voulu)

    assert len(chercher(lecteur, etat=etat).context["lignes"]) == attendus


def test_the_pages_keep_the_search(lecteur):
    for rang in range(51):
        passer_a(ecrire(document(numero=f"2030 {rang}")), EtatReferentiel.PUBLIE)

    reponse = chercher(lecteur, q="essai", etat="publie")

    assert "q=essai&amp;etat=publie&amp;page=2" in reponse.content.decode()
    suite = chercher(lecteur, q="essai", etat="publie", page="2")
    assert len(suite.context["lignes"]) == 1
    assert_page_accessible(suite)


@pytest.mark.parametrize(
    ("champs", "ecrit"),
    [
        ({"categorie": "B", "niveau": ""}, "2018 B 05/04/2018"),
        ({"categorie": "", "niveau": "4"}, "2018 niveau 4 05/04/2018"),
        ({"categorie": "B", "niveau": "4"}, "2018 B · niveau 4 05/04/2018"),
        ({"categorie": "", "niveau": ""}, "2018 — 05/04/2018"),
    ],
)
def test_category_and_niveau_are_both_shown(lecteur, champs, ecrit):
    ReferentielFactory(numero="2018", **champs)

    assert ecrit in lu(chercher(lecteur))


@pytest.mark.parametrize("requete", ["\0", "'\";--", "a" * 5000, "<script>alert(1)</script>"])
def test_a_strange_request_is_only_a_search(lecteur, requete):
    ReferentielFactory()

    reponse = chercher(lecteur, q=requete)

    assert reponse.status_code == 200
    assert "<script>alert" not in reponse.content.decode()
    assert_page_accessible(reponse)
