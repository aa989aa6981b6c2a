"""A coming or going recorded late, or taken back, does not change who decided (R26, R36)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import College
from evaluations.errors import SessionRefusee
from evaluations.models import Deliberation, MembreJury, SessionJury
from evaluations.regles_jury import Vote
from evaluations.regles_vote import SaisieVoix
from evaluations.services import deliberation, jury
from evaluations.services.jury.conflits import declarer
from tests.factories.comptes import CentreFactory
from tests.outils import Reunion, dossier_pret, reunir


@pytest.fixture
def reunion(db) -> Reunion:
    """One candidate, a president and two employees; opened two hours ago."""
    reunion = reunir(CentreFactory())
    personne = {"prenom": "Ali", "nom": "Roux", "organisation": "Syndicat"}
    jury.ajouter_membre(
        reunion.session, college=College.SALARIES, par=reunion.secretaire, **personne
    )
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    SessionJury.objects.update(ouverte_le=timezone.now() - datetime.timedelta(hours=2))
    reunion.session.refresh_from_db()
    return reunion


def ali(reunion) -> MembreJury:
    return reunion.session.membres.get(prenom="Ali")


def il_y_a(minutes: int) -> datetime.datetime:
    quand = timezone.localtime() - datetime.timedelta(minutes=minutes)
    return quand.replace(second=0, microsecond=0)


def partir(reunion, minutes: int) -> None:
    jury.noter_depart(ali(reunion), heure=il_y_a(minutes).time(), par=reunion.secretaire)


def arriver(reunion, minutes: int) -> None:
    jury.noter_arrivee(ali(reunion), heure=il_y_a(minutes).time(), par=reunion.secretaire)


def decider(reunion, minutes: int, voix=None) -> Deliberation:
    """Decide on the candidate, some minutes ago."""
    ligne = reunion.session.deliberations.get()
    validees = {un.numero: True for un in ligne.dossier.capacites_visees()}
    vote = Vote(validees, conditions_verifiees=True, voix=voix or {})
    deliberation.decider(ligne, vote, version=ligne.version, par=reunion.presidente)
    Deliberation.objects.update(decidee_le=il_y_a(minutes) + datetime.timedelta(seconds=20))
    ligne.refresh_from_db()
    return ligne


# --- After a decision -------------------------------------------------------------------------


def test_r26_a_departure_before_a_decision_taken_is_refused_naming_the_candidate(reunion):
    ligne = decider(reunion, 30)

    with pytest.raises(SessionRefusee, match=f"pour {ligne.dossier.candidat}. Annulez d'abord"):
        partir(reunion, 40)

    assert ali(reunion).en_seance is True
    deliberation.annuler_decision(ligne, version=ligne.version, par=reunion.presidente)
    partir(reunion, 40)
    assert ali(reunion).en_seance is False


@pytest.mark.parametrize("minutes", [30, 20])
def test_r26_a_departure_after_the_decision_is_noted(reunion, minutes):
    decider(reunion, 30)

    partir(reunion, minutes)

    assert ali(reunion).en_seance is False


def test_r30_whoever_withdrew_for_the_candidate_may_have_left_before(reunion):
    ligne = reunion.session.deliberations.get()
    declarer(ali(reunion), ligne, nature="parente", par=reunion.secretaire)
    decider(reunion, 30)

    partir(reunion, 40)

    assert ali(reunion).en_seance is False


def test_r26_an_arrival_before_a_decision_is_not_taken_back(reunion):
    MembreJury.objects.filter(prenom="Ali").update(arrive_le=il_y_a(60))
    decider(reunion, 30)

    with pytest.raises(SessionRefusee, match="Annulez d'abord ces décisions"):
        jury.annuler_mouvement(ali(reunion), par=reunion.secretaire)

    assert ali(reunion).en_seance is True


@pytest.mark.parametrize("vote", [False, True])
def test_r36_a_return_before_a_decision_is_refused_only_if_it_was_voted(reunion, vote):
    partir(reunion, 50)
    decider(reunion, 30, voix={1: SaisieVoix("1", "1", "0")} if vote else None)

    if vote:
        with pytest.raises(SessionRefusee, match="Annulez d'abord ces décisions"):
            arriver(reunion, 40)
    else:
        arriver(reunion, 40)

    assert ali(reunion).en_seance is not vote
    reunion.session.refresh_from_db()
    assert bool(reunion.session.observations) is not vote


# --- The last one alone is taken back ---------------------------------------------------------


def test_r26_taking_back_a_return_leaves_the_departure_and_the_arrival(reunion):
    MembreJury.objects.filter(prenom="Ali").update(arrive_le=il_y_a(60))
    partir(reunion, 50)
    arriver(reunion, 40)

    jury.annuler_mouvement(ali(reunion), par=reunion.secretaire)

    membre = ali(reunion)
    assert (membre.arrive_le, membre.parti_le) == (il_y_a(60), il_y_a(50))
    reunion.session.refresh_from_db()
    assert reunion.session.observations == ""


def test_r26_movements_are_taken_back_one_by_one_to_the_first(reunion):
    for depart, retour in ((60, 50), (40, 30)):
        partir(reunion, depart)
        arriver(reunion, retour)

    vus = []
    for _ in range(4):
        jury.annuler_mouvement(ali(reunion), par=reunion.secretaire)
        reunion.session.refresh_from_db()
        vus.append((ali(reunion).parti_le, len(reunion.session.observations.splitlines())))

    assert vus == [(il_y_a(40), 1), (None, 1), (il_y_a(60), 0), (None, 0)]
    with pytest.raises(SessionRefusee, match="Rien à annuler"):
        jury.annuler_mouvement(ali(reunion), par=reunion.secretaire)


def test_r26_one_does_not_leave_before_having_come_back(reunion):
    partir(reunion, 50)
    arriver(reunion, 40)

    with pytest.raises(SessionRefusee, match=r"corrigez l'heure du départ"):
        partir(reunion, 45)


# --- The PV ---------------------------------------------------------------------------------------


def test_what_is_typed_at_the_closing_follows_the_recorded_absences(client_de, reunion):
    partir(reunion, 50)
    arriver(reunion, 40)
    absence = f"Ali Roux s'est absenté(e) de {il_y_a(50):%H:%M} à {il_y_a(40):%H:%M}."
    decider(reunion, 30)
    url = reverse("evaluations:clore", args=[reunion.session.pk])
    client = client_de(reunion.secretaire)
    assert absence in client.get(url).content.decode().replace("&#x27;", "'")

    client.post(url, {"observations": "Panne de réseau."})

    reunion.session.refresh_from_db()
    assert reunion.session.observations == f"{absence}\nPanne de réseau."


# --- The chair --------------------------------------------------------------------------------


def test_r26_who_presides_again_has_not_ceded_the_chair(reunion):
    presidente = reunion.session.membres.get(est_president=True)
    relais = jury.ajouter_membre(
        reunion.session,
        college=College.EMPLOYEURS,
        prenom="Léa",
        nom="Bo",
        organisation="UIMM",
        par=reunion.secretaire,
    )
    jury.noter_arrivee(relais, heure=il_y_a(60).time(), par=reunion.secretaire)
    jury.noter_depart(presidente, heure=il_y_a(40).time(), par=reunion.secretaire)
    jury.designer_president(relais, par=reunion.secretaire)
    jury.noter_arrivee(presidente, heure=il_y_a(30).time(), par=reunion.secretaire)
    jury.noter_depart(relais, heure=il_y_a(20).time(), par=reunion.secretaire)

    jury.designer_president(presidente, par=reunion.secretaire)

    presidente.refresh_from_db()
    relais.refresh_from_db()
    assert (presidente.presidence_cedee_le, relais.presidence_cedee_le) == (None, il_y_a(20))


# --- Two people at once -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "acte",
    [
        lambda un, par: jury.noter_arrivee(un, heure=il_y_a(5).time(), par=par),
        lambda un, par: jury.annuler_mouvement(un, par=par),
        lambda un, par: jury.designer_president(un, par=par),
        lambda un, par: jury.corriger_membre(un, organisation="Autre", par=par),
        lambda un, par: declarer(un, un.session.deliberations.get(), nature="autre", par=par),
    ],
)
def test_a_member_whom_somebody_took_off_meanwhile_is_a_sentence(reunion, acte):
    parti = ali(reunion)
    MembreJury.objects.filter(pk=parti.pk).delete()

    with pytest.raises(SessionRefusee, match="Ali Roux ne siège plus dans la session"):
        acte(parti, reunion.secretaire)


def test_a_member_taken_off_twice_is_a_sentence(db):
    reunion = reunir(CentreFactory())
    membre = reunion.session.membres.get(utilisateur=reunion.salarie)
    meme = MembreJury.objects.get(pk=membre.pk)
    jury.retirer_membre(membre, par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="ne siège plus"):
        jury.retirer_membre(meme, par=reunion.secretaire)


def test_a_session_that_somebody_removed_meanwhile_is_a_sentence(db):
    reunion = reunir(CentreFactory())
    SessionJury.objects.filter(pk=reunion.session.pk).delete()

    with pytest.raises(SessionRefusee, match="n'existe plus"):
        jury.ouvrir(reunion.session, par=reunion.secretaire)
