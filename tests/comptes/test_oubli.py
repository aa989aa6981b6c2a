"""A forgotten password, from the request to the new one."""

import re

import pytest
from django.core import mail

from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory

pytestmark = pytest.mark.django_db

OUBLI = "/compte/oubli/"
NOUVEAU = {"new_password1": "vanne-tiroir-12", "new_password2": "vanne-tiroir-12"}


def lien_recu() -> str:
    return re.search(r"^http://127\.0\.0\.1:8000(/\S+)$", mail.outbox[0].body, re.MULTILINE)[1]


def test_oubli_sends_a_short_french_mail(client, settings):
    UtilisateurFactory(email="claire@example.org", prenom="Claire")

    response = client.post(OUBLI, {"email": "Claire@example.org"}, follow=True)

    assert response.redirect_chain == [("/compte/oubli/envoye/", 302)]
    assert_page_accessible(response)
    (courriel,) = mail.outbox
    assert courriel.to == ["claire@example.org"]
    assert courriel.subject == "Votre mot de passe CQPM Dossiers"
    assert courriel.body.startswith("Bonjour Claire,\n\nPour choisir un nouveau mot de passe,")
    assert lien_recu().startswith("/compte/reinitialiser/")


def test_oubli_answers_the_same_for_an_unknown_address(client):
    response = client.post(OUBLI, {"email": "inconnue@example.org"})

    assert response.headers["Location"] == "/compte/oubli/envoye/"
    assert mail.outbox == []


def test_oubli_page_is_accessible_even_refused(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(OUBLI)
    refus = client.post(OUBLI, {"email": "claire"})

    assert_page_accessible(page)
    assert_page_accessible(refus)
    assert refus.context["form"].errors == {"email": ["Saisissez une adresse de courriel valide."]}


def test_reinitialiser_sets_the_password_once(client):
    utilisateur = UtilisateurFactory()
    client.post(OUBLI, {"email": utilisateur.email})

    formulaire = client.get(lien_recu(), follow=True)
    adresse = formulaire.redirect_chain[-1][0]
    response = client.post(adresse, NOUVEAU, follow=True)

    assert_page_accessible(formulaire)
    assert response.redirect_chain == [("/compte/connexion/", 302)]
    assert [str(m) for m in response.context["messages"]] == [
        "Votre nouveau mot de passe est enregistré. Connectez-vous."
    ]
    utilisateur.refresh_from_db()
    assert utilisateur.check_password("vanne-tiroir-12")

    encore = client.get(lien_recu())
    assert "Ce lien ne sert plus" in encore.content.decode()
    assert_page_accessible(encore)


def test_reinitialiser_keeps_the_old_password_when_the_two_differ(client):
    utilisateur = UtilisateurFactory()
    client.post(OUBLI, {"email": utilisateur.email})
    adresse = client.get(lien_recu(), follow=True).redirect_chain[-1][0]

    response = client.post(adresse, NOUVEAU | {"new_password2": "autre"})

    assert response.context["form"].errors == {
        "new_password2": ["Les deux mots de passe ne correspondent pas."]
    }
    assert_page_accessible(response)


@pytest.mark.parametrize("adresse", ["x/y", "MQ/set-password", "é/1-2"])
def test_reinitialiser_refuses_a_made_up_link(client, adresse):
    response = client.get(f"/compte/reinitialiser/{adresse}/")

    assert "Ce lien ne sert plus" in response.content.decode()


def test_reinitialiser_lifts_the_lock(client, settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 1
    utilisateur = UtilisateurFactory()
    identifiants = {"username": utilisateur.email, "password": "faux"}
    assert client.post("/compte/connexion/", identifiants).status_code == 429

    client.post(OUBLI, {"email": utilisateur.email})
    adresse = client.get(lien_recu(), follow=True).redirect_chain[-1][0]
    client.post(adresse, NOUVEAU)

    client.post("/compte/connexion/", identifiants | {"password": "vanne-tiroir-12", "next": "/"})
    assert client.session["_auth_user_id"] == str(utilisateur.pk)
