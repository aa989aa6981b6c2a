"""The administration of centres, people and roles."""

import pytest
from django.urls import reverse

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from tests.factories.comptes import CentreFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client_de):
    return client_de(UtilisateurFactory(is_staff=True, is_superuser=True))


def inline(**habilitation) -> dict:
    return {
        "habilitations-TOTAL_FORMS": "1" if habilitation else "0",
        "habilitations-INITIAL_FORMS": "0",
        **{f"habilitations-0-{nom}": valeur for nom, valeur in habilitation.items()},
    }


def test_admin_creates_a_person_with_a_role(admin):
    centre = CentreFactory()
    donnees = {
        "email": "Aicha@Example.org",
        "prenom": "Aïcha",
        "nom": "Benali",
        "usable_password": "true",
        "password1": "vanne-tiroir-12",
        "password2": "vanne-tiroir-12",
        **inline(),
    }

    creation = admin.post(reverse("admin:comptes_utilisateur_add"), donnees)
    utilisateur = Utilisateur.objects.get(email="aicha@example.org")
    fiche = reverse("admin:comptes_utilisateur_change", args=[utilisateur.pk])
    role = admin.post(
        fiche,
        {
            "email": "aicha@example.org",
            "prenom": "Aïcha",
            "nom": "Benali",
            "fonction": "",
            "is_active": "on",
            **inline(centre=centre.pk, role=Role.EVALUATEUR),
        },
    )

    assert creation.headers["Location"] == fiche
    assert role.headers["Location"] == reverse("admin:comptes_utilisateur_changelist")
    assert utilisateur.check_password("vanne-tiroir-12")
    assert utilisateur.a_role(Role.EVALUATEUR, centre.pk)


@pytest.mark.parametrize("modele", ["centre", "utilisateur"])
@pytest.mark.parametrize("page", ["add", "changelist"])
def test_admin_pages_open(admin, modele, page):
    response = admin.get(reverse(f"admin:comptes_{modele}_{page}"), {"q": "x"})

    assert "CQPM Dossiers, administration" in response.content.decode()


def test_admin_is_closed_to_the_others(client_de):
    client = client_de(UtilisateurFactory(responsable=True))

    response = client.get(reverse("admin:index"))

    assert response.headers["Location"].startswith("/administration/login/")
