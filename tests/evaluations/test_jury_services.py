"""Prepare, open, close and sign a session: every act and its refusals."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail
from cqpm.comptes.errors import MotDePasseIncorrect
from dossiers.enums import EtatDossier, RoleAffectation
from dossiers.errors import DateImpossible, TransitionInterdite
from dossiers.models import Affectation, Dossier
from evaluations.enums import College, EtatSession, ModeSession
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SessionJury, SignatureGrille, SignaturePV
from evaluations.regles_jury import Vote
from evaluations.services import deliberation, jury
from tests.concurrence import en_meme_temps
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import AvisEntrepriseFactory
from tests.outils import dossier_pret, executer_les_travaux, reunir

PDF = b"%PDF-1.7 signe a la main"


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


def jures(dossier) -> set[int]:
    affectations = Affectation.objects.filter(dossier=dossier, role=RoleAffectation.JURY)
    return set(affectations.values_list("utilisateur_id", flat=True))


def libelles(dossier) -> list[str]:
    return [ligne.libelle for ligne in dossier.journal.all()]


# --- Preparation ------------------------------------------------------------------------------


def test_two_sessions_never_share_a_number(reunion):
    autre = reunir(reunion.centre, date=datetime.date(2025, 3, 4)).session

    assert reunion.session.numero.startswith(f"J-{timezone.localdate().year}-")
    assert autre.numero == f"J-2025-{autre.pk:04d}"
    assert autre.numero[-4:] != reunion.session.numero[-4:]


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_may_create_a_session_at_the_same_time():
    centre = CentreFactory()
    creer = partial(
        jury.creer_session,
        centre=centre,
        date=datetime.date(2026, 3, 4),
        lieu="Ici",
        mode=ModeSession.VISIO,
        par=None,
    )

    premiere, seconde = en_meme_temps(creer, creer)

    assert premiere.numero != seconde.numero


def test_r26_the_president_comes_from_the_employers(reunion):
    jury.retirer_membre(reunion.session.membres.get(est_president=True), par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="délégation patronale"):
        ajouter(reunion, est_president=True)


def test_r26_there_is_one_president(reunion):
    with pytest.raises(SessionRefusee, match="a déjà un président"):
        ajouter(reunion, college=College.EMPLOYEURS, est_president=True)


@pytest.mark.parametrize("nom", ["Vasseur", "VASSEUR"])
def test_a_person_sits_once_even_without_account(reunion, nom):
    with pytest.raises(SessionRefusee, match="siège déjà"):
        ajouter(reunion, prenom="Hélène", nom=nom)
    assert reunion.session.membres.count() == 2


def test_an_account_sits_once(reunion):
    with pytest.raises(SessionRefusee, match="siège déjà"):
        ajouter(reunion, utilisateur=reunion.salarie)


@pytest.mark.parametrize("role", ["evaluateur", "gestionnaire"])
def test_an_account_needs_the_role_in_this_centre(reunion, role):
    with pytest.raises(SessionRefusee, match="n'est pas membre de jury"):
        ajouter(reunion, utilisateur=UtilisateurFactory(**{role: reunion.centre}))
    with pytest.raises(SessionRefusee, match="n'est pas membre de jury"):
        ajouter(reunion, utilisateur=UtilisateurFactory(jury=True))


def test_r22_listing_a_dossier_opens_it_to_the_members_with_an_account(reunion, dossier):
    ajouter(reunion)
    reunion.inscrire(dossier)

    assert jures(dossier) == {reunion.presidente.pk, reunion.salarie.pk}
    assert dossier in Dossier.objects.visible_par(reunion.salarie)


def test_r22_a_member_added_later_sees_the_dossiers_and_the_journal_says_so(reunion, dossier):
    reunion.inscrire(dossier)
    tardif = UtilisateurFactory(prenom="Zoé", nom="Petit", jury=reunion.centre)

    ajouter(reunion, prenom="Zoé", nom="Petit", utilisateur=tardif)

    assert tardif.pk in jures(dossier)
    assert libelles(dossier)[0] == "Zoé Petit, membre du jury, peut lire le dossier."


def test_r22_a_member_taken_off_no_longer_sees_the_dossiers(reunion, dossier):
    reunion.inscrire(dossier)
    membre = reunion.session.membres.get(utilisateur=reunion.salarie)

    jury.retirer_membre(membre, par=reunion.secretaire)

    assert jures(dossier) == {reunion.presidente.pk}
    assert dossier not in Dossier.objects.visible_par(reunion.salarie)
    assert SessionJury.objects.visible_par(reunion.salarie).count() == 0


def test_r30_the_evaluator_of_a_listed_candidate_cannot_sit(reunion, dossier):
    evaluatrice = UtilisateurFactory(prenom="Nadia", nom="Benali", jury=reunion.centre)
    AffectationFactory(dossier=dossier, utilisateur=evaluatrice)
    reunion.inscrire(dossier)

    with pytest.raises(SessionRefusee) as refus:
        ajouter(reunion, utilisateur=evaluatrice)

    assert str(refus.value).startswith(f"Nadia Benali a évalué {dossier.candidat}")
    assert jures(dossier) == {reunion.presidente.pk, reunion.salarie.pk}


def test_r30_the_tutor_of_a_listed_candidate_cannot_sit(reunion, dossier):
    tuteur = UtilisateurFactory(email=dossier.tuteur.courriel.upper(), jury=reunion.centre)
    reunion.inscrire(dossier)

    with pytest.raises(SessionRefusee, match="suit en entreprise"):
        ajouter(reunion, utilisateur=tuteur)


def test_r30_who_gave_the_company_s_opinion_cannot_sit(reunion, dossier):
    jure = UtilisateurFactory(jury=reunion.centre)
    AvisEntrepriseFactory(demande__dossier=dossier, demande__courriel=jure.email.title())
    reunion.inscrire(dossier)

    with pytest.raises(SessionRefusee, match="suit en entreprise"):
        ajouter(reunion, utilisateur=jure)


def test_r30_a_dossier_evaluated_by_a_seated_member_is_not_listed(reunion, dossier):
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    with pytest.raises(SessionRefusee, match="Yves Pham a évalué"):
        reunion.inscrire(dossier)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.PRET_POUR_JURY
    assert jures(dossier) == set()


@pytest.mark.parametrize(
    "etat", [etat for etat in EtatDossier if etat != EtatDossier.PRET_POUR_JURY]
)
def test_r31_only_a_ready_dossier_enters_a_session(reunion, etat):
    dossier = DossierFactory(centre=reunion.centre, avec_transmission=True, etat=etat)

    with pytest.raises(SessionRefusee):
        reunion.inscrire(dossier)

    assert reunion.session.deliberations.count() == 0


def test_r31_a_dossier_of_another_centre_is_refused(reunion):
    with pytest.raises(SessionRefusee, match="autre centre"):
        reunion.inscrire(dossier_pret())


def test_a_dossier_that_moved_meanwhile_is_refused(reunion, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.ABANDONNE)

    with pytest.raises((SessionRefusee, TransitionInterdite)):
        reunion.inscrire(dossier)

    assert reunion.session.deliberations.count() == 0


def test_r8_a_candidate_does_not_meet_a_jury_before_their_registration(db):
    reunion = reunir(CentreFactory(), date=datetime.date(2026, 1, 14))
    dossier = dossier_pret(centre=reunion.centre, inscrit_le=datetime.date(2026, 1, 15))

    with pytest.raises(DateImpossible):
        reunion.inscrire(dossier)
    jury.modifier_session(reunion.session, date=datetime.date(2026, 1, 15), par=reunion.secretaire)
    reunion.inscrire(dossier)
    with pytest.raises(DateImpossible):
        jury.modifier_session(
            reunion.session, date=datetime.date(2026, 1, 14), par=reunion.secretaire
        )
    assert SessionJury.objects.get().date == datetime.date(2026, 1, 15)


def test_a_dossier_taken_off_is_ready_for_another_session(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)

    jury.retirer_dossier(ligne, par=reunion.secretaire)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.PRET_POUR_JURY
    assert jures(dossier) == set()
    autre = reunir(reunion.centre)
    autre.inscrire(Dossier.objects.get(pk=dossier.pk))
    assert autre.session.deliberations.count() == 1


def test_taking_a_dossier_off_twice_is_a_sentence(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    jury.retirer_dossier(ligne, par=reunion.secretaire)

    with pytest.raises(SessionRefusee):
        jury.retirer_dossier(ligne, par=reunion.secretaire)


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

    with pytest.raises(SessionRefusee, match="« ouverte »"):
        jury.ouvrir(reunion.session, par=reunion.secretaire)
    assert libelles(dossier).count(f"Session {reunion.session.numero} ouverte.") == 1


def test_r26_an_open_session_keeps_its_quorum(reunion, dossier):
    reunion.inscrire(dossier)
    reunion.ouvrir()
    salarie = reunion.session.membres.get(utilisateur=reunion.salarie)

    with pytest.raises(SessionRefusee, match="ne peut pas continuer"):
        jury.noter_presences(reunion.session, {salarie.pk}, par=reunion.secretaire)

    assert reunion.session.membres.filter(present=True).count() == 2


def test_an_absurd_presence_is_ignored(reunion):
    jury.noter_presences(reunion.session, {10**30, -1}, par=reunion.secretaire)

    assert reunion.session.membres.filter(present=True).count() == 0


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
        with pytest.raises(SessionRefusee, match="close"):
            acte()


# --- The signature ----------------------------------------------------------------------------


def signer(reunion, par, mot_de_passe=MOT_DE_PASSE) -> SignaturePV:
    return jury.signer_pv(reunion.session, mot_de_passe=mot_de_passe, par=par)


def test_r53_results_arrive_with_the_last_signature(close, dossier):
    signer(close, close.presidente)
    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.EN_SESSION

    signer(close, close.salarie)

    dossier.refresh_from_db()
    close.session.refresh_from_db()
    assert (dossier.etat, close.session.etat) == (EtatDossier.ADMIS, EtatSession.SIGNEE)
    assert close.session.pv_signe == jury.pv_de(close.session)
    assert (
        libelles(dossier)[0] == f"CQPM attribué par le jury de la session {close.session.numero}."
    )


def test_r52_a_signature_carries_the_digest_of_the_exact_pdf(close):
    signature = signer(close, close.presidente)

    assert signature.empreinte == jury.pv_de(close.session).sha256


def test_r52_an_altered_file_is_not_signed(close):
    document = jury.pv_de(close.session)
    with document.fichier.storage.open(document.fichier.name, "wb") as fichier:
        fichier.write(b"%PDF-1.7 autre chose")

    with pytest.raises(SessionRefusee, match="n'est plus celui qui a été produit"):
        signer(close, close.presidente)

    assert SignaturePV.objects.count() == 0


def test_a_wrong_password_signs_nothing(close):
    with pytest.raises(MotDePasseIncorrect):
        signer(close, close.presidente, "deviné")

    assert SignaturePV.objects.count() == 0


def test_nobody_signs_twice(close):
    signer(close, close.presidente)

    with pytest.raises(SessionRefusee, match="déjà signé"):
        signer(close, close.presidente)

    assert SignaturePV.objects.count() == 1


def test_an_absent_member_and_a_stranger_do_not_sign(close):
    MembreJury.objects.filter(utilisateur=close.salarie).update(present=False)

    for personne in (close.salarie, close.secretaire):
        with pytest.raises(SessionRefusee, match="membres présents"):
            signer(close, personne)


def test_an_absent_member_is_not_waited_for(close, dossier):
    MembreJury.objects.filter(utilisateur=close.salarie).update(present=False)

    signer(close, close.presidente)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.ADMIS


def test_nobody_signs_a_pv_that_is_not_produced_yet(reunion, dossier):
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    jury.clore(reunion.session, par=reunion.secretaire)

    with pytest.raises(SessionRefusee, match="pas encore produit"):
        signer(reunion, reunion.presidente)
    with pytest.raises(SessionRefusee, match="pas encore produit"):
        jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)


def test_a_pv_signed_by_hand_ends_the_session(close, dossier):
    document = jury.deposer_pv_signe(close.session, contenu=PDF, par=close.secretaire)

    close.session.refresh_from_db()
    assert (close.session.etat, close.session.pv_signe) == (EtatSession.SIGNEE, document)
    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.ADMIS
    assert f"PV signé de la session {close.session.numero} déposé." in libelles(dossier)


def test_everything_is_refused_once_signed(close):
    jury.deposer_pv_signe(close.session, contenu=PDF, par=close.secretaire)

    with pytest.raises(SessionRefusee, match="pv signé"):
        jury.deposer_pv_signe(close.session, contenu=PDF, par=close.secretaire)
    with pytest.raises(SessionRefusee, match="pv signé"):
        signer(close, close.presidente)

    assert Document.objects.filter(nature="pv_signe").count() == 1


def test_each_candidate_gets_their_own_result(reunion):
    centre = reunion.centre
    admise = dossier_pret(centre=centre)
    partiel = dossier_pret(centre=centre, non_acquises=[2], referentiel__modele_2013=True)
    refuse = dossier_pret(centre=centre, non_acquises=[1, 2])
    reunion.inscrire(admise, partiel, refuse)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()

    jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)

    etats = [Dossier.objects.get(pk=un.pk).etat for un in (admise, partiel, refuse)]
    assert etats == [EtatDossier.ADMIS, EtatDossier.VALIDATION_PARTIELLE, EtatDossier.NON_ADMIS]
    assert libelles(partiel)[0].startswith("Non admissible, validation partielle par le jury")


def test_10d_a_renvoi_gives_the_grid_back_to_the_commission(reunion, dossier):
    SignatureGrille.objects.create(
        evaluation=dossier.evaluation, evaluateur=UtilisateurFactory(), empreinte="x" * 64
    )
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    renvoi = Vote({}, decision="renvoi", motif="Grille à compléter.", conditions_verifiees=True)
    deliberation.decider(ligne, renvoi, version=0, par=reunion.presidente)
    reunion.clore()

    jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)

    dossier.refresh_from_db()
    dossier.evaluation.refresh_from_db()
    assert dossier.etat == EtatDossier.EN_EVALUATION
    assert dossier.evaluation.verrouillee_le is None
    assert SignatureGrille.objects.count() == 0
    assert jures(dossier) == set()
    assert "Grille à compléter." in libelles(dossier)[0]


def test_a_dossier_sent_back_meets_another_session(reunion, dossier):
    test_10d_a_renvoi_gives_the_grid_back_to_the_commission(reunion, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.PRET_POUR_JURY)

    suivante = reunir(reunion.centre)
    suivante.inscrire(Dossier.objects.get(pk=dossier.pk))
    suivante.ouvrir()
    suivante.suivre_la_commission()
    suivante.clore()
    jury.deposer_pv_signe(suivante.session, contenu=PDF, par=suivante.secretaire)

    assert Dossier.objects.get(pk=dossier.pk).etat == EtatDossier.ADMIS
    assert dossier.deliberations.count() == 2


def test_a_pv_job_of_a_vanished_session_does_not_hang(close):
    travail = travaux.demander(
        "pv", sujet="evaluations.sessionjury:0", cle="pv:0", parametres={"session": 0}
    )

    executer_les_travaux()

    travail.refresh_from_db()
    assert travail.etat != EtatTravail.TERMINE


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


@pytest.mark.django_db(transaction=True)
def test_two_last_signatures_at_once_end_the_session_once():
    reunion = reunir(CentreFactory())
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()

    en_meme_temps(
        partial(signer, reunion, reunion.presidente), partial(signer, reunion, reunion.salarie)
    )

    dossier.refresh_from_db()
    assert (dossier.etat, SignaturePV.objects.count()) == (EtatDossier.ADMIS, 2)
    assert dossier.journal.filter(vers=EtatDossier.ADMIS).count() == 1
