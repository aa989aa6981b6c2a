"""The plan, the agreement, the report: R8, R10–R13."""

import datetime

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier
from dossiers.errors import DateImpossible, PlanRefuse, PlanVerrouille, RapportRefuse
from dossiers.models import Dossier, ModalitePrevue
from dossiers.regles import Choix
from dossiers.selectors.plan import manques_du_plan
from dossiers.services.accord import enregistrer_accord
from dossiers.services.modalites import enregistrer_plan
from dossiers.services.rapport import deroger_au_rapport, recevoir_rapport
from referentiels.enums import CodeModalite as M
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import planifier

REEL = [Choix(1, M.SITUATION_REELLE), Choix(2, M.SITUATION_REELLE)]
ACCORD_LE = datetime.date(2026, 1, 20)


@pytest.fixture
def par(db):
    return UtilisateurFactory()


def enregistrer(dossier, choix, par, rapport_attendu_le=None):
    return enregistrer_plan(dossier, choix, rapport_attendu_le=rapport_attendu_le, par=par)


def test_r11_an_unfinished_plan_is_kept_and_names_what_is_missing(par):
    dossier = enregistrer(DossierFactory(), [Choix(1, M.SITUATION_REELLE)], par)

    assert ModalitePrevue.objects.count() == 1
    assert manques_du_plan(dossier) == [
        "Choisir une modalité d'évaluation pour la capacité 2.",
        "Enregistrer l'accord de l’entreprise sur les modalités.",
    ]


def test_r12_a_refused_plan_changes_nothing(par):
    dossier = enregistrer(DossierFactory(), REEL, par)

    with pytest.raises(PlanRefuse):
        enregistrer(dossier, [Choix(1, M.SITUATION_RECONSTITUEE)], par)

    assert {un.modalite.code for un in ModalitePrevue.objects.all()} == {M.SITUATION_REELLE}


def test_r10_the_agreement_completes_the_plan(par):
    dossier = enregistrer(DossierFactory(), REEL, par)

    dossier = enregistrer_accord(dossier, signataire="Ali Roux", date=ACCORD_LE, par=par)

    assert (dossier.etat, dossier.accord_par) == (EtatDossier.MODALITES_COMPLETES, "entreprise")


def test_r10_without_company_the_candidate_agrees(par):
    dossier = enregistrer(DossierFactory(vae=True, sans_entreprise=True), REEL, par)

    dossier = enregistrer_accord(dossier, signataire="Zoé", date=ACCORD_LE, par=par)

    assert (dossier.etat, dossier.accord_par) == (EtatDossier.MODALITES_COMPLETES, "candidat")


def test_r10_a_plan_that_changes_withdraws_the_agreement(par):
    dossier = planifier(DossierFactory(modalites_completes=True))

    dossier = enregistrer(dossier, [*REEL, Choix(1, M.AVIS_ENTREPRISE)], par)

    assert (dossier.etat, dossier.accord_le) == (EtatDossier.INSCRIT, None)


def test_the_same_plan_saved_again_keeps_the_agreement(par):
    dossier = planifier(DossierFactory(modalites_completes=True))

    dossier = enregistrer(dossier, REEL, par)

    assert (dossier.etat, dossier.accord_le) == (EtatDossier.MODALITES_COMPLETES, ACCORD_LE)


def test_r13_a_presentation_needs_a_report_deadline(par):
    plan = [Choix(1, M.PRESENTATION_PROJETS), Choix(2, M.SITUATION_REELLE)]
    dossier = enregistrer(DossierFactory(avec_accord=True, accord_le=None), plan, par)

    assert manques_du_plan(dossier)[0] == (
        "Fixer la date limite du rapport : une présentation de projets est prévue."
    )


@pytest.mark.parametrize("quand", [datetime.date(2026, 1, 14), datetime.date(2999, 1, 1)])
def test_r8_an_agreement_before_the_registration_or_tomorrow_is_refused(par, quand):
    dossier = enregistrer(DossierFactory(), REEL, par)

    with pytest.raises(DateImpossible):
        enregistrer_accord(dossier, signataire="Ali Roux", date=quand, par=par)

    assert Dossier.objects.get().accord_le is None


def test_r8_a_report_deadline_before_the_registration_is_refused(par):
    with pytest.raises(DateImpossible):
        enregistrer(DossierFactory(), REEL, par, datetime.date(2026, 1, 1))


def test_a_transmitted_plan_is_locked(par):
    with pytest.raises(PlanVerrouille, match="« Transmis au centre de ressources »"):
        enregistrer(DossierFactory(transmis=True), REEL, par)


def test_r13_the_report_is_received_or_overridden_with_a_reason(par):
    dossier = DossierFactory(transmis=True, rapport_attendu_le=datetime.date(2026, 2, 1))
    assert dossier.rapport_disponible is False

    dossier = recevoir_rapport(dossier, date=datetime.date(2026, 2, 3), par=par)
    assert (dossier.rapport_en_retard, dossier.rapport_disponible) == (True, False)
    assert dossier.journal.first().libelle == (
        "Rapport du candidat reçu le 03/02/2026, après la date limite du 01/02/2026."
    )

    autre = deroger_au_rapport(DossierFactory(transmis=True), motif="Confidentialité.", par=par)
    assert autre.rapport_disponible is True


def test_r13_no_report_before_the_transmission(par):
    with pytest.raises(RapportRefuse):
        recevoir_rapport(DossierFactory(), date=ACCORD_LE, par=par)


# --- The page ---------------------------------------------------------------------------------


@pytest.fixture
def dossier(db):
    return DossierFactory(referentiel__modele_2013=True)


@pytest.fixture
def page(client, dossier):
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    return reverse("dossiers:modalites", args=[dossier.pk])


def test_an_empty_plan_proposes_the_avis_everywhere(client, page):
    reponse = client.get(page)

    assert [ligne.codes for ligne in reponse.context["form"].lignes] == [
        {M.AVIS_ENTREPRISE},
        {M.AVIS_ENTREPRISE},
    ]
    assert_page_accessible(reponse)


def test_r12_the_page_shows_the_fault_beside_the_capacite_and_keeps_what_was_typed(
    client, page, dossier
):
    une, deux = dossier.referentiel.capacites.all()

    reponse = client.post(
        page,
        {
            f"c{une.pk}": [M.SITUATION_RECONSTITUEE],
            f"c{une.pk}-motif": "Installation arrêtée",
            f"c{deux.pk}": [M.SITUATION_REELLE],
        },
    )

    ligne = reponse.context["form"].lignes[0]
    assert list(ligne.erreurs) == ["variante"]
    assert "Installation arrêtée" in reponse.content.decode()
    assert ModalitePrevue.objects.count() == 0
    assert_page_accessible(reponse)


def test_the_page_saves_the_plan(client, page, dossier):
    une, deux = dossier.referentiel.capacites.all()

    reponse = client.post(
        page,
        {
            f"c{une.pk}": [M.SITUATION_RECONSTITUEE, M.AVIS_ENTREPRISE],
            f"c{une.pk}-variante": "observation",
            f"c{une.pk}-motif": "Installation arrêtée",
            f"c{deux.pk}": [M.PRESENTATION_PROJETS],
            "rapport_attendu_le": "2026-03-01",
        },
    )

    assert reponse["Location"] == dossier.get_absolute_url()
    assert ModalitePrevue.objects.get(modalite__code=M.SITUATION_RECONSTITUEE).motif == (
        "Installation arrêtée"
    )


@pytest.mark.parametrize("valeur", ["inconnue", "<script>"])
def test_an_unknown_modalite_is_refused_not_a_crash(client, page, dossier, valeur):
    capacite = dossier.referentiel.capacites.first()

    reponse = client.post(page, {f"c{capacite.pk}": [valeur]})

    assert reponse.context["form"].lignes[0].erreurs == {
        "modalites": "Capacité 1 : le référentiel ne prévoit pas cette modalité. "
        "Choisissez-en une parmi celles qui sont proposées."
    }
