"""The administration reads sessions and deliberations, and writes none."""

import pytest
from django.urls import reverse

from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.outils import dossier_pret, reunir


@pytest.fixture
def objets(db):
    reunion = reunir(CentreFactory())
    (ligne,) = reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    return {"sessionjury": reunion.session, "deliberation": ligne}


@pytest.mark.parametrize("modele", ["sessionjury", "deliberation"])
def test_the_administration_only_reads(client_de, objets, modele):
    client = client_de(UtilisateurFactory(is_staff=True, is_superuser=True))
    nom, cle = f"admin:evaluations_{modele}", [objets[modele].pk]

    liste = client.get(reverse(f"{nom}_changelist"), {"q": "J-"})
    assert list(liste.context["cl"].queryset) == [objets[modele]]
    assert not client.get(reverse(f"{nom}_change", args=cle)).context["has_change_permission"]
    assert client.get(reverse(f"{nom}_add")).status_code == 403
    assert client.post(reverse(f"{nom}_delete", args=cle)).status_code == 403
