"""Stopped, taken up again, postponed: each with who, when and why (DOMAINE.md §2.2, x)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import transitions
from dossiers.enums import EtatDossier, NatureArret
from dossiers.errors import ArretRefuse, DateImpossible, TransitionInterdite
from dossiers.models import Dossier
from dossiers.services.arrets import lever_report, reporter, reprendre
from dossiers.services.seances import annuler
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.factories.seances import SeanceFactory

pytestmark = pytest.mark.django_db

E = EtatDossier
DEMAIN = timezone.localdate() + datetime.timedelta(days=1)


@pytest.fixture
def par():
    return UtilisateurFactory(prenom="Claire", nom="Martin")


# --- Stop ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "libelle"),
    [
        (NatureArret.ABANDON, "Abandonné"),
        (NatureArret.ABSENCE, "Arrêté pour absence"),
        (NatureArret.ANNULATION, "Annulé"),
    ],
)
def test_the_nature_of_the_stop_is_said(par, nature, libelle):
    dossier = DossierFactory(report_jusqu_au=DEMAIN, report_motif="Congé.")

    transitions.abandonner(dossier, motif="Ne vient plus.", nature=nature, par=par)

    dossier = Dossier.objects.get()
    assert (dossier.libelle_etat, dossier.motif_arret) == (libelle, "Ne vient plus.")
    assert (dossier.report_jusqu_au, dossier.report_motif) == (None, "")
    assert dossier.journal.first().auteur == par


def test_a_meeting_to_come_is_cancelled_first(par):
    seance = SeanceFactory()

    with pytest.raises(ArretRefuse, match=r"une séance prévue le .*annulez-la d'abord"):
        transitions.abandonner(seance.dossier, motif="Ne vient plus.", par=par)

    annuler(seance, motif="Candidat parti.", version=seance.sequence, par=par)
    transitions.abandonner(seance.dossier, motif="Ne vient plus.", par=par)
    assert seance.dossier.etat == EtatDossier.ABANDONNE


def test_a_dossier_on_a_session_s_list_is_withdrawn_first(par):
    dossier = DossierFactory(en_session=True)

    with pytest.raises(ArretRefuse, match="retirez-le d'abord"):
        transitions.abandonner(dossier, motif="Ne vient plus.", par=par)


@pytest.mark.parametrize("etat", [E.ADMIS, E.NON_ADMIS, E.NON_RECEVABLE, E.ABANDONNE])
def test_what_has_ended_is_not_stopped(par, etat):
    with pytest.raises(TransitionInterdite):
        transitions.abandonner(DossierFactory(etat=etat), motif="Ne vient plus.", par=par)


# --- Take up again ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "etat",
    [
        E.RECEVABILITE,
        E.INSCRIT,
        E.MODALITES_COMPLETES,
        E.TRANSMIS,
        E.EN_EVALUATION,
        E.EVALUATIONS_CLOSES,
        E.PRET_POUR_JURY,
    ],
)
def test_a_stopped_dossier_is_taken_up_where_it_was_left(par, etat):
    dossier = DossierFactory(etat=etat)
    transitions.abandonner(dossier, motif="Ne vient plus.", nature="absence", par=par)

    dossier = reprendre(dossier, motif="Il est revenu.", par=par)

    assert (dossier.etat, dossier.motif_arret, dossier.nature_arret) == (etat, "", "")
    assert dossier.journal.first().libelle == "Dossier repris : Il est revenu."


def test_the_last_stop_counts(par):
    dossier = DossierFactory()
    transitions.abandonner(dossier, motif="Ne vient plus.", par=par)
    dossier = reprendre(dossier, motif="Il est revenu.", par=par)
    Dossier.objects.update(etat=E.EN_EVALUATION)
    dossier.refresh_from_db()
    transitions.abandonner(dossier, motif="Reparti.", par=par)

    assert reprendre(dossier, motif="Encore revenu.", par=par).etat == E.EN_EVALUATION


def test_only_a_stopped_dossier_is_taken_up(par):
    with pytest.raises(ArretRefuse, match="il n'est pas arrêté"):
        reprendre(DossierFactory(), motif="Il est revenu.", par=par)


def test_nothing_else_leaves_the_stop(par):
    """The way back is `reprendre` alone: no other act may move a stopped dossier."""
    dossier = DossierFactory(avec_accord=True, etat=E.ABANDONNE)

    for acte in (transitions.rouvrir_modalites, transitions.demarrer_evaluation):
        with pytest.raises(TransitionInterdite):
            acte(dossier, par=par)


def test_a_person_registered_again_since_keeps_one_living_dossier(par):
    dossier = DossierFactory()
    transitions.abandonner(dossier, motif="Ne vient plus.", par=par)
    autre = DossierFactory(
        centre=dossier.centre, candidat=dossier.candidat, referentiel=dossier.referentiel
    )

    with pytest.raises(
        ArretRefuse, match=f"un autre dossier en cours pour ce CQPM : {autre.numero}"
    ):
        reprendre(dossier, motif="Il est revenu.", par=par)

    assert Dossier.objects.get(pk=dossier.pk).etat == E.ABANDONNE


def test_another_version_of_the_cqpm_is_the_same_cqpm(par):
    dossier = DossierFactory()
    transitions.abandonner(dossier, motif="Ne vient plus.", par=par)
    version = ReferentielFactory(
        numero=dossier.referentiel.numero, date_modification=datetime.date(2025, 1, 2)
    )
    DossierFactory(centre=dossier.centre, candidat=dossier.candidat, referentiel=version)

    with pytest.raises(ArretRefuse, match="un autre dossier en cours"):
        reprendre(dossier, motif="Il est revenu.", par=par)


def test_a_dossier_whose_journal_is_silent_is_not_taken_up(par):
    with pytest.raises(ArretRefuse, match="ne dit pas où il en était"):
        reprendre(DossierFactory(abandonne=True), motif="Il est revenu.", par=par)


# --- Postpone -----------------------------------------------------------------------------------


def test_a_postponed_dossier_comes_back_on_its_day(par):
    dossier = reporter(DossierFactory(), jusqu_au=DEMAIN, motif="Congé maternité.", par=par)

    assert dossier.est_reporte
    aujourd_hui = timezone.localdate()
    jours = [aujourd_hui, DEMAIN, DEMAIN + datetime.timedelta(days=1)]
    assert [Dossier.objects.non_reportes(jour).count() for jour in jours] == [0, 1, 1]
    assert (dossier.journal.first().libelle, dossier.journal.first().apres) == (
        f"Dossier reporté jusqu'au {DEMAIN:%d/%m/%Y} : Congé maternité.",
        DEMAIN.isoformat(),
    )


def test_a_report_is_lifted_by_hand_once(par):
    dossier = reporter(DossierFactory(), jusqu_au=DEMAIN, motif="Congé maternité.", par=par)

    lever_report(dossier, par=par)
    dossier = lever_report(dossier, par=par)

    assert (dossier.report_jusqu_au, dossier.report_motif) == (None, "")
    assert dossier.journal.filter(libelle__startswith="Report levé").count() == 1


@pytest.mark.parametrize(
    ("jusqu_au", "pourquoi"),
    [
        (timezone.localdate(), "un jour à venir"),
        (datetime.date(2020, 1, 1), "un jour à venir"),
        (datetime.date(9999, 12, 31), "plus de trois ans"),
    ],
)
def test_a_report_ends_on_a_plausible_day(par, jusqu_au, pourquoi):
    with pytest.raises(DateImpossible, match=pourquoi):
        reporter(DossierFactory(), jusqu_au=jusqu_au, motif="Congé maternité.", par=par)

    assert Dossier.objects.get().report_jusqu_au is None


@pytest.mark.parametrize(
    ("trait", "pourquoi"),
    [("en_session", "retirez-le d'abord"), ("admis", "terminé"), ("abandonne", "terminé")],
)
def test_what_has_ended_or_lies_before_a_jury_is_not_postponed(par, trait, pourquoi):
    with pytest.raises(ArretRefuse, match=pourquoi):
        reporter(DossierFactory(**{trait: True}), jusqu_au=DEMAIN, motif="Congé.", par=par)


# --- Pages --------------------------------------------------------------------------------------


def test_stop_and_take_up_from_the_pages(client):
    dossier = DossierFactory()
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    arret = reverse("dossiers:abandonner", args=[dossier.pk])
    reprise = reverse("dossiers:reprendre", args=[dossier.pk])
    assert_page_accessible(client.get(arret))

    client.post(arret, {"nature": "absence", "motif": "Absent aux trois séances."})

    fiche = client.get(dossier.get_absolute_url())
    assert "Arrêté pour absence : Absent aux trois séances." in fiche.content.decode()
    assert reprise not in fiche.content.decode()
    assert client.get(reprise).status_code == 403
    client.force_login(UtilisateurFactory(responsable=dossier.centre))
    assert reprise in client.get(dossier.get_absolute_url()).content.decode()
    assert_page_accessible(client.get(reprise))
    client.post(reprise, {"motif": "Il a fourni un justificatif."})
    assert Dossier.objects.get().etat == E.INSCRIT


def test_the_page_of_a_dossier_before_a_jury_says_to_withdraw_it(client):
    dossier = DossierFactory(en_session=True)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    url = reverse("dossiers:abandonner", args=[dossier.pk])

    page = client.get(url)

    assert "retirez-le d&#x27;abord" in page.content.decode() or "retirez-le d'abord" in (
        page.content.decode()
    )
    assert_page_accessible(page)
    client.post(url, {"nature": "abandon", "motif": "Absent aux trois séances."})
    assert Dossier.objects.get().etat == E.EN_SESSION


def test_postpone_and_lift_from_the_pages(client):
    dossier = DossierFactory()
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    url = reverse("dossiers:reporter", args=[dossier.pk])
    assert_page_accessible(client.get(url))

    refus = client.post(url, {"jusqu_au": "2020-01-01", "motif": "Congé de longue durée."})
    assert list(refus.context["form"].errors) == ["jusqu_au"]
    assert "Congé de longue durée." in refus.content.decode()

    client.post(url, {"jusqu_au": DEMAIN.isoformat(), "motif": "Congé de longue durée."})
    fiche = client.get(dossier.get_absolute_url())
    assert f"Dossier reporté jusqu'au {DEMAIN:%d/%m/%Y}" in fiche.content.decode()
    assert_page_accessible(fiche)
    client.post(reverse("dossiers:lever_report", args=[dossier.pk]))
    assert Dossier.objects.get().report_jusqu_au is None
