"""The administration reads the versions; their own pages are where they are prepared (R2)."""

import pytest
from django.urls import reverse

from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel
from tests.factories.comptes import UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory

pytestmark = pytest.mark.django_db

LISTE = "admin:referentiels_referentiel_changelist"
FICHE = "admin:referentiels_referentiel_change"


@pytest.fixture
def admin(client_de):
    return client_de(UtilisateurFactory(is_staff=True, is_superuser=True))


@pytest.mark.parametrize("etat", EtatReferentiel.values)
def test_r2_a_version_is_only_read(admin, etat):
    referentiel = ReferentielFactory(etat=etat, blocs=1)
    avant = exporter(referentiel)
    fiche = reverse(FICHE, args=[referentiel.pk])

    assert admin.get(fiche).context["has_change_permission"] is False
    modifiee = admin.post(fiche, {"titre": "Autre titre"})
    supprimee = admin.post(fiche.replace("change", "delete"), {"post": "yes"})

    assert (modifiee.status_code, supprimee.status_code) == (403, 403)
    referentiel.refresh_from_db()
    assert exporter(referentiel) == avant


def test_versions_are_not_typed_by_hand_nor_deleted_in_bulk(admin):
    referentiel = ReferentielFactory(etat=EtatReferentiel.BROUILLON)
    lot = {"action": "delete_selected", "_selected_action": [referentiel.pk], "post": "yes"}

    assert admin.get(reverse("admin:referentiels_referentiel_add")).status_code == 403
    admin.post(reverse(LISTE), lot)
    assert Referentiel.objects.get() == referentiel
