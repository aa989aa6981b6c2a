"""The planning of a month, and several dossiers planned in a row."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from dossiers.models import Seance
from dossiers.regles_seances import PARIS
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.seances import SeanceFactory
from tests.outils import planifier, reunir

pytestmark = pytest.mark.django_db
MARS = datetime.datetime(2027, 3, 27, 9, tzinfo=PARIS)
HEURE = datetime.timedelta(hours=1)


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


def seance_de_mars(centre, debut=MARS, **champs) -> Seance:
    return SeanceFactory(
        dossier=DossierFactory(centre=centre, transmis=True),
        debut=debut,
        fin=debut + HEURE,
        **champs,
    )


def montres(client, **filtres) -> list[str]:
    reponse = client.get(reverse("planning:mois"), {"mois": "2027-03"} | filtres)
    assert_page_accessible(reponse)
    return [un.url for un in reponse.context["evenements"]]


@pytest.mark.parametrize("vue", ["mois", "liste"])
def test_the_month_shows_meetings_and_juries_of_ones_centres_in_order(
    client, centre, gestionnaire, vue
):
    tard = seance_de_mars(centre, MARS + 2 * HEURE)
    tot = seance_de_mars(centre)
    seance_de_mars(centre, annulee=True)
    seance_de_mars(CentreFactory())
    seance_de_mars(centre, datetime.datetime(2027, 4, 1, 0, 30, tzinfo=PARIS))
    jury = reunir(centre, date=datetime.date(2027, 3, 27)).session

    assert montres(client, vue=vue) == [
        jury.get_absolute_url(),
        tot.get_absolute_url(),
        tard.get_absolute_url(),
    ]


def test_filters_by_evaluator_and_by_cqpm(client, centre, gestionnaire):
    entiere, nommee, autre = (seance_de_mars(centre) for _ in range(3))
    evaluateur = AffectationFactory(dossier=entiere.dossier).utilisateur
    AffectationFactory(dossier=nommee.dossier, utilisateur=evaluateur)
    nommee.evaluateurs.add(AffectationFactory(dossier=nommee.dossier).utilisateur)

    assert montres(client, evaluateur=evaluateur.pk) == [entiere.get_absolute_url()]
    numero = autre.dossier.referentiel.numero
    assert montres(client, cqpm=numero) == [
        une.get_absolute_url()
        for une in (entiere, nommee, autre)
        if une.dossier.referentiel.numero == numero
    ]


@pytest.mark.parametrize("mois", ["", "2027-13", "zzz", "0001-01", "9999-12", "2027-03-05"])
def test_a_month_that_cannot_be_read_is_this_one(client, gestionnaire, mois):
    reponse = client.get(reverse("planning:mois"), {"mois": mois, "evaluateur": "x" * 400})

    assert reponse.context["premier"] == timezone.localdate().replace(day=1)


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_planning_runs_no_query_per_meeting(
    client, centre, gestionnaire, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        AffectationFactory(dossier=seance_de_mars(centre).dossier)

    with django_assert_num_queries(10):
        assert len(montres(client)) == nombre


def test_r22_an_evaluator_sees_where_they_are_expected_only(client, centre):
    attendue, sans_lui, etrangere = (seance_de_mars(centre) for _ in range(3))
    evaluateur = AffectationFactory(dossier=attendue.dossier).utilisateur
    AffectationFactory(dossier=sans_lui.dossier, utilisateur=evaluateur)
    sans_lui.evaluateurs.add(AffectationFactory(dossier=sans_lui.dossier).utilisateur)
    client.force_login(evaluateur)

    assert montres(client) == [attendue.get_absolute_url()]
    assert client.get(etrangere.get_absolute_url()).status_code == 404
    assert client.get(sans_lui.get_absolute_url()).status_code == 404


def test_the_file_for_ones_calendar_holds_the_month(client, centre, gestionnaire):
    seance_de_mars(centre)
    seance_de_mars(centre, MARS + datetime.timedelta(days=60))

    reponse = client.get(reverse("planning:agenda"), {"mois": "2027-03"})

    (evenement,) = Calendar.from_ical(reponse.content).walk("VEVENT")
    assert evenement["dtstart"].dt == MARS
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="planning-2027-03.ics"'


@pytest.mark.parametrize("nombre", [1, 3])
def test_an_evaluator_reads_what_awaits_them(client, centre, nombre, django_assert_num_queries):
    evaluateur = UtilisateurFactory(evaluateur=centre)
    seances = [seance_de_mars(centre) for _ in range(nombre)]
    for une in seances:
        AffectationFactory(dossier=une.dossier, utilisateur=evaluateur)
    client.force_login(evaluateur)

    with django_assert_num_queries(8):
        reponse = client.get(reverse("planning:mes_seances"))

    assert reponse.context["miennes"].a_venir == seances
    assert len(reponse.context["miennes"].a_evaluer) == nombre
    assert_page_accessible(reponse)


# --- Several at once --------------------------------------------------------------------------


@pytest.fixture
def dossiers(centre):
    return [
        planifier(DossierFactory(centre=centre, transmis=True, candidat__nom=nom))
        for nom in ("Abel", "Bois", "Caro")
    ]


SERIE = {"nature": "situation_reelle", "lieu": "Atelier 3", "duree": 60, "pause": 10}
URL = "/dossiers/planifier-seances/"


def table(dossiers, **changes) -> dict:
    """What the page posts: the slots proposed, with some corrected."""
    lignes = {"form-TOTAL_FORMS": len(dossiers), "form-INITIAL_FORMS": len(dossiers)}
    for rang, dossier in enumerate(dossiers):
        lignes |= {
            f"form-{rang}-dossier": dossier.pk,
            f"form-{rang}-jour": "2027-03-27",
            f"form-{rang}-debut": f"{9 + rang}:00",
            f"form-{rang}-fin": f"{9 + rang}:50",
        }
    return SERIE | {"jour": "2027-03-27", "debut": "09:00"} | lignes | changes


def test_slots_are_proposed_one_after_the_other(client, gestionnaire, dossiers):
    assert_page_accessible(client.get(URL))

    reponse = client.get(
        URL,
        SERIE
        | {"jour": "2027-03-27", "debut": "09:00", "proposer": "1"}
        | {"dossiers": [un.pk for un in dossiers]},
    )

    proposes = [
        (ligne.de, ligne["debut"].value(), ligne["fin"].value())
        for ligne in reponse.context["lignes"]
    ]
    assert proposes == [
        (dossier, datetime.time(9 + rang, 10 * rang), datetime.time(10 + rang, 10 * rang))
        for rang, dossier in enumerate(dossiers)
    ]
    assert_page_accessible(reponse)
    assert Seance.objects.count() == 0


def test_all_are_saved_with_what_was_corrected(client, gestionnaire, dossiers):
    reponse = client.post(URL, table(dossiers, **{"form-1-fin": "11:30"}))

    assert reponse.headers["Location"] == "/planning/?mois=2027-03"
    assert [
        (
            une.dossier,
            f"{timezone.localtime(une.debut):%H:%M}",
            f"{timezone.localtime(une.fin):%H:%M}",
        )
        for une in Seance.objects.all()
    ] == [
        (dossiers[0], "09:00", "09:50"),
        (dossiers[1], "10:00", "11:30"),
        (dossiers[2], "11:00", "11:50"),
    ]


@pytest.mark.parametrize(
    "faute",
    [
        {"form-2-fin": "08:00"},
        {"form-1-jour": "2020-01-01"},
        {"form-1-jour": ""},
        {"form-1-dossier": "999999"},
        {"nature": "entretien"},
        {"nature": "inconnue"},
    ],
)
def test_one_wrong_line_saves_none_and_keeps_what_was_typed(client, gestionnaire, dossiers, faute):
    reponse = client.post(URL, table(dossiers, **{"form-0-fin": "09:40"} | faute))

    assert Seance.objects.count() == 0
    assert reponse.context["lignes"][0]["fin"].value() == "09:40"
    assert_page_accessible(reponse)


def test_clashes_between_the_lines_are_read_before_saving(client, gestionnaire, dossiers):
    evaluateur = AffectationFactory(dossier=dossiers[0]).utilisateur
    AffectationFactory(dossier=dossiers[1], utilisateur=evaluateur)
    saisie = table(dossiers, **{"form-1-debut": "09:30"})

    reponse = client.post(URL, saisie)
    assert reponse.context["alertes"] == [
        f"{dossiers[1].numero} : {evaluateur} : déjà attendu au même moment pour le dossier "
        f"{dossiers[0].numero}, de 09:00 à 09:50."
    ]
    assert_page_accessible(reponse)
    assert Seance.objects.count() == 0

    client.post(URL, saisie | {"confirmer": "on"})
    assert Seance.objects.count() == 3


def test_a_meeting_is_followed_by_the_same_for_others(client, centre, gestionnaire, dossiers):
    seance = SeanceFactory(dossier=dossiers[0], debut=MARS, fin=MARS + HEURE, lieu="Salle 9")

    reponse = client.get(URL, {"comme": seance.pk})

    form = reponse.context["form"]
    assert [form[nom].value() for nom in ("lieu", "jour", "debut", "duree", "pause")] == [
        "Salle 9",
        datetime.date(2027, 3, 27),
        datetime.time(10),
        60,
        0,
    ]


@pytest.mark.parametrize("valeur", ["x", "999999", "9" * 40])
def test_a_forged_address_proposes_the_usual_values(client, gestionnaire, valeur):
    reponse = client.get(URL, {"comme": valeur, "dossiers": valeur, "proposer": "1"})

    assert_page_accessible(reponse)


def test_dossiers_of_another_centre_cannot_be_planned(client, gestionnaire):
    etranger = planifier(DossierFactory(transmis=True))

    client.post(URL, table([etranger]))

    assert Seance.objects.count() == 0
