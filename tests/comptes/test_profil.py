"""One's own profile and password."""

import pytest
from django.contrib.messages import get_messages

from cqpm.comptes.models import Utilisateur
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import (
    MOT_DE_PASSE,
    CentreFactory,
    HabilitationFactory,
    UtilisateurFactory,
)

pytestmark = pytest.mark.django_db

PROFIL = "/compte/profil/"
MOT_DE_PASSE_URL = "/compte/mot-de-passe/"


@pytest.mark.parametrize("nombre", [1, 3])
def test_profil_runs_no_query_per_habilitation(client_de, nombre, django_assert_num_queries):
    utilisateur = UtilisateurFactory()
    HabilitationFactory.create_batch(nombre, utilisateur=utilisateur)
    client = client_de(utilisateur)

    with django_assert_num_queries(5):  # session, user, row to edit, roles of the menu, list
        response = client.get(PROFIL)

    assert len(response.context["habilitations"]) == nombre
    assert_page_accessible(response)


def test_profil_groups_the_roles_by_centre(client_de):
    centre = CentreFactory(nom="UIMM Lyon", ville="Lyon")
    utilisateur = UtilisateurFactory(gestionnaire=True, jury=True, centre=centre)

    html = client_de(utilisateur).get(PROFIL).content.decode()

    assert html.count("<dt>UIMM Lyon, Lyon</dt>") == 1
    assert "<dd>Gestionnaire du centre d&#x27;examen</dd>" in html
    assert "<dd>Membre de jury</dd>" in html


def test_profil_without_a_role_says_whom_to_ask(client_de):
    response = client_de(UtilisateurFactory()).get(PROFIL)

    assert "Vous n'avez encore aucun rôle." in response.content.decode()
    assert_page_accessible(response)


def test_profil_changes_name_and_function_only(client_de):
    utilisateur = UtilisateurFactory(email="claire@example.org")
    client = client_de(utilisateur)
    donnees = {
        "prenom": "Aïcha",
        "nom": "Benali",
        "fonction": "Responsable qualité",
        "email": "autre@example.org",
        "is_staff": "on",
    }

    response = client.post(PROFIL, donnees)

    assert response.headers["Location"] == PROFIL
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Votre profil est enregistré."]
    assert Utilisateur.objects.values_list(
        "prenom", "nom", "fonction", "email", "is_staff"
    ).get() == ("Aïcha", "Benali", "Responsable qualité", "claire@example.org", False)


def test_profil_refuses_an_empty_name_and_keeps_what_was_typed(client_de):
    utilisateur = UtilisateurFactory(prenom="Claire", nom="Moreau")

    response = client_de(utilisateur).post(
        PROFIL, {"prenom": "Aïcha", "nom": "", "fonction": "Responsable qualité"}
    )

    assert response.context["form"].errors == {"nom": ["Ce champ est obligatoire."]}
    assert response.context["form"]["fonction"].value() == "Responsable qualité"
    assert '<span class="cq-profil-nom">Claire Moreau</span>' in response.content.decode()
    assert_page_accessible(response)
    utilisateur.refresh_from_db()
    assert utilisateur.nom_complet == "Claire Moreau"


def test_mot_de_passe_changes_and_keeps_the_session(client_de):
    utilisateur = UtilisateurFactory()
    client = client_de(utilisateur)

    response = client.post(
        MOT_DE_PASSE_URL,
        {
            "old_password": MOT_DE_PASSE,
            "new_password1": "vanne-tiroir-12",
            "new_password2": "vanne-tiroir-12",
        },
        follow=True,
    )

    assert response.redirect_chain == [(PROFIL, 302)]
    assert [str(m) for m in response.context["messages"]] == ["Votre mot de passe est changé."]
    utilisateur.refresh_from_db()
    assert utilisateur.check_password("vanne-tiroir-12")


def test_mot_de_passe_refuses_a_wrong_old_one_and_a_weak_new_one(client_de):
    utilisateur = UtilisateurFactory()

    response = client_de(utilisateur).post(
        MOT_DE_PASSE_URL,
        {"old_password": "faux", "new_password1": "12345678", "new_password2": "12345678"},
    )

    assert response.context["form"].errors == {
        "old_password": [
            "Mot de passe incorrect : rien n'a été enregistré. "
            "Saisissez celui avec lequel vous vous connectez."
        ],
        "new_password2": [
            "Ce mot de passe est trop courant.",
            "Ce mot de passe est entièrement numérique.",
        ],
    }
    assert_page_accessible(response)
    utilisateur.refresh_from_db()
    assert utilisateur.check_password(MOT_DE_PASSE)


def test_mot_de_passe_page_is_accessible(client_de, django_assert_num_queries):
    client = client_de(UtilisateurFactory())

    with django_assert_num_queries(3):  # session, user, roles of the menu
        response = client.get(MOT_DE_PASSE_URL)

    assert_page_accessible(response)


@pytest.mark.parametrize("adresse", [PROFIL, MOT_DE_PASSE_URL])
def test_a_stranger_is_sent_to_sign_in(client, adresse):
    response = client.get(adresse)

    assert response.headers["Location"].startswith("/compte/connexion/?next=")
