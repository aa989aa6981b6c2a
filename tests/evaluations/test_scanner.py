"""A robot that reads the mails before the person does changes nothing (ADR 10)."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.evaluations.avis import FAVORABLE
from tests.evaluations.espace import visiteur
from tests.factories.commun import CODE
from tests.factories.evaluations import AvisEntrepriseFactory, LienAvisFactory
from tests.scanner import scan
from tests.test_acces import lignes

pytestmark = pytest.mark.django_db


@pytest.fixture
def liens() -> dict[str, str]:
    """Every kind of link that a message may carry, in every state."""
    ouvert = LienAvisFactory(jeton="ouvert", demande__dossier__referentiel__modele_2013=True)
    LienAvisFactory(jeton="expire", expire=True)
    LienAvisFactory(jeton="annule", demande__revoquee=True)
    LienAvisFactory(jeton="repondu", demande=AvisEntrepriseFactory().demande)
    avis = {
        jeton: reverse("evaluations:avis_public", args=[jeton])
        for jeton in ("ouvert", "expire", "annule", "repondu", "inconnu")
    }
    dossier = ouvert.demande.dossier
    visiteur(dossier, "espace")
    visiteur(dossier, "espace-expire", expire=True)
    visiteur(dossier, "espace-ferme", ferme_le=timezone.now())
    espaces = {
        jeton: reverse("evaluations:espace", args=[jeton])
        for jeton in ("espace", "espace-expire", "espace-ferme")
    }
    return (
        avis
        | espaces
        | {"papier": reverse("evaluations:avis_nouveau_message", args=[ouvert.demande.uid])}
    )


def test_a_scanner_that_submits_every_form_of_every_link_changes_nothing(liens):
    avant = lignes()

    comptes = {nom: scan(adresse, times=3) for nom, adresse in liens.items()}

    assert lignes() == avant
    assert mail.outbox == []
    # It did open and submit: the page, the way out, the page that reads again.
    assert comptes["ouvert"]["opened"] >= 6
    assert comptes["ouvert"]["sent"] > 20
    assert comptes["espace"]["sent"] > 4


def test_after_a_scanner_the_person_still_signs(client, liens):
    """The tries of the robot did not use up the person's."""
    for _ in range(3):
        scan(liens["ouvert"])
        scan(liens["espace"])

    assert client.post(liens["espace"], {"code": CODE}).status_code == 302
    assert client.post(liens["ouvert"], FAVORABLE).status_code == 302
