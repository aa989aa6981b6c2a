"""Open a session, keep its quorum, close it: the PV is asked for, nothing changes any more."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail
from evaluations.enums import College, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SessionJury
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from tests.concurrence import en_meme_temps
from tests.factories.comptes import CentreFactory
from tests.outils import dossier_pret, executer_les_travaux, reunir


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def dossier(reunion):
    return dossier_pret(centre=reunion.centre)


def ajouter(reunion, **champs) -> MembreJury:
    membre = {
        "prenom": "Ali",
        "nom": "Roux",
        "college": College.SALARIES,
        "organisation": "Syndicat",
        "par": reunion.secretaire,
    }
    return jury.ajouter_membre(reunion.session, **{**membre, **champs})


def libelles(dossier) -> list[str]:
    return [ligne.libelle for ligne in dossier.journal.all()]


# --- The meeting ------------------------------------------------------------------------------


def test_r26_a_session_without_the_employees_side_does_not_open(reunion, dossier):
    reunion.inscrire(dossier)
    presidente = reunion.session.membres.get(est_president=True)
    jury.noter_presences(reunion.session, {presidente.pk}, par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="organisations syndicales de salariés"):
        jury.ouvrir(reunion.session, par=reunion.secretaire)

    assert SessionJury.objects.get().etat == EtatSession.PREPARATION


def test_r26_a_session_without_dossier_does_not_open(reunion):
    with pytest.raises(SessionRefusee, match="au moins un dossier"):
        reunion.ouvrir()


def test_a_session_does_not_open_before_its_day(db):
    reunion = reunir(CentreFactory(), date=timezone.localdate() + datetime.timedelta(days=3))
    reunion.inscrire(dossier_pret(centre=reunion.centre))

    with pytest.raises(SessionRefusee, match="prévue dans 3 jours"):
        reunion.ouvrir()


def test_opening_is_written_in_each_journal_once(reunion, dossier):
    reunion.inscrire(dossier)
    reunion.ouvrir()

    with pytest.raises(SessionRefusee, match="« Ouverte »"):
        jury.ouvrir(reunion.session, par=reunion.secretaire)
    assert libelles(dossier).count(f"Session {reunion.session.numero} ouverte.") == 1


def test_an_absurd_presence_is_ignored(reunion):
    jury.noter_presences(reunion.session, {10**30, -1}, par=reunion.secretaire)

    assert reunion.session.membres.filter(present=True).count() == 0


def test_r50_who_is_here_and_what_changes_are_written_in_each_journal_once(reunion, dossier):
    reunion.inscrire(dossier)
    avant = dossier.journal.count()
    presidente = reunion.session.membres.get(est_president=True)
    for _ in range(2):
        jury.noter_presences(reunion.session, {presidente.pk}, par=reunion.secretaire)
        jury.modifier_session(reunion.session, lieu="Salle B", par=reunion.secretaire)

    lignes = dossier.journal.order_by("pk").values_list("libelle", flat=True)[avant:]
    assert list(lignes) == [
        f"Présents à la session {reunion.session.numero} : {presidente}.",
        f"Session {reunion.session.numero} modifiée : lieu.",
    ]


def test_the_date_of_an_open_session_is_final(reunion, dossier):
    reunion.inscrire(dossier)
    reunion.ouvrir()

    with pytest.raises(SessionRefusee, match="sa date ne change plus"):
        jury.modifier_session(
            reunion.session,
            date=timezone.localdate() - datetime.timedelta(days=1),
            par=reunion.secretaire,
        )
    jury.modifier_session(reunion.session, lieu="Salle B", par=reunion.secretaire)
    assert SessionJury.objects.get().lieu == "Salle B"


def test_a_session_with_an_undecided_dossier_does_not_close(reunion, dossier):
    reunion.inscrire(dossier)
    reunion.ouvrir()

    with pytest.raises(SessionRefusee, match=f"n'a pas décidé pour : {dossier.candidat}"):
        jury.clore(reunion.session, par=reunion.secretaire)

    assert Travail.objects.filter(nature="pv").count() == 0


def test_a_decided_dossier_is_not_taken_off(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()

    with pytest.raises(SessionRefusee, match="annulez d'abord"):
        jury.retirer_dossier(ligne, par=reunion.secretaire)


@pytest.fixture
def close(reunion, dossier):
    """A closed session of one candidate, its PV produced."""
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    return reunion


def test_r40_closing_asks_for_the_pv_in_the_same_transaction(close):
    travail = Travail.objects.get(nature="pv")

    assert travail.cle == f"pv:{close.session.pk}"
    assert (travail.etat, travail.sujet) == (
        EtatTravail.TERMINE,
        f"evaluations.sessionjury:{close.session.pk}",
    )
    assert close.session.etat == EtatSession.CLOSE


def test_asking_for_the_pv_again_gives_the_same_job(close):
    jury.demander_pv(close.session, par=close.secretaire)
    executer_les_travaux()

    assert Document.objects.filter(nature="pv").count() == 1


def test_a_failed_pv_is_queued_again(close):
    travail = Travail.objects.get(nature="pv")
    Document.objects.filter(travail=travail).delete()
    Travail.objects.filter(pk=travail.pk).update(etat=EtatTravail.ECHEC)

    jury.demander_pv(close.session, par=close.secretaire)
    executer_les_travaux()

    assert jury.pv_de(close.session) is not None


def test_r40_nothing_changes_after_the_closing(close, dossier):
    session, par = close.session, close.secretaire
    ligne = session.deliberations.get()
    membre = session.membres.first()
    actes = [
        lambda: jury.modifier_session(session, lieu="Ailleurs", par=par),
        lambda: ajouter(close),
        lambda: jury.retirer_membre(membre, par=par),
        lambda: jury.noter_presences(session, set(), par=par),
        lambda: jury.inscrire_dossier(session, dossier, par=par),
        lambda: jury.retirer_dossier(ligne, par=par),
        lambda: jury.ouvrir(session, par=par),
        lambda: jury.clore(session, par=par),
        lambda: deliberation.decider(ligne, Vote({}), version=1, par=par),
        lambda: deliberation.annuler_decision(ligne, version=1, par=par),
    ]

    for acte in actes:
        with pytest.raises(SessionRefusee, match="Close"):
            acte()


@pytest.mark.django_db(transaction=True)
def test_closing_and_deciding_at_once_never_leave_an_unprinted_decision():
    reunion = reunir(CentreFactory())
    (ligne,) = reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    renvoi = Vote({}, decision="renvoi", motif="Doute.", conditions_verifiees=True)

    _, decidee = en_meme_temps(
        partial(jury.clore, reunion.session, par=reunion.secretaire),
        partial(deliberation.decider, ligne, renvoi, version=1, par=reunion.presidente),
    )

    reunion.session.refresh_from_db()
    ligne.refresh_from_db()
    assert reunion.session.etat == EtatSession.CLOSE
    if isinstance(decidee, SessionRefusee):
        assert ligne.decision == "admis"
    else:
        assert (ligne.decision, ligne.decidee_le < reunion.session.close_le) == ("renvoi", True)


def test_a_pv_job_of_a_vanished_session_does_not_hang(close):
    travail = travaux.demander(
        "pv", sujet="evaluations.sessionjury:0", cle="pv:0", parametres={"session": 0}
    )

    executer_les_travaux()

    travail.refresh_from_db()
    assert travail.etat != EtatTravail.TERMINE
