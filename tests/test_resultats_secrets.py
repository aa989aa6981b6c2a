"""Before the PV is signed, only the jury and its secretary read the decision (R53)."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.enums import DecisionJury
from evaluations.models import Deliberation
from evaluations.regles_jury import Vote
from evaluations.services import deliberation as service
from evaluations.services import jury
from evaluations.vocabulaire import libelle_decision
from tests.monde import JETON_SIGNE, Monde, creer_monde
from tests.outils import executer_les_travaux
from tests.test_acces import EN_SESSION, PAGES_COMMUNES, SESSION_OUVERTE, adresse, lire

pytestmark = pytest.mark.django_db

MOTIF = "Le dosage de l'hélium n'a pas convaincu."
PDF = b"%PDF-1.7\n%%EOF\n"


def decider(monde: Monde) -> list[str]:
    """Validate one capacité of two, against the commission; return the words that tell it."""
    deliberation = Deliberation.objects.get(dossier=monde.en_session)
    vote = Vote(
        validees={1: True, 2: False},
        motifs={2: MOTIF},
        decision=DecisionJury.PARTIEL,
        conditions_verifiees=True,
    )
    service.decider(
        deliberation, vote, version=deliberation.version, par=monde.personnes["gestionnaire"]
    )
    libelle = libelle_decision(monde.en_session.referentiel, DecisionJury.PARTIEL)
    return [libelle, libelle.lower(), MOTIF, MOTIF.replace("'", "&#x27;")]


def pages_qui_disent(client: Client, monde: Monde, mots: list[str]) -> set[str]:
    """The pages, among all those of the site that this person opens, where a word is read."""
    noms = PAGES_COMMUNES | EN_SESSION | SESSION_OUVERTE
    textes = {nom: lire(client.get(adresse(monde, nom, "en_session"))) for nom in noms}
    return {nom for nom, texte in textes.items() if any(mot in texte for mot in mots)}


@pytest.fixture
def monde() -> Monde:
    return creer_monde()


@pytest.fixture(params=["decidee", "close"])
def mots(request, monde) -> list[str]:
    """The words of a decision just taken, then of a closed session whose PV is not signed."""
    mots = decider(monde)
    if request.param == "close":
        jury.clore(monde.session, par=monde.personnes["gestionnaire"])
    return mots


@pytest.mark.parametrize("role", ["etranger", "evaluateur", "non_affecte", "non_assis"])
def test_nobody_outside_the_session_reads_a_decision_before_the_signature(
    client_de, monde, mots, role
):
    assert pages_qui_disent(client_de(monde.personnes[role]), monde, mots) == set()


def test_the_tutor_reads_nothing_more_than_the_opinion_signed(monde, mots):
    page = Client().get(reverse("evaluations:avis_public", args=[JETON_SIGNE]))
    texte = lire(page)

    assert page.status_code == 200
    assert monde.en_session.candidat.nom in texte
    assert [mot for mot in mots if mot in texte] == []


def test_the_jury_and_its_secretary_read_the_decision(client_de, monde, mots):
    """The words searched above are those that pages really show."""
    assert pages_qui_disent(client_de(monde.personnes["jure"]), monde, mots) == {
        "evaluations:deliberation",
        "evaluations:seance",
        "evaluations:session",
    }
    assert pages_qui_disent(client_de(monde.personnes["gestionnaire"]), monde, mots) == {
        "evaluations:deliberation",
        "evaluations:seance",
        "evaluations:session",
        "evaluations:clore",
        "dossiers:fiche",
        "dossiers:journal",
    }


def test_the_pv_is_for_the_session_and_the_result_comes_with_its_signature(client_de, monde):
    decider(monde)
    gestionnaire = monde.personnes["gestionnaire"]
    jury.clore(monde.session, par=gestionnaire)
    executer_les_travaux()
    pv = reverse("evaluations:pv", args=[monde.session.pk])
    fiche = reverse("dossiers:fiche", args=[monde.en_session.pk])

    statuts = {}
    for role, personne in monde.personnes.items():
        reponse = client_de(personne).get(pv)
        statuts[role] = reponse.status_code
        lire(reponse)
    avant = lire(client_de(monde.personnes["evaluateur"]).get(fiche))
    jury.deposer_pv_signe(monde.session, contenu=PDF, par=gestionnaire)
    apres = lire(client_de(monde.personnes["evaluateur"]).get(fiche))

    assert statuts == {
        "gestionnaire": 200,
        "responsable": 200,
        "etranger": 404,
        "evaluateur": 404,
        "non_affecte": 404,
        "jure": 200,
        "non_assis": 404,
    }
    assert "validation partielle" not in avant.lower()
    assert "validation partielle" in apres.lower()
