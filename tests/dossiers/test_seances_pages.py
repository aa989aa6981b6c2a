"""What blocks about meetings, on the page and in the lists; the pages of a dossier's meetings."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import attentes
from dossiers.enums import EtatDossier, EtatSeance
from dossiers.models import Dossier, Seance
from dossiers.regles_seances import PARIS
from dossiers.selectors.seances import avancement_seances
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.seances import ConvocationFactory, SeanceFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db
HEURE = datetime.timedelta(hours=1)


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def dossier(centre):
    return planifier(DossierFactory(centre=centre, transmis=True))


def bientot(jours=10) -> datetime.datetime:
    demain = timezone.localdate() + datetime.timedelta(days=jours)
    return datetime.datetime.combine(demain, datetime.time(9, 30), tzinfo=PARIS)


# --- What blocks ------------------------------------------------------------------------------


def codes(dossier: Dossier) -> list[str]:
    dossier = Dossier.objects.pour_fiche().get(pk=dossier.pk)
    return [un.code for un in avancement_seances(dossier, None).attendus]


def codes_en_lot(dossier: Dossier) -> list[str]:
    ici = ("evaluateur", "seance", "replanifier", "convocation")
    return [
        un.code
        for un in map(attentes.par_code, ici)
        if list(un.filtre(Dossier.objects.filter(pk=dossier.pk))) == [dossier]
    ]


def rien(dossier):
    pass


def commission(dossier):
    AffectationFactory(dossier=dossier)


def prevue(dossier):
    commission(dossier)
    SeanceFactory(dossier=dossier)


def absent(dossier):
    commission(dossier)
    SeanceFactory(dossier=dossier, absence=True)


def absent_puis_tenue(dossier):
    absent(dossier)
    SeanceFactory(dossier=dossier, passee=True, dans=-1, etat=EtatSeance.TENUE)


def annulee(dossier):
    commission(dossier)
    SeanceFactory(dossier=dossier, annulee=True)


def annulee_apres_convocation(dossier):
    commission(dossier)
    ConvocationFactory(
        seance=SeanceFactory(dossier=dossier, annulee=True), sequence=0, courriel="a@example.org"
    )


@pytest.mark.parametrize(
    ("situation", "attendus"),
    [
        (rien, []),
        (commission, ["seance"]),
        (prevue, ["convocation"]),
        (absent, ["replanifier"]),
        (absent_puis_tenue, []),
        (annulee, ["seance"]),
        (annulee_apres_convocation, ["seance", "convocation"]),
    ],
)
def test_what_blocks_is_the_same_on_the_page_and_in_the_lists(dossier, situation, attendus):
    situation(dossier)

    assert codes(dossier) == attendus
    assert codes_en_lot(dossier) == attendus


def test_once_something_is_scored_no_meeting_is_asked_for(dossier):
    commission(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.EN_EVALUATION)

    assert codes(dossier) == []
    assert codes_en_lot(dossier) == []


# --- Pages ------------------------------------------------------------------------------------


def test_the_form_warns_then_saves_what_was_typed(client, centre, dossier, gestionnaire):
    autre = DossierFactory(centre=centre, transmis=True, candidat=dossier.candidat)
    SeanceFactory(dossier=autre, debut=bientot(), fin=bientot() + HEURE)
    url = reverse("dossiers:seance_creer", args=[dossier.pk])
    saisie = {
        "nature": "situation_reelle",
        "jour": f"{bientot():%Y-%m-%d}",
        "debut": "09:30",
        "fin": "10:30",
        "lieu": "Salle <b>",
        "precisions": "Badge à l'accueil.",
    }

    assert_page_accessible(client.get(url))
    reponse = client.post(url, saisie)
    assert len(reponse.context["form"].alertes) == 1
    assert_page_accessible(reponse)
    assert list(dossier.seances.all()) == []
    reponse = client.post(url, saisie | {"confirmer": "on"}, follow=True)

    seance = dossier.seances.get()
    assert (seance.debut, seance.lieu, seance.precisions) == (
        bientot(),
        "Salle <b>",
        "Badge à l'accueil.",
    )
    assert set(seance.capacites.all()) == set(dossier.capacites_visees())
    assert reponse.redirect_chain == [(seance.get_absolute_url(), 302)]
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("jour", "2025-01-01"), ("jour", "31/31/31"), ("debut", "25:00"), ("fin", "09:00")],
)
def test_a_wrong_slot_is_said_beside_its_field(client, dossier, gestionnaire, champ, valeur):
    saisie = {
        "nature": "situation_reelle",
        "jour": f"{bientot():%Y-%m-%d}",
        "debut": "09:30",
        "fin": "10:30",
        "lieu": "Atelier",
    }

    reponse = client.post(
        reverse("dossiers:seance_creer", args=[dossier.pk]), saisie | {champ: valeur}
    )

    assert list(reponse.context["form"].errors) == [champ]
    assert_page_accessible(reponse)
    assert Seance.objects.count() == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_of_a_dossier_runs_no_query_per_meeting(
    client, dossier, gestionnaire, nombre, django_assert_num_queries
):
    commission(dossier)
    SeanceFactory.create_batch(nombre, dossier=dossier)

    with django_assert_num_queries(12):
        reponse = client.get(reverse("dossiers:seances", args=[dossier.pk]))

    assert len(reponse.context["seances"]) == nombre
    assert_page_accessible(reponse)


@pytest.mark.parametrize("cle", ["9" * 30, "²", "x"])
def test_a_key_that_no_row_can_have_is_refused_beside_its_field(client, gestionnaire, dossier, cle):
    url = reverse("dossiers:seance_creer", args=[dossier.pk])

    page = client.post(url, {"capacites": [cle]})

    assert page.status_code == 200
    assert "capacites" in page.context["form"].errors


# --- Several in a row -------------------------------------------------------------------------


def test_slots_are_proposed_to_those_whose_plan_foresees_them(
    centre, gestionnaire, dossier, client
):
    autre = planifier(DossierFactory(centre=centre, transmis=True), code="presentation_projets")
    choix = {
        "nature": "situation_reelle",
        "lieu": "Atelier 3",
        "jour": "2030-01-15",
        "debut": "08:30",
        "duree": "60",
        "pause": "10",
        "dossiers": [dossier.pk, autre.pk],
    }
    adresse = reverse("dossiers:planifier_plusieurs")

    page = client.get(adresse, choix | {"proposer": "1"})
    retour = client.get(f"{adresse}?{page.context['choix']}")
    seul = client.get(adresse, choix | {"proposer": "1", "dossiers": [autre.pk]})

    assert_page_accessible(page)
    assert [ligne.de for ligne in page.context["lignes"]] == [dossier]
    assert page.context["ecartes"] == [autre]
    assert retour.context["choisis"] == {dossier.pk, autre.pk}
    assert retour.context["form"]["lieu"].value() == "Atelier 3"
    assert seul.context["form"].errors["nature"] == [
        "Aucun des dossiers cochés ne prévoit d'être évalué ainsi : changez d'objet."
    ]


@pytest.mark.parametrize("jour", ["0001-01-01", "9999-12-31"])
def test_a_slip_in_the_year_is_refused_beside_the_date(client, gestionnaire, dossier, jour):
    creneau = {"jour": jour, "debut": "00:05", "fin": "23:59"}
    serie = creneau | {"duree": 720, "pause": 720, "lieu": "Nice", "nature": "entretien"}
    plusieurs = reverse("dossiers:planifier_plusieurs")

    page = client.post(reverse("dossiers:seance_creer", args=[dossier.pk]), creneau)
    table = client.get(plusieurs, serie | {"proposer": "1", "dossiers": dossier.pk})

    for form in (page.context["form"], table.context["form"]):
        assert form.errors["jour"][0].startswith("Vérifiez l'année")


def test_a_forged_line_of_a_series_is_refused(client, gestionnaire, dossier):
    lignes = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-dossier": "9" * 30}

    page = client.post(reverse("dossiers:planifier_plusieurs"), lignes)

    assert "dossier" in page.context["lignes"].forms[0].errors
