"""How far a dossier is on the jury's side: steps, missing acts, what is told to whom."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers.avancement import EtatEtape
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.regles_jury import Vote
from evaluations.selectors.jury import avancement_jury
from evaluations.services import deliberation, jury
from tests.factories.comptes import CentreFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import dossier_pret, reunir

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def dossier(reunion):
    return dossier_pret(centre=reunion.centre)


def avancement(dossier, utilisateur=None):
    return avancement_jury(Dossier.objects.get(pk=dossier.pk), utilisateur)


def etats(dossier) -> list[EtatEtape]:
    return [etape.etat for etape in avancement(dossier).etapes]


def attendus(dossier, utilisateur=None) -> list[tuple[str, str]]:
    return [(un.libelle, un.acteur) for un in avancement(dossier, utilisateur).attendus]


@pytest.mark.parametrize(
    "etat",
    [
        EtatDossier.INSCRIT,
        EtatDossier.TRANSMIS,
        EtatDossier.EN_EVALUATION,
        EtatDossier.EVALUATIONS_CLOSES,
        EtatDossier.ABANDONNE,
    ],
)
def test_before_it_is_ready_nothing_is_expected_of_the_jury(db, etat):
    dossier = DossierFactory(avec_transmission=True, etat=etat)

    assert etats(dossier) == [EtatEtape.A_VENIR, EtatEtape.A_VENIR]
    assert attendus(dossier) == []


def test_a_ready_dossier_waits_for_a_session(reunion, dossier):
    assert attendus(dossier) == [("Inscrire le dossier à une session de jury.", "Centre d'examen")]
    (attendu,) = avancement(dossier, reunion.secretaire).attendus
    assert attendu.url == reverse("evaluations:choisir_session", args=[dossier.pk])
    (attendu,) = avancement(dossier, AffectationFactory(dossier=dossier).utilisateur).attendus
    assert attendu.url == ""


def test_each_moment_of_the_session_names_its_actor(reunion, dossier):
    session, jour = reunion.session, f"{timezone.localdate():%d/%m/%Y}"
    (ligne,) = reunion.inscrire(dossier)
    assert attendus(dossier) == [
        (f"Ouvrir la session de jury {session.numero}, prévue le {jour}.", "Centre d'examen")
    ]
    reunion.ouvrir()
    assert attendus(dossier) == [("Décider, capacité par capacité.", "Jury")]
    reunion.suivre_la_commission()
    assert attendus(dossier) == [(f"Clore la session de jury {session.numero}.", "Centre d'examen")]
    reunion.clore()
    signer = f"Signer le PV de la session {session.numero}."
    assert attendus(dossier) == [(signer, "Hélène Vasseur, Yves Pham")]
    assert etats(dossier) == [EtatEtape.FAITE, EtatEtape.EN_COURS]
    jury.signer_pv(session, mot_de_passe="pompe-a-palettes-7", par=reunion.presidente)
    assert attendus(dossier) == [(signer, "Yves Pham")]
    jury.deposer_pv_signe(session, contenu=PDF, par=reunion.secretaire)
    assert attendus(dossier) == []
    assert etats(dossier) == [EtatEtape.FAITE, EtatEtape.FAITE]
    assert ligne.session == session


def test_r53_the_result_is_told_only_once_the_pv_is_signed(reunion, dossier):
    reunion.inscrire(dossier)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    assert "CQPM attribué" not in str(avancement(dossier, reunion.secretaire))

    jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)

    assert [etape.detail for etape in avancement(dossier).etapes] == [
        "CQPM attribué",
        f"le {timezone.localdate():%d/%m/%Y}",
    ]


def test_r22_staff_go_to_the_session_members_to_the_deliberation_others_nowhere(reunion, dossier):
    reunion.inscrire(dossier)
    evaluateur = AffectationFactory(dossier=dossier).utilisateur

    liens = [
        avancement(dossier, personne).attendus[0].url
        for personne in (reunion.secretaire, reunion.salarie, evaluateur)
    ]

    assert liens == [
        reunion.session.get_absolute_url(),
        reverse("evaluations:deliberation", args=[reunion.session.pk, dossier.pk]),
        "",
    ]


def test_a_dossier_sent_back_says_since_when(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    reunion.ouvrir()
    renvoi = Vote({}, decision="renvoi", motif="Grille à compléter.", conditions_verifiees=True)
    deliberation.decider(ligne, renvoi, version=0, par=reunion.presidente)
    reunion.clore()
    jury.deposer_pv_signe(reunion.session, contenu=PDF, par=reunion.secretaire)

    premiere, seconde = avancement(dossier).etapes

    date: datetime.date = reunion.session.date
    assert premiere.detail == f"renvoyé le {date:%d/%m/%Y}"
    assert (premiere.etat, seconde.etat) == (EtatEtape.A_VENIR, EtatEtape.A_VENIR)


@pytest.mark.parametrize("moment", ["pret", "inscrit", "clos"])
def test_the_progress_takes_two_queries_at_most(
    reunion, dossier, moment, django_assert_max_num_queries
):
    if moment != "pret":
        reunion.inscrire(dossier)
    if moment == "clos":
        reunion.ouvrir()
        reunion.suivre_la_commission()
        reunion.clore()
    dossier = Dossier.objects.pour_fiche().get(pk=dossier.pk)
    assert reunion.secretaire.a_role("gestionnaire")

    with django_assert_max_num_queries(2):
        avancement_jury(dossier, reunion.secretaire)
