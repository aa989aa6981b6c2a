"""What a person declared stays theirs; what appears in mid-session is found in time (R30)."""

import pytest

from dossiers.models import Dossier
from evaluations.enums import College, NatureConflit
from evaluations.errors import DecisionModifiee, DecisionRefusee, SessionRefusee
from evaluations.models import DeclarationConflit, Deliberation, MembreJury
from evaluations.regles_jury import Vote
from evaluations.selectors.conflits import retires_de
from evaluations.services import deliberation
from evaluations.services.jury import conflits
from tests.accessibilite import assert_page_accessible
from tests.evaluations.test_deliberation_pages import SUIVRE, lire
from tests.evaluations.test_deliberation_pages import adresse as adresse_de
from tests.evaluations.test_jury_conflits import asseoir, jures, lien, membre
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.outils import dossier_pret, reunir


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def dossier(reunion) -> Dossier:
    return dossier_pret(centre=reunion.centre)


def declarer(reunion, ligne, nature, **champs) -> DeclarationConflit:
    """What the employee declares for themself."""
    salarie = membre(reunion, reunion.salarie)
    return conflits.declarer(salarie, ligne, nature=nature, par=reunion.salarie, **champs)


# --- A declared withdrawal --------------------------------------------------------------------


@pytest.mark.parametrize("nature", [NatureConflit.PARENTE, NatureConflit.EVALUATEUR])
def test_r30_a_declared_withdrawal_stays_declared_when_the_dossier_shows_a_link(
    reunion, dossier, nature
):
    (ligne,) = reunion.inscrire(dossier)
    declarer(reunion, ligne, nature, precision="Cousin")
    affectation = AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    conflits.detecter(reunion.session, par=reunion.secretaire)
    assert lien(ligne) == (nature, False, True)
    affectation.delete()
    conflits.detecter(reunion.session, par=reunion.secretaire)

    gardee = DeclarationConflit.objects.get(deliberation=ligne)
    assert (gardee.nature, gardee.precision, gardee.declaree_par) == (
        nature,
        "Cousin",
        reunion.salarie,
    )
    assert jures(dossier) == {reunion.presidente.pk}


def test_r30_lifting_it_leaves_what_the_dossier_shows(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    declarer(reunion, ligne, NatureConflit.PARENTE)
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    conflits.lever(membre(reunion, reunion.salarie), ligne, par=reunion.salarie)

    assert lien(ligne) == (NatureConflit.EVALUATEUR, True, True)
    assert jures(dossier) == {reunion.presidente.pk}


def test_r30_nobody_declares_that_they_sit_against_what_the_dossier_shows(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    declarer(reunion, ligne, NatureConflit.AUTRE)
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    with pytest.raises(SessionRefusee, match="« A évalué le candidat »"):
        declarer(reunion, ligne, NatureConflit.AUTRE, se_retire=False)

    assert lien(ligne) == (NatureConflit.AUTRE, False, True)


def test_r30_a_link_that_blocked_leaves_the_same_company_to_examine(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    compte = UtilisateurFactory(jury=reunion.centre)
    affectation = AffectationFactory(dossier=dossier, utilisateur=compte)
    asseoir(reunion, compte, organisation=dossier.entreprise.raison_sociale)
    assert lien(ligne) == (NatureConflit.EVALUATEUR, True, True)
    affectation.delete()

    conflits.detecter(reunion.session, par=reunion.secretaire)

    assert lien(ligne) == (NatureConflit.ENTREPRISE, True, False)
    assert compte.pk in jures(dossier)


@pytest.mark.parametrize("nature", [NatureConflit.PARENTE, NatureConflit.HIERARCHIE])
def test_r30_only_the_same_company_or_another_link_leaves_the_choice(reunion, dossier, nature):
    (ligne,) = reunion.inscrire(dossier)

    with pytest.raises(SessionRefusee, match="Avec ce lien, le membre se retire"):
        declarer(reunion, ligne, nature, se_retire=False)

    assert DeclarationConflit.objects.count() == 0


# --- A link that appears in mid-session -------------------------------------------------------


@pytest.fixture
def seance(reunion, dossier):
    """An open session with a second employee; its one candidate, not decided."""
    (ligne,) = reunion.inscrire(dossier)
    MembreJury.objects.create(
        session=reunion.session,
        prenom="Ali",
        nom="Roux",
        college=College.SALARIES,
        organisation="CGT",
    )
    reunion.ouvrir()
    return ligne


def decider(reunion, ligne, version=0) -> Deliberation:
    vote = Vote({1: True, 2: True}, conditions_verifiees=True)
    return deliberation.decider(ligne, vote, version=version, par=reunion.presidente)


def nommer_evaluateur(reunion, ligne, qui="salarie") -> None:
    """In mid-session, a member of the jury enters the candidate's commission."""
    AffectationFactory(dossier=ligne.dossier, utilisateur=getattr(reunion, qui))


def test_r30_an_evaluator_named_in_mid_session_does_not_vote_after_the_decision_is_undone(
    reunion, seance
):
    decider(reunion, seance)
    nommer_evaluateur(reunion, seance)

    deliberation.annuler_decision(seance, version=1, par=reunion.secretaire)

    assert lien(seance) == (NatureConflit.EVALUATEUR, True, True)
    assert jures(seance.dossier) == {reunion.presidente.pk}


def test_r30_who_is_found_at_the_decision_withdraws_and_the_jury_reads_it_first(reunion, seance):
    nommer_evaluateur(reunion, seance)

    with pytest.raises(DecisionRefusee, match="Yves Pham : « A évalué le candidat »"):
        decider(reunion, seance)

    assert retires_de(seance) == {membre(reunion, reunion.salarie).pk}
    assert jures(seance.dossier) == {reunion.presidente.pk}
    assert decider(reunion, seance).decision == "admis"


def test_r30_an_absent_member_who_is_found_stops_nobody(reunion, seance):
    MembreJury.objects.filter(utilisateur=reunion.salarie).update(present=False)
    nommer_evaluateur(reunion, seance)

    assert decider(reunion, seance).decision == "admis"
    assert retires_de(seance) == {membre(reunion, reunion.salarie).pk}


def test_r30_a_recorded_decision_keeps_those_who_took_it_until_it_is_undone(reunion, seance):
    decider(reunion, seance)
    nommer_evaluateur(reunion, seance)

    with pytest.raises(DecisionRefusee, match="annulez d'abord la décision enregistrée"):
        decider(reunion, seance, version=1)
    with pytest.raises(DecisionModifiee):
        decider(reunion, seance, version=0)

    assert DeclarationConflit.objects.count() == 0


def test_r30_the_page_says_who_has_just_withdrawn_and_keeps_what_was_typed(
    client_de, reunion, seance
):
    nommer_evaluateur(reunion, seance)
    url = adresse_de(reunion, seance.dossier)

    page = client_de(reunion.secretaire).post(url, {**SUIVRE, "motif": "Un mot."})

    assert "Yves Pham</b> s'est retiré(e) pour ce candidat" in lire(page)
    assert "Un mot." in lire(page)
    assert_page_accessible(page)


def test_r30_a_president_found_as_evaluator_reads_the_candidate_no_more(client_de, reunion, seance):
    nommer_evaluateur(reunion, seance, "presidente")
    client = client_de(reunion.presidente)

    page = client.post(adresse_de(reunion, seance.dossier), SUIVRE, follow=True)

    assert page.redirect_chain[-1][0] == reunion.session.get_absolute_url()
    assert "Hélène Vasseur : « A évalué le candidat »" in lire(page)
    assert Deliberation.objects.get().decision == ""


# --- The quorum is lost -----------------------------------------------------------------------


def test_r26_a_decision_is_undone_while_the_session_is_suspended(reunion, seance):
    decider(reunion, seance)
    MembreJury.objects.filter(utilisateur=reunion.presidente).update(present=False)

    deliberation.annuler_decision(seance, version=1, par=reunion.secretaire)

    assert Deliberation.objects.get().decision == ""
    with pytest.raises(SessionRefusee, match="La session est suspendue"):
        decider(reunion, seance, version=2)
