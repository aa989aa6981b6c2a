"""The administration reads opinions and interviews, and writes none."""

import pytest
from django.contrib import admin
from django.urls import reverse

from cqpm.commun.models import LienPersonnel
from evaluations.models import AvisEntreprise, DemandeAvis, DispenseAvis, Entretien
from tests.factories.comptes import UtilisateurFactory
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DemandeAvisFactory,
    DispenseAvisFactory,
    EntretienFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_de):
    return client_de(UtilisateurFactory(is_staff=True, is_superuser=True))


@pytest.mark.parametrize(
    "fabrique",
    [AvisEntrepriseFactory, DemandeAvisFactory, DispenseAvisFactory, EntretienFactory],
)
def test_the_administration_only_reads(client, fabrique):
    objet = fabrique()
    nom = f"admin:evaluations_{objet._meta.model_name}"

    assert client.get(reverse(f"{nom}_changelist"), {"q": "D-"}).status_code == 200
    page = client.get(reverse(f"{nom}_change", args=[objet.pk]))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert client.get(reverse(f"{nom}_add")).status_code == 403
    assert client.post(reverse(f"{nom}_delete", args=[objet.pk])).status_code == 403


def test_links_are_not_administered():
    assert not admin.site.is_registered(LienPersonnel)
    assert all(
        admin.site.is_registered(modele)
        for modele in (AvisEntreprise, DemandeAvis, DispenseAvis, Entretien)
    )
