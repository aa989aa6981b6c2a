"""The jury's edges: who has evaluated, what is sent back, what is not a signed PV, forged input."""

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import DecisionJury
from evaluations.errors import SessionRefusee
from evaluations.regles_jury import Vote
from evaluations.selectors.jury import avancement_jury
from evaluations.services import deliberation, jury
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory
from tests.outils import dossier_pret, executer_les_travaux, reunir

pytestmark = pytest.mark.django_db


@pytest.fixture
def reunion():
    return reunir(CentreFactory())


@pytest.fixture
def renvoye(reunion):
    """A dossier that the jury of a signed session has sent back."""
    dossier = dossier_pret(centre=reunion.centre)
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    ligne.refresh_from_db()
    vote = Vote(
        {},
        decision=DecisionJury.RENVOI,
        motif="Revoir la capacité 2.",
        conditions_verifiees=True,
    )
    deliberation.decider(ligne, vote, version=ligne.version, par=reunion.presidente)
    reunion.clore()
    for membre in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=membre)
    return Dossier.objects.get(pk=dossier.pk)


def test_10d_the_reason_of_a_renvoi_is_what_the_commission_must_answer(renvoye):
    assert renvoye.etat == EtatDossier.EN_EVALUATION
    (attendu,) = avancement_jury(renvoye, None).attendus
    assert attendu.libelle.endswith("« Revoir la capacité 2. »")


def test_r22_a_renvoi_closes_the_dossier_to_the_jury_that_made_it(renvoye, reunion, client_de):
    page = reverse("evaluations:deliberation", args=[reunion.session.pk, renvoye.pk])

    assert client_de(reunion.salarie).get(page).status_code == 404
    assert client_de(reunion.secretaire).get(page).status_code == 200


def test_r52_the_pv_as_produced_is_not_a_signed_pv(reunion):
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)
    executer_les_travaux()
    with jury.pv_de(reunion.session).fichier.open() as fichier:
        contenu = fichier.read()

    with pytest.raises(SessionRefusee, match="sans signature"):
        jury.deposer_pv_signe(reunion.session, contenu=contenu, par=reunion.secretaire)


@pytest.mark.parametrize(
    ("nom", "donnees"),
    [
        ("evaluations:presences", {"present": "9" * 5000}),
        ("evaluations:ouvrir", {"presences": "oui", "present": "9" * 5000}),
    ],
)
def test_absurd_numbers_are_nobody(reunion, client_de, nom, donnees):
    reponse = client_de(reunion.secretaire).post(reverse(nom, args=[reunion.session.pk]), donnees)

    assert reponse["Location"] == reunion.session.get_absolute_url()


@pytest.mark.parametrize("nom", ["deliberation", "annuler_decision", "retirer_dossier"])
def test_an_absurd_key_is_a_404(reunion, client_de, nom):
    url = reverse(f"evaluations:{nom}", args=[reunion.session.pk, 10**20])

    assert client_de(reunion.secretaire).post(url, {"version": "9" * 5000}).status_code == 404


def test_a_nul_in_a_search_finds_nothing(reunion, client_de):
    reponse = client_de(reunion.secretaire).get(reverse("dossiers:liste"), {"q": "a\0b"})

    assert reponse.status_code == 200


def test_the_presences_ticked_beside_the_button_open_the_session(reunion, client_de):
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    presents = [membre.pk for membre in reunion.session.membres.all()]

    client_de(reunion.secretaire).post(
        reverse("evaluations:ouvrir", args=[reunion.session.pk]),
        {"presences": "oui", "present": presents},
    )

    reunion.session.refresh_from_db()
    assert reunion.session.etat == "ouverte"
