"""With the link and the code of a space, every other URL of the site stays shut."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.commun import CODE
from tests.monde import JETON_ESPACE, creer_monde
from tests.test_acces import ESPACE, GET, PUBLIQUES, adresse, lignes, lire

pytestmark = pytest.mark.django_db
OUVERTES = {"evaluations:espace", "evaluations:espace_rapport", "evaluations:espace_donnees"}


@pytest.fixture
def monde():
    return creer_monde()


@pytest.fixture
def candidat(monde) -> Client:
    client = Client()
    porte = reverse("evaluations:espace", args=[JETON_ESPACE])
    assert client.post(porte, {"code": CODE}).status_code == 302
    return client


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("methode", ["get", "post"])
def test_every_other_url_goes_to_sign_in(monde, candidat, stade, methode):
    fermees = {nom: adresse(monde, nom, stade) for nom in GET[stade] if nom not in PUBLIQUES}
    avant = lignes()

    suites = {
        nom: getattr(candidat, methode)(url).headers["Location"] for nom, url in fermees.items()
    }

    connexion = (reverse("comptes:connexion"), reverse("admin:login"))
    assert {nom: suite for nom, suite in suites.items() if not suite.startswith(connexion)} == {}
    assert lignes() == avant


def test_the_space_opens_its_own_pages_and_writes_nothing_when_read(monde, candidat):
    avant = lignes()

    textes = {
        nom: lire(candidat.get(adresse(monde, nom, "en_evaluation"))) for nom in sorted(ESPACE)
    }

    ecrits = {nom for nom, texte in textes.items() if monde.en_evaluation.candidat.nom in texte}
    assert ecrits >= OUVERTES | {"evaluations:espace_agenda"}
    autre = monde.etranger.candidat.nom
    assert [nom for nom, texte in textes.items() if autre in texte] == []
    assert lignes() == avant
