"""Sign in, sign out, and the lock after too many attempts."""

from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db

CONNEXION = "/compte/connexion/"
PROFIL = "/compte/profil/"
CSP = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


def identifiants(email: str, mot_de_passe: str = MOT_DE_PASSE) -> dict:
    return {"username": email, "password": mot_de_passe, "next": PROFIL}


def erreurs(response) -> list[str]:
    return response.context["form"].non_field_errors()


@pytest.fixture
def verrou(settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    return settings


def test_connexion_page_is_accessible_and_carries_the_csp(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(CONNEXION)

    assert_page_accessible(response)
    assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP
    assert "Navigation principale" not in response.content.decode()


def test_connexion_opens_the_page_that_was_asked(client):
    utilisateur = UtilisateurFactory()

    refus = client.get(PROFIL)
    response = client.post(CONNEXION, identifiants(utilisateur.email))

    assert refus.headers["Location"] == f"{CONNEXION}?next={quote(PROFIL)}"
    assert response.headers["Location"] == PROFIL
    assert client.session["_auth_user_id"] == str(utilisateur.pk)


def test_connexion_never_leads_to_another_site(client, settings):
    settings.LOGIN_REDIRECT_URL = PROFIL
    donnees = identifiants(UtilisateurFactory().email) | {"next": "https://example.org/"}

    response = client.post(CONNEXION, donnees)

    assert response.headers["Location"] == PROFIL


def test_connexion_ignores_capitals_in_the_address(client):
    UtilisateurFactory(email="Claire.Moreau@Example.org")

    response = client.post(CONNEXION, identifiants("CLAIRE.moreau@example.ORG"))

    assert response.headers["Location"] == PROFIL


@pytest.mark.parametrize(
    ("email", "mot_de_passe"),
    [("claire@example.org", "autre"), ("inconnue@example.org", MOT_DE_PASSE)],
)
def test_connexion_refuses_without_telling_which_of_the_two_is_wrong(client, email, mot_de_passe):
    UtilisateurFactory(email="claire@example.org")

    response = client.post(CONNEXION, identifiants(email, mot_de_passe))

    assert erreurs(response) == [
        "Adresse électronique ou mot de passe incorrect. Vérifiez les deux, "
        "ou demandez un nouveau mot de passe avec le lien ci-dessous."
    ]
    assert response.context["form"]["username"].value() == email
    assert_page_accessible(response)


def test_connexion_refuses_a_disabled_account_like_a_wrong_password(client):
    utilisateur = UtilisateurFactory(is_active=False)

    response = client.post(CONNEXION, identifiants(utilisateur.email))

    assert len(erreurs(response)) == 1
    assert "_auth_user_id" not in client.session


def test_connexion_names_each_field_left_empty(client):
    response = client.post(CONNEXION, {"username": "", "password": ""})

    assert response.context["form"].errors == {
        "username": ["Ce champ est obligatoire."],
        "password": ["Ce champ est obligatoire."],
    }
    assert_page_accessible(response)


def test_connexion_locks_after_too_many_failures_and_says_how_long(client, verrou):
    utilisateur = UtilisateurFactory(email="claire@example.org")
    for essai in ("claire@example.org", "CLAIRE@example.org"):
        assert client.post(CONNEXION, identifiants(essai, "faux")).status_code == 200

    troisieme = client.post(CONNEXION, identifiants(utilisateur.email, "faux"))
    bon = client.post(CONNEXION, identifiants(utilisateur.email))

    for response in (troisieme, bon):
        assert response.status_code == 429
        assert_page_accessible(response)
        assert "la connexion est suspendue pendant 15 minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_connexion_locks_one_address_and_not_the_others(client, verrou):
    for _ in range(3):
        client.post(CONNEXION, identifiants(UtilisateurFactory.build().email, "faux"))
        client.post(CONNEXION, identifiants("claire@example.org", "faux"))

    response = client.post(CONNEXION, identifiants(UtilisateurFactory().email))

    assert response.headers["Location"] == PROFIL


def test_connexion_that_succeeds_forgets_the_failures(client, verrou):
    utilisateur = UtilisateurFactory()
    for mot_de_passe in ("faux", "faux", MOT_DE_PASSE, "faux", "faux"):
        client.logout()
        client.post(CONNEXION, identifiants(utilisateur.email, mot_de_passe))

    response = client.post(CONNEXION, identifiants(utilisateur.email))

    assert response.headers["Location"] == PROFIL


def test_connexion_reloads_the_whole_page_when_the_session_ended_during_an_update(client):
    entetes = {"HX-Request": "true", "HX-Current-URL": "http://testserver/dossiers/12/?onglet=avis"}

    response = client.get(CONNEXION, {"next": "/travaux/3/"}, headers=entetes)

    attendu = quote("/dossiers/12/?onglet=avis", safe="")
    assert response.headers["HX-Redirect"] == f"{CONNEXION}?next={attendu}"
    assert response.content == b""


def test_deconnexion_closes_the_session_and_says_so(client_de):
    client = client_de(UtilisateurFactory())

    response = client.post(reverse("comptes:deconnexion"))

    assert response.headers["Location"] == CONNEXION
    assert "_auth_user_id" not in client.session
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Vous êtes déconnecté."]


def test_deconnexion_refuses_a_mere_link(client_de):
    client = client_de(UtilisateurFactory())

    response = client.get(reverse("comptes:deconnexion"))

    assert response.status_code == 405
    assert "_auth_user_id" in client.session
