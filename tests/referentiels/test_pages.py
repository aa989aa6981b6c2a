"""The pages of the référentiels: who reads what, in whose words, at what cost."""

import html
import re

import pytest
from django.urls import reverse

from referentiels.enums import EtatReferentiel
from referentiels.importation import importer
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory
from tests.referentiels.documents import document, en_json
from tests.referentiels.papiers import importe

pytestmark = pytest.mark.django_db


@pytest.fixture
def lecteur(client):
    """Somebody signed in, without any role."""
    client.force_login(UtilisateurFactory())
    return client


def lu(reponse) -> str:
    """The text of the page's content, as it is read."""
    contenu = reponse.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", contenu)).split())


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_runs_no_query_per_version(lecteur, nombre, django_assert_num_queries):
    referentiels = ReferentielFactory.create_batch(nombre)

    with django_assert_num_queries(5):  # session, user, roles, count, référentiels
        reponse = lecteur.get(reverse("referentiels:liste"))

    lues = [ligne.referentiel for ligne in reponse.context["lignes"]]
    assert set(lues) == set(referentiels)
    assert {(r.nombre_capacites, r.nombre_criteres) for r in lues} == {(2, 4)}
    assert_page_accessible(reponse)


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_version_runs_no_query_per_capacite(lecteur, nombre, django_assert_num_queries):
    referentiel = ReferentielFactory(nombre_capacites=nombre, modele_2013=True, blocs=1)

    with django_assert_num_queries(
        13
    ):  # session, user, roles, référentiel, content (6), papers, origin, sisters
        reponse = lecteur.get(referentiel.get_absolute_url())

    assert len(reponse.context["contenu"].capacites) == nombre
    assert_page_accessible(reponse)


@pytest.mark.parametrize("nom", ["1991-06-42-0083", "MQ-2018-04-38-0324"])
def test_a_page_shows_every_text_of_the_document(lecteur, nom):
    referentiel = importe(nom)

    reponse = lecteur.get(referentiel.get_absolute_url())

    texte = lu(reponse)
    tout = reponse.context["contenu"]
    attendus = [str(capacite) for capacite in tout.capacites]
    attendus += [condition for c in tout.capacites for condition in c.conditions]
    criteres = [critere for c in tout.capacites for critere in c.criteres.all()]
    attendus += [critere.texte for critere in criteres]
    attendus += [point.texte for critere in criteres for point in critere.sous_points.all()]
    attendus += [bloc.intitule for bloc in tout.blocs]
    attendus += [ligne for modalite in tout.modalites for ligne in modalite.paragraphes]
    attendus += [point for modalite in tout.modalites for point in modalite.points]
    attendus += [note["texte"] for note in referentiel.notes]
    attendus += [section["titre"] for section in referentiel.sections]
    for section in referentiel.sections:
        for paragraphe in section["paragraphes"]:
            attendus += [paragraphe["texte"], *paragraphe["points"]]
    assert [attendu for attendu in attendus if attendu not in texte] == []
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("nom", "regles"),
    [
        (
            "1991-06-42-0083",
            "Ce que cette version demande "
            "Entretien avec le candidat Requis : il est enregistré avant le passage en jury. "
            "Avis de l'entreprise Capacité par capacité, et critère par critère si l'entreprise "
            "le souhaite. Demandé aussi en VAE. "
            "Modalités d'évaluation Fixées pour chaque capacité, dans la dernière colonne du "
            "tableau. "
            "Échelle des critères Acquis · Non acquis · Non évalué · Non observable. "
            "Jamais de note. "
            "Regroupements de capacités Aucun. "
            "Décision du jury Le candidat est « déclaré admissible » par le jury de délibération. "
            "Destinataire du dossier de modalités UIMM centre de ressource "
            "I OBJECTIF PROFESSIONNEL DU CQPM",
        ),
        (
            "MQ-2018-04-38-0324",
            "Ce que cette version demande "
            "Entretien avec le candidat Non demandé. "
            "Avis de l'entreprise Capacité par capacité. Non demandé en VAE. "
            "Modalités d'évaluation Les mêmes au choix pour toutes les capacités. "
            "Échelle des critères Acquis · Non acquis · Non évalué · Non observable. "
            "Jamais de note. "
            "Regroupements de capacités 3 unités cohérentes. Sans inscription au RNCP, elles ne "
            "se valident pas séparément. "
            "Décision du jury Le CQPM est « attribué » par le jury paritaire de délibération. "
            "Destinataire du dossier de modalités UIMM centre de ressources "
            "1. REFERENTIEL D’ACTIVITES DU CQPM",
        ),
    ],
)
def test_r3_the_flags_are_explained_in_words(lecteur, nom, regles):
    assert regles in lu(lecteur.get(importe(nom).get_absolute_url()))


def test_r5_groups_are_blocs_when_the_cqpm_is_in_the_rncp(lecteur):
    referentiel = ReferentielFactory(blocs=2, rncp=True)

    texte = lu(lecteur.get(referentiel.get_absolute_url()))

    assert "2 blocs de compétences, qui peuvent être validés séparément." in texte


def test_each_capacite_has_its_anchor_and_its_link(lecteur):
    page = lecteur.get(importe("1991-06-42-0083").get_absolute_url()).content.decode()

    ancres = [int(n) for n in re.findall(r'id="capacite-(\d+)"', page)]
    liens = [int(n) for n in re.findall(r'href="#capacite-(\d+)"', page)]
    assert (ancres, liens) == ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])
    assert re.findall(r'id="critere-(2-\d+)"', page) == ["2-1", "2-2", "2-3"]


def test_a_document_without_sections_is_shown_whole(lecteur):
    complet = document(sections=[], notes=[])
    referentiel = importer(en_json(complet), nom="a.json", publier=True, relu=True).referentiel

    reponse = lecteur.get(referentiel.get_absolute_url())

    assert "Conditions d'admissibilité Le candidat1 a acquis toutes les capacités." in lu(reponse)
    assert "a) Évaluation en situation réelle Au poste. Avec l’évaluateur :" in lu(reponse)
    assert_page_accessible(reponse)


def test_texts_are_escaped(lecteur):
    complet = document(titre="<b>Titre</b>", admissibilite="<script>alert(1)</script>")
    referentiel = importer(en_json(complet), nom="a.json", publier=True, relu=True).referentiel

    page = lecteur.get(referentiel.get_absolute_url()).content.decode()

    assert "<b>Titre" not in page
    assert "<script>alert" not in page


def test_an_empty_list_says_what_to_do(lecteur):
    reponse = lecteur.get(reverse("referentiels:liste"))

    assert "Aucun référentiel n'est publié." in lu(reponse)
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("etat", "personne", "code"),
    [
        (EtatReferentiel.PUBLIE, {}, 200),
        (EtatReferentiel.ARCHIVE, {}, 200),
        (EtatReferentiel.BROUILLON, {}, 404),
        (EtatReferentiel.BROUILLON, {"gestionnaire": True}, 404),
        (EtatReferentiel.BROUILLON, {"is_staff": True}, 200),
    ],
)
def test_a_brouillon_is_for_those_who_prepare_it(client_de, etat, personne, code):
    referentiel = ReferentielFactory(etat=etat)
    client = client_de(UtilisateurFactory(**personne))

    reponse = client.get(referentiel.get_absolute_url())
    lignes = client.get(reverse("referentiels:liste")).context["lignes"]

    assert reponse.status_code == code
    assert [ligne.referentiel for ligne in lignes] == ([referentiel] if code == 200 else [])


@pytest.mark.parametrize("pk", [0, 10**30])
def test_an_unknown_version_answers_404(lecteur, pk):
    assert lecteur.get(f"/referentiels/{pk}/").status_code == 404


def test_pages_ask_to_sign_in(client):
    referentiel = ReferentielFactory()

    for adresse in (reverse("referentiels:liste"), referentiel.get_absolute_url()):
        assert client.get(adresse).url == f"{reverse('comptes:connexion')}?next={adresse}"
