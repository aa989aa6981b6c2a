"""The base template: title, breadcrumb, navigation by role; and the pages of each failure."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.accessibilite import PageParser, assert_page_accessible, defects
from tests.factories.comptes import UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.urls_pages")]


def lire(html: str):
    parser = PageParser()
    parser.feed(html)
    return parser.page


BORD = "Tableau de bord"


def menu(html: str) -> list[tuple[str, str, str]]:
    """Entries of the main navigation: text, address, aria-current."""
    for nav in lire(html).all("nav"):
        if nav.attrs["aria-label"] == "Navigation principale":
            return [
                (a.text(), a.attrs["href"], a.attrs.get("aria-current", "")) for a in nav.all("a")
            ]
    return []


def test_base_shows_the_title_twice_and_the_blocks_of_the_page(
    client_de, django_assert_num_queries
):
    client = client_de(UtilisateurFactory(gestionnaire=True))

    with django_assert_num_queries(3):  # session, user, roles of the menu
        response = client.get("/dossiers/12/")

    assert_page_accessible(response)
    page = lire(response.content.decode())
    assert next(page.all("title")).text() == "Dossier 12 – CQPM Dossiers"
    assert [t.text() for t in page.all("h1")] == ["Dossier 12"]
    assert next(page.all("main")).text() == "Dossiers Dossier 12 Inscrit Imprimer Contenu"
    assert next(page.all("a")).attrs == {"class": "cq-evitement", "href": "#contenu"}


DU_CENTRE = [BORD, "Dossiers", "Planning", "Sessions de jury", "Courriels", "Référentiels"]


@pytest.mark.parametrize(
    ("role", "entrees"),
    [
        (
            "responsable",
            DU_CENTRE,
        ),
        (
            "gestionnaire",
            DU_CENTRE,
        ),
        ("evaluateur", [BORD, "Dossiers", "Planning", "Référentiels"]),
        ("jury", [BORD, "Sessions de jury", "Référentiels"]),
    ],
)
def test_navigation_shows_what_the_role_opens(client_de, role, entrees):
    html = client_de(UtilisateurFactory(**{role: True})).get("/").content.decode()

    assert [libelle for libelle, _, _ in menu(html)] == entrees


def test_navigation_without_a_role_is_left_out(client_de):
    html = client_de(UtilisateurFactory()).get("/").content.decode()

    assert menu(html) == []
    assert "<span>Aucun rôle</span>" in html


@pytest.mark.parametrize(
    ("chemin", "courantes"),
    [
        ("/", ["page", "", "", "", "", ""]),
        ("/dossiers/", ["", "page", "", "", "", ""]),
        ("/dossiers/12/", ["", "true", "", "", "", ""]),
        ("/sessions/", ["", "", "", "page", "", ""]),
    ],
)
def test_navigation_marks_where_one_is(client_de, chemin, courantes):
    html = client_de(UtilisateurFactory(gestionnaire=True)).get(chemin).content.decode()

    assert [courante for _, _, courante in menu(html)] == courantes


@pytest.mark.urls("cqpm.comptes.urls")
def test_a_page_leaves_out_what_is_not_installed(rf):
    """Without a single named address the menu is empty, and the page still renders."""
    request = rf.get("/")
    request.user = UtilisateurFactory(gestionnaire=True)

    html = render_to_string("404.html", request=request)

    assert defects(html) == []
    assert menu(html) == []


def test_profile_menu_names_the_person_and_signs_out_by_post(client_de):
    utilisateur = UtilisateurFactory(prenom="Claire", nom="Moreau", evaluateur=True, jury=True)

    page = lire(client_de(utilisateur).get("/").content.decode())

    profil = next(page.all("details"))
    assert next(profil.all("summary")).text() == "Claire Moreau"
    assert next(profil.all("p")).text() == "Claire Moreau Évaluateur, Membre de jury"
    assert [a.attrs["href"] for a in profil.all("a")] == ["/compte/profil/"]
    formulaire = next(profil.all("form"))
    assert (formulaire.attrs["method"], formulaire.attrs["action"]) == (
        "post",
        "/compte/deconnexion/",
    )


def test_profile_menu_signs_out_for_real(client_de):
    """The token of the menu is the one of the session, even through the inclusion tag."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(UtilisateurFactory())
    jeton = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/").content.decode()
    )[1]

    response = client.post("/compte/deconnexion/", {"csrfmiddlewaretoken": jeton})

    assert response.headers["Location"] == "/compte/connexion/"


def test_administration_is_offered_to_staff_only(client_de):
    html = client_de(UtilisateurFactory(is_staff=True)).get("/").content.decode()

    assert '<a href="/administration/">' in html


@pytest.mark.parametrize("connecte", [True, False])
@pytest.mark.parametrize(
    ("chemin", "statut", "titre"),
    [
        ("/nulle-part/", 404, "Cette page n'existe pas"),
        ("/illisible/", 400, "Cette demande n'est pas lisible"),
        ("/panne/", 500, "Une erreur est survenue"),
    ],
)
def test_each_failure_has_its_page(client_de, client, connecte, chemin, statut, titre):
    navigateur = client_de(UtilisateurFactory(gestionnaire=True)) if connecte else client
    navigateur.raise_request_exception = False

    response = navigateur.get(chemin)

    assert response.status_code == statut
    assert [h.text() for h in lire(response.content.decode()).all("h1")] == [titre]
    assert_page_accessible(response)
    assert "Content-Security-Policy" in response.headers


def test_a_refusal_says_what_to_do(client_de):
    response = client_de(UtilisateurFactory(jury=True)).get("/refus/")

    assert response.status_code == 403
    assert_page_accessible(response)
    assert "demandez le rôle au responsable de votre centre" in response.content.decode()


def test_a_form_without_its_token_has_its_page():
    response = Client(enforce_csrf_checks=True).post("/compte/connexion/", {})

    assert response.status_code == 403
    assert_page_accessible(response)
    assert "ouverte depuis trop longtemps" in response.content.decode()


@pytest.mark.parametrize(
    "gabarit", ["404.html", "403.html", "403_csrf.html", "400.html", "405.html"]
)
def test_failure_pages_render_without_a_request(gabarit):
    assert defects(render_to_string(gabarit)) == []


def test_the_page_of_a_crash_needs_neither_request_nor_list_of_files(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }

    assert defects(render_to_string("500.html")) == []


@pytest.mark.django_db
def test_the_address_of_a_button_opened_by_hand_says_so(client):
    """It is left in the bar by a form that was refused: a reload or a restored tab opens it."""
    client.force_login(UtilisateurFactory(gestionnaire=True))

    reponse = client.get("/compte/deconnexion/")

    assert (reponse.status_code, reponse["Allow"]) == (405, "POST, OPTIONS")
    assert_page_accessible(reponse)
    assert "C'est l'adresse d'un bouton" in reponse.content.decode()
