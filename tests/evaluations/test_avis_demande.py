"""Asking the company, sending links, taking them back, doing without."""

import datetime
import hashlib

import pytest
from django.core import serializers
from django.utils import timezone

from cqpm.commun.models import LienPersonnel, Travail
from dossiers import transitions
from dossiers.enums import EtatDossier
from dossiers.models import EntreeJournal
from evaluations.enums import EtatLien
from evaluations.errors import AvisImpossible
from evaluations.liens import etat
from evaluations.models import AvisOral, DemandeAvis, DispenseAvis
from evaluations.selectors.avis import lien_du_jeton
from evaluations.services import avis
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DemandeAvisFactory,
    DispenseAvisFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return DossierFactory(transmis=True)


@pytest.fixture
def par(dossier):
    return UtilisateurFactory(gestionnaire=dossier.centre)


def lignes_du_journal(dossier) -> list[str]:
    return list(dossier.journal.order_by("pk").values_list("libelle", flat=True))


# --- Asking -----------------------------------------------------------------------------------


def test_demander_asks_the_dossier_s_tutor_by_default(dossier, par, settings):
    settings.DELAI_AVIS = 21

    demande = avis.demander(dossier, par=par)

    attendue = timezone.localdate() + datetime.timedelta(days=21)
    assert (demande.nom, demande.courriel, demande.echeance, demande.demandee_par) == (
        "Karim Bensaïd",
        dossier.tuteur.courriel,
        attendue,
        par,
    )
    assert lignes_du_journal(dossier) == [
        f"Avis de l'entreprise demandé à Karim Bensaïd ({dossier.tuteur.courriel}), attendu le "
        f"{attendue:%d/%m/%Y}."
    ]
    assert dossier.journal.get().auteur == par


def test_demander_queues_one_mail(dossier, par):
    demande = avis.demander(dossier, par=par)

    travail = Travail.objects.get()
    assert (travail.nature, travail.sujet, travail.parametres, travail.demande_par) == (
        "courriel_avis",
        f"evaluations.demandeavis:{demande.pk}",
        {"demande": demande.pk},
        par,
    )


def test_demander_asks_somebody_else(dossier, par):
    echeance = timezone.localdate() + datetime.timedelta(days=5)

    demande = avis.demander(
        dossier, nom=" Lise Roy ", courriel="lise@example.org", echeance=echeance, par=par
    )

    assert (demande.nom, demande.courriel, demande.echeance) == (
        "Lise Roy",
        "lise@example.org",
        echeance,
    )


def test_r16_demander_asks_the_host_company_s_tutor_when_there_is_no_company(par):
    dossier = DossierFactory(transmis=True, demandeur_emploi=True, sans_entreprise=True)

    demande = avis.demander(dossier, nom="Lise Roy", courriel="lise@example.org", par=par)

    assert demande.est_ouverte


def test_demander_revokes_the_open_request(dossier, par):
    premiere = avis.demander(dossier, par=par)

    seconde = avis.demander(dossier, nom="Lise Roy", courriel="lise@example.org", par=par)

    premiere.refresh_from_db()
    assert premiere.revoquee_le is not None
    assert seconde.est_ouverte
    assert lignes_du_journal(dossier)[1] == "Demande d'avis adressée à Karim Bensaïd annulée."


def test_demander_twice_the_same_is_one_request_and_one_mail(dossier, par):
    premiere = avis.demander(dossier, par=par)

    assert avis.demander(dossier, par=par) == premiere
    assert DemandeAvis.objects.count() == 1
    assert Travail.objects.count() == 1
    assert len(lignes_du_journal(dossier)) == 1


@pytest.mark.parametrize("jours", [-1, 181])
def test_demander_refuses_a_due_date_out_of_bounds(dossier, par, jours):
    echeance = timezone.localdate() + datetime.timedelta(days=jours)

    with pytest.raises(AvisImpossible, match=r"choisissez une date à venir, dans les 180 jours"):
        avis.demander(dossier, echeance=echeance, par=par)

    assert not DemandeAvis.objects.exists()


def test_r15_demander_refuses_an_exempted_vae(par):
    dossier = DossierFactory(transmis=True, vae=True, referentiel__modele_2018=True)

    with pytest.raises(AvisImpossible, match="ne demande pas l'avis de l'entreprise en VAE"):
        avis.demander(dossier, par=par)


def test_r15_demander_asks_for_a_vae_that_its_version_does_not_exempt(par):
    dossier = DossierFactory(transmis=True, vae=True, referentiel__modele_2013=True)

    assert avis.demander(dossier, par=par).est_ouverte


@pytest.mark.parametrize(
    ("trait", "etat_dit"),
    [
        ({}, "Modalités à définir"),
        ({"modalites_completes": True}, "Modalités complètes"),
        ({"pret_pour_jury": True}, "Prêt pour jury"),
        ({"en_session": True}, "Inscrit à une session de jury"),
        ({"abandonne": True}, "Abandonné"),
    ],
)
def test_r14_demander_refuses_a_dossier_that_is_not_under_evaluation(par, trait, etat_dit):
    dossier = DossierFactory(**trait)

    with pytest.raises(AvisImpossible, match=f"est « {etat_dit} »"):
        avis.demander(dossier, par=par)

    assert not DemandeAvis.objects.exists()
    assert not EntreeJournal.objects.exists()


def test_demander_refuses_when_the_company_has_answered(dossier, par):
    AvisEntrepriseFactory(demande__dossier=dossier)

    with pytest.raises(AvisImpossible, match="a déjà signé son avis"):
        avis.demander(dossier, par=par)


def test_demander_refuses_a_dispensed_dossier(dossier, par):
    DispenseAvisFactory(dossier=dossier)

    with pytest.raises(AvisImpossible, match="Une dispense d'avis est déjà accordée"):
        avis.demander(dossier, par=par)


def test_demander_refuses_nobody(par):
    dossier = DossierFactory(transmis=True, sans_tuteur=True)

    with pytest.raises(AvisImpossible, match="Personne à qui demander l'avis"):
        avis.demander(dossier, par=par)


def test_r24_demander_refuses_an_evaluator_of_the_commission(dossier, par):
    evaluateur = UtilisateurFactory(email="eva@example.org")
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)

    with pytest.raises(AvisImpossible, match="adresse d'un évaluateur de la commission"):
        avis.demander(dossier, nom="Eva", courriel="EVA@example.org", par=par)


# --- Links ------------------------------------------------------------------------------------


def test_nouveau_lien_keeps_only_the_fingerprint_of_a_long_token(dossier, par):
    demande = avis.demander(dossier, par=par)

    acces = avis.nouveau_lien(demande, par=par)

    lien = LienPersonnel.objects.get()
    assert len(acces.jeton) == 43
    assert lien.empreinte == hashlib.sha256(acces.jeton.encode()).hexdigest()
    tout = [*LienPersonnel.objects.all(), *DemandeAvis.objects.all(), *EntreeJournal.objects.all()]
    tout += Travail.objects.all()
    ecrit = serializers.serialize("json", tout)
    assert acces.jeton not in ecrit
    assert f'"{acces.code}"' not in ecrit


def test_nouveau_lien_lives_as_long_as_the_settings_say(dossier, par, settings):
    settings.DUREE_LIEN_AVIS = 40
    demande = avis.demander(dossier, par=par)

    avant = timezone.now()
    avis.nouveau_lien(demande, par=par)

    duree = LienPersonnel.objects.get().expire_le - avant
    assert datetime.timedelta(days=40) <= duree < datetime.timedelta(days=40, minutes=5)


def test_nouveau_lien_lives_until_the_end_of_the_due_day(dossier, par, settings):
    settings.DUREE_LIEN_AVIS = 1
    demande = avis.demander(dossier, par=par)

    avis.nouveau_lien(demande, par=par)

    fin = timezone.localtime(LienPersonnel.objects.get().expire_le)
    assert fin.date() == demande.echeance + datetime.timedelta(days=1)
    assert (fin.hour, fin.minute) == (0, 0)


def test_an_old_link_still_opens_after_a_new_one(dossier, par):
    demande = avis.demander(dossier, par=par)

    jetons = [avis.nouveau_lien(demande, par=par).jeton for _ in range(3)]

    assert [etat(lien_du_jeton(jeton)) for jeton in jetons] == [EtatLien.OUVERT] * 3
    assert len(set(jetons)) == 3


def test_nouveau_lien_is_told_by_the_journal(dossier, par):
    demande = avis.demander(dossier, par=par)

    avis.nouveau_lien(demande, par=par)

    assert lignes_du_journal(dossier)[-1] == (
        "Lien personnel vers l'avis copié, pour être remis à Karim Bensaïd."
    )


def test_revoquer_closes_every_link(dossier, par):
    demande = avis.demander(dossier, par=par)
    jetons = [avis.nouveau_lien(demande, par=par).jeton for _ in range(2)]

    avis.revoquer(demande, par=par)

    assert [etat(lien_du_jeton(jeton)) for jeton in jetons] == [EtatLien.REVOQUE] * 2


@pytest.mark.parametrize("acte", [avis.nouveau_lien, avis.revoquer, avis.renvoyer])
def test_a_revoked_request_can_no_longer_be_acted_upon(dossier, par, acte):
    demande = DemandeAvisFactory(dossier=dossier, revoquee=True)

    with pytest.raises(AvisImpossible, match=r"a été annulée\. Rechargez la page"):
        acte(demande, par=par)

    assert not LienPersonnel.objects.exists()
    assert not EntreeJournal.objects.exists()


@pytest.mark.parametrize("acte", [avis.nouveau_lien, avis.revoquer, avis.renvoyer])
def test_an_answered_request_can_no_longer_be_acted_upon(dossier, par, acte):
    demande = AvisEntrepriseFactory(demande__dossier=dossier).demande

    with pytest.raises(AvisImpossible, match="a déjà reçu sa réponse"):
        acte(demande, par=par)


def test_no_link_is_made_for_an_abandoned_dossier(dossier, par):
    demande = avis.demander(dossier, par=par)
    transitions.abandonner(dossier, motif="Départ du candidat.", par=par)

    with pytest.raises(AvisImpossible, match="est « Abandonné »"):
        avis.nouveau_lien(demande, par=par)


def test_renvoyer_waits_for_the_mail_on_its_way(dossier, par):
    demande = avis.demander(dossier, par=par)

    assert avis.renvoyer(demande, par=par) == Travail.objects.get()


def test_renvoyer_sends_again_what_was_sent_or_failed(dossier, par):
    demande = avis.demander(dossier, par=par)
    Travail.objects.update(etat="echec")

    second = avis.renvoyer(demande, par=par)

    assert second.etat == "en_attente"
    assert Travail.objects.count() == 2
    assert lignes_du_journal(dossier)[-1] == (
        f"Courriel de demande d'avis envoyé de nouveau à Karim Bensaïd ({demande.courriel})."
    )


# --- Doing without ----------------------------------------------------------------------------


def test_r15_dispenser_keeps_the_reason_and_revokes_the_request(dossier, par):
    demande = avis.demander(dossier, par=par)

    dispense = avis.dispenser(dossier, motif=" L'entreprise a fermé. ", par=par)

    demande.refresh_from_db()
    assert (dispense.motif, dispense.accordee_par) == ("L'entreprise a fermé.", par)
    assert demande.revoquee_le is not None
    assert lignes_du_journal(dossier)[-1] == (
        "Dispense d'avis de l'entreprise accordée : L'entreprise a fermé."
    )


@pytest.mark.parametrize("motif", ["", "   ", "sans objet"])
def test_r15_dispenser_refuses_a_reason_of_less_than_a_few_words(dossier, par, motif):
    with pytest.raises(AvisImpossible, match="Écrivez en quelques mots"):
        avis.dispenser(dossier, motif=motif, par=par)

    assert not DispenseAvis.objects.exists()


def test_r15_dispenser_refuses_what_needs_no_dispense(par):
    exempte = DossierFactory(transmis=True, vae=True)
    repondu = AvisEntrepriseFactory().dossier
    dispense = DispenseAvisFactory().dossier
    pas_transmis = DossierFactory()

    for dossier in (exempte, repondu, dispense, pas_transmis):
        with pytest.raises(AvisImpossible):
            avis.dispenser(dossier, motif="Aucune entreprise d'accueil.", par=par)

    assert DispenseAvis.objects.count() == 1


def test_r16_a_dispense_makes_the_dossier_ready_for_the_jury(par):
    dossier = DossierFactory(evaluations_closes=True, demandeur_emploi=True, sans_entreprise=True)

    avis.dispenser(dossier, motif="Aucune entreprise d'accueil.", par=par)

    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.PRET_POUR_JURY


def test_another_date_for_the_same_person_keeps_the_links_and_what_was_noted(dossier, par):
    demande = avis.demander(dossier, par=par)
    acces = avis.nouveau_lien(demande, par=par)
    AvisOral.objects.create(demande=demande, contenu={"sens-1": "favorable"}, saisi_par=par)
    plus_tard = demande.echeance + datetime.timedelta(days=3)

    meme = avis.demander(dossier, echeance=plus_tard, par=par)

    assert (meme.pk, meme.echeance, meme.oral.contenu) == (
        demande.pk,
        plus_tard,
        {"sens-1": "favorable"},
    )
    assert etat(lien_du_jeton(acces.jeton)) == EtatLien.OUVERT
    assert lignes_du_journal(dossier)[-1] == (
        f"Avis demandé à Karim Bensaïd : attendu le {plus_tard:%d/%m/%Y}."
    )
