"""Roles and addresses."""

import pytest
from django.core.exceptions import ValidationError

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from tests.factories.comptes import CentreFactory, HabilitationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("tenu", "ouverts"),
    [
        ("responsable", {Role.RESPONSABLE, Role.GESTIONNAIRE}),
        ("gestionnaire", {Role.GESTIONNAIRE}),
        ("evaluateur", {Role.EVALUATEUR}),
        ("jury", {Role.JURY}),
    ],
)
def test_a_role_opens_itself_and_a_responsable_acts_as_gestionnaire(tenu, ouverts):
    centre, autre = CentreFactory.create_batch(2)
    utilisateur = UtilisateurFactory(**{tenu: True}, centre=centre)

    assert {role for role in Role if utilisateur.a_role(role)} == ouverts
    assert {role for role in Role if utilisateur.a_role(role, centre.pk)} == ouverts
    assert {role for role in Role if utilisateur.a_role(role, autre.pk)} == set()


def test_libelles_roles_names_each_role_once():
    utilisateur = UtilisateurFactory(evaluateur=True)
    HabilitationFactory(utilisateur=utilisateur, role=Role.EVALUATEUR)
    HabilitationFactory(utilisateur=utilisateur, role=Role.RESPONSABLE)

    assert utilisateur.libelles_roles == ["Responsable du centre d'examen", "Évaluateur"]


def test_two_accounts_cannot_differ_by_capitals_only():
    UtilisateurFactory(email="claire@example.org")

    with pytest.raises(ValidationError) as refus:
        Utilisateur(email="CLAIRE@example.org", prenom="C", nom="M", password="x").full_clean()

    assert list(refus.value.message_dict) == ["email"]


def test_an_address_is_found_whatever_its_capitals():
    utilisateur = UtilisateurFactory(email="Claire@example.org")

    assert Utilisateur.objects.get_by_natural_key("CLAIRE@example.org ") == utilisateur
