"""Corrections and races that a hurried centre will meet: R8, R10, R13, R24."""

import datetime

import pytest

from dossiers.errors import InscriptionRefusee
from dossiers.identite import Formation
from dossiers.services.inscription import Accueil, Identite, modifier_inscription
from dossiers.services.rapport import deroger_au_rapport, recevoir_rapport
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory

pytestmark = pytest.mark.django_db


def corriger(dossier, *, inscrit_le=None, identite=None, formation=None, **accueil):
    candidat, tuteur = dossier.candidat, dossier.tuteur
    valeurs = {
        "raison_sociale": dossier.entreprise.raison_sociale,
        "ville": dossier.entreprise.ville,
        "tuteur_prenom": tuteur.prenom,
        "tuteur_nom": tuteur.nom,
        "tuteur_courriel": tuteur.courriel,
    }
    return modifier_inscription(
        dossier,
        parcours=dossier.parcours,
        inscrit_le=inscrit_le or dossier.inscrit_le,
        identite=identite or Identite(candidat.nom, candidat.prenom, candidat.naissance),
        accueil=Accueil(**valeurs | accueil),
        par=UtilisateurFactory(gestionnaire=dossier.centre),
        formation=formation,
    )


def test_r8_the_registration_does_not_pass_the_report_s_deadline():
    dossier = DossierFactory(rapport_attendu_le=datetime.date(2026, 2, 1))

    with pytest.raises(InscriptionRefusee) as refus:
        corriger(dossier, inscrit_le=datetime.date(2026, 3, 1))

    assert refus.value.champ == "inscrit_le"


def test_r10_another_company_must_agree_anew():
    dossier = corriger(DossierFactory(modalites_completes=True), raison_sociale="Autre SA")

    assert (dossier.etat, dossier.accord_le) == ("inscrit", None)


def test_r24_an_evaluator_does_not_become_the_tutor():
    dossier = DossierFactory()
    evaluateur = AffectationFactory(dossier=dossier).utilisateur

    with pytest.raises(InscriptionRefusee) as refus:
        corriger(dossier, tuteur_courriel=evaluateur.email)

    assert refus.value.champ == "tuteur_courriel"


def test_r24_an_evaluator_does_not_become_the_trainer_unless_the_manager_said_so():
    dossier = DossierFactory()
    affectation = AffectationFactory(dossier=dossier)
    formation = Formation(formateur_courriel=affectation.utilisateur.email)

    with pytest.raises(InscriptionRefusee) as refus:
        corriger(dossier, formation=formation)
    dossier.refresh_from_db()
    assert (refus.value.champ, dossier.formateur_courriel) == ("formateur_nom", "")

    affectation.derogation = "Seul spécialiste du centre."
    affectation.save()
    assert corriger(dossier, formation=formation).formateur_courriel != ""


def test_r24_an_evaluator_known_by_name_does_not_become_the_tutor():
    dossier = DossierFactory()
    evaluateur = UtilisateurFactory(prenom="Odile", nom="Marchand", evaluateur=dossier.centre)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)

    with pytest.raises(InscriptionRefusee, match="est le tuteur du candidat"):
        corriger(
            dossier,
            tuteur_courriel="nouveau@example.org",
            tuteur_prenom=evaluateur.prenom,
            tuteur_nom=evaluateur.nom,
        )


def test_a_correction_does_not_make_a_twin():
    premier = DossierFactory()
    second = DossierFactory(centre=premier.centre, referentiel=premier.referentiel)
    candidat = premier.candidat

    with pytest.raises(InscriptionRefusee, match=premier.numero):
        corriger(
            second,
            identite=Identite(candidat.nom, candidat.prenom, candidat.naissance),
        )


def test_r13_a_late_report_waits_for_the_manager(db):
    par = UtilisateurFactory()
    dossier = DossierFactory(transmis=True, rapport_attendu_le=datetime.date(2026, 2, 1))

    dossier = recevoir_rapport(dossier, date=datetime.date(2026, 2, 2), par=par)
    assert dossier.rapport_disponible is False

    dossier = deroger_au_rapport(dossier, motif="Retard de la poste.", par=par)
    assert dossier.rapport_disponible is True
