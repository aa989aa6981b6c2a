"""Prepare a jury session: seats, conflicts, list of dossiers."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from dossiers.enums import EtatDossier, RoleAffectation
from dossiers.errors import DateImpossible, TransitionInterdite
from dossiers.models import Affectation, Dossier
from evaluations.enums import College, ModeSession
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SessionJury
from evaluations.services import jury
from tests.concurrence import en_meme_temps
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import dossier_pret, reunir


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
        lien_visio="https://visio.example.org",
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
    jury.modifier_session(reunion.session, date=datetime.date(2026, 2, 14), par=reunion.secretaire)
    reunion.inscrire(dossier)
    with pytest.raises(DateImpossible):
        jury.modifier_session(
            reunion.session, date=datetime.date(2026, 1, 14), par=reunion.secretaire
        )
    with pytest.raises(SessionRefusee, match="évalué le 14/02/2026, après la session"):
        jury.modifier_session(
            reunion.session, date=datetime.date(2026, 2, 13), par=reunion.secretaire
        )
    assert SessionJury.objects.get().date == datetime.date(2026, 2, 14)


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
