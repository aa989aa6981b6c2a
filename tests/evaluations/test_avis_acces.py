"""With a link to an opinion, and its code, every other URL of the site stays shut."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.avis import FAVORABLE
from tests.monde import JETON, JETON_ESPACE, creer_monde
from tests.test_acces import ESPACE, GET, PUBLIQUES, adresse, lignes

pytestmark = pytest.mark.django_db


@pytest.fixture
def monde():
    return creer_monde()


@pytest.fixture
def tuteur(monde) -> Client:
    """Someone who has read the form, read it again, and signed."""
    client = Client()
    lien = reverse("evaluations:avis_public", args=[JETON])
    assert client.get(lien).status_code == 200
    assert client.post(lien, FAVORABLE).status_code == 302
    return client


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("methode", ["get", "post"])
def test_every_other_url_goes_to_sign_in(monde, tuteur, stade, methode):
    fermees = {nom: adresse(monde, nom, stade) for nom in GET[stade] if nom not in PUBLIQUES}
    avant = lignes()

    suites = {
        nom: getattr(tuteur, methode)(url).headers["Location"] for nom, url in fermees.items()
    }

    connexion = (reverse("comptes:connexion"), reverse("admin:login"))
    assert {nom: suite for nom, suite in suites.items() if not suite.startswith(connexion)} == {}
    assert lignes() == avant


def test_the_token_of_one_kind_of_link_opens_no_page_of_the_other(monde, tuteur):
    dans_l_espace = {
        nom: tuteur.get(
            adresse(monde, nom, "en_evaluation").replace(JETON_ESPACE, JETON)
        ).status_code
        for nom in sorted(ESPACE - {"evaluations:espace_quitter"})
    }
    dans_l_avis = [
        tuteur.get(reverse(f"evaluations:{nom}", args=[JETON_ESPACE])).status_code
        for nom in ("avis_public", "avis_autre")
    ]

    assert set(dans_l_espace.values()) == {404}
    assert dans_l_avis == [404, 404]
