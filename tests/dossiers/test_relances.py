"""The reminders with a moved clock: each once, until it is done, to whom it concerns."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from cqpm.commun.models import Courriel, EtatCourriel, Travail
from dossiers.enums import EtatDossier
from dossiers.models import Dossier, ReglageRelance, ReglagesCentre, Relance
from dossiers.services import relances
from tests.factories.comptes import CentreFactory, HabilitationFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def une_seule_attente(settings):
    settings.CQPM_ATTENTES = ["tests.dossiers.attentes_essai.UNE_SEULE"]
    settings.ADRESSE_PUBLIQUE = "https://cqpm.example"


def a(jour: int, heure: int = 7, minute: int = 5, mois: int = 3) -> datetime.datetime:
    return datetime.datetime(2026, mois, jour, heure, minute, tzinfo=PARIS)


def battre(maintenant: datetime.datetime) -> list[tuple[list[str], str]]:
    """One beat, its jobs done by a worker: the mails it gave, recipients and subject."""
    avant = len(mail.outbox)
    relances.accorder(maintenant)
    relances.envoyer_du_jour(maintenant)
    executer_les_travaux()
    return [(message.to, message.subject) for message in mail.outbox[avant:]]


def un_mois(heures=(6, 7, 12), mois=3) -> list[tuple[int, int]]:
    """Beat several times a day during the month: day and hour of each mail."""
    return [
        (jour, heure)
        for jour in range(1, 31)
        for heure in heures
        for _ in battre(a(jour, heure, mois=mois))
    ]


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre):
    return UtilisateurFactory(gestionnaire=centre, email="claire@uimm.example")


@pytest.fixture
def dossier(centre, gestionnaire):
    return DossierFactory(centre=centre, rapport_attendu_le=datetime.date(2026, 3, 20))


# --- Each once ----------------------------------------------------------------------------------


def test_each_reminder_leaves_once_at_its_day_and_hour(dossier):
    """Due on the 20th: seven days before, on the day, then every week; at seven o'clock."""
    assert un_mois() == [(13, 7), (20, 7), (27, 7)]

    relance = Relance.objects.get()
    assert (relance.envois, relance.derniere_le) == (3, a(27))
    assert relance.immediate_le == a(20)
    assert relance.prochaine_le == datetime.date(2026, 4, 3)


def test_it_stops_when_the_act_is_done(dossier):
    for jour in range(1, 14):
        battre(a(jour))
    Dossier.objects.update(etat=EtatDossier.MODALITES_COMPLETES)

    assert [battre(a(jour)) for jour in range(14, 31)] == [[]] * 17

    relance = Relance.objects.get()
    assert (relance.envois, relance.terminee_le, relance.prochaine_le) == (1, a(14), None)


def test_an_act_done_between_the_beat_and_the_job_is_not_reminded(dossier):
    battre(a(1))
    relances.accorder(a(13))
    assert relances.envoyer_du_jour(a(13)) == 1
    Dossier.objects.update(etat=EtatDossier.ABANDONNE)

    executer_les_travaux()

    assert mail.outbox == []
    assert Relance.objects.get().envois == 0


def test_what_waits_again_is_another_reminder_and_the_first_stays_as_history(dossier):
    battre(a(1))
    Dossier.objects.update(etat=EtatDossier.MODALITES_COMPLETES)
    battre(a(2))
    Dossier.objects.update(etat=EtatDossier.INSCRIT)
    battre(a(3))

    assert list(Relance.objects.values_list("ouverte_le", "terminee_le")) == [
        (datetime.date(2026, 3, 1), a(2)),
        (datetime.date(2026, 3, 3), None),
    ]


def test_the_memory_does_not_change_while_nothing_does(dossier):
    relances.accorder(a(1))
    avant = list(Relance.objects.values())
    relances.accorder(a(1))
    relances.accorder(a(5))

    assert list(Relance.objects.values()) == avant


def test_a_job_done_twice_is_one_mail_and_is_remembered_once(dossier):
    """The worker died after the mail, before the last word of its row."""
    battre(a(1))
    battre(a(13))
    Relance.objects.update(derniere_le=None, envois=0, prochaine_le=datetime.date(2026, 3, 13))
    Travail.objects.update(etat="en_attente", bail=None, tentatives=0)

    executer_les_travaux()

    assert len(mail.outbox) == 1
    assert Relance.objects.get().envois == 1
    assert Courriel.objects.count() == 1


# --- When ---------------------------------------------------------------------------------------


def test_a_worker_that_was_stopped_in_the_morning_sends_when_it_is_back(dossier):
    battre(a(1))

    assert [battre(a(13, 6)), len(battre(a(13, 15))), battre(a(13, 16))] == [[], 1, []]


def test_the_centre_chooses_the_hour(dossier, centre):
    ReglagesCentre.objects.create(centre=centre, heure_recapitulatif=12)

    assert un_mois() == [(13, 12), (20, 12), (27, 12)]


def test_the_centre_chooses_the_cadence(dossier, centre):
    ReglageRelance.objects.create(
        centre=centre, attente="modalites", avance_jours=3, cadence_jours=2
    )

    assert un_mois(heures=[7]) == [(jour, 7) for jour in (17, 19, 20, 22, 24, 26, 28, 30)]


def test_a_kind_that_the_centre_turned_off_is_not_reminded(dossier, centre):
    ReglageRelance.objects.create(centre=centre, attente="modalites", active=False)

    assert un_mois() == []
    assert Relance.objects.get().prochaine_le is None


@pytest.mark.parametrize(
    ("mois", "jour"), [(3, 29), (10, 25)], ids=["an hour is missing", "an hour comes twice"]
)
def test_the_days_when_the_clock_changes_have_one_mail(centre, gestionnaire, mois, jour):
    ReglagesCentre.objects.create(centre=centre, heure_recapitulatif=2)
    DossierFactory(centre=centre, rapport_attendu_le=datetime.date(2026, mois, jour))
    battre(a(jour - 7, mois=mois))
    minuit = datetime.datetime(2026, mois, jour, tzinfo=PARIS).astimezone(datetime.UTC)

    mails = [
        timezone.localtime(minuit + datetime.timedelta(minutes=minutes), PARIS).hour
        for minutes in range(0, 24 * 60, 30)
        for _ in battre(minuit + datetime.timedelta(minutes=minutes))
    ]

    assert mails == [3 if mois == 3 else 2]


def test_a_due_date_moved_to_the_past_is_in_the_next_summary(dossier):
    battre(a(1))
    Dossier.objects.update(rapport_attendu_le=datetime.date(2026, 1, 20))

    assert [len(battre(a(jour))) for jour in (1, 2, 3, 8, 9)] == [0, 1, 0, 0, 1]


def test_a_postponed_dossier_is_left_alone_until_its_day(dossier):
    Dossier.objects.update(report_jusqu_au=datetime.date(2026, 3, 25))

    assert un_mois() == [(25, 7)]


# --- One summary a day --------------------------------------------------------------------------


def test_one_summary_a_day_groups_everything_across_centres(centre, gestionnaire):
    HabilitationFactory(utilisateur=gestionnaire, centre=CentreFactory(nom="UIMM Loire"))
    for ou in (centre, gestionnaire.habilitations.last().centre, centre):
        DossierFactory(centre=ou, rapport_attendu_le=datetime.date(2026, 3, 10))
    battre(a(1))

    partis = battre(a(3))

    assert partis == [(["claire@uimm.example"], "3 actes vous attendent")]
    corps = mail.outbox[-1].body
    for dossier in Dossier.objects.all():
        assert f"- {dossier.candidat}, dossier {dossier.numero}, pour le 10 mars 2026" in corps
        assert f"https://cqpm.example/dossiers/{dossier.pk}/modalites/" in corps


def test_a_centre_that_writes_later_is_not_left_out_of_the_summary(centre, gestionnaire):
    tardif = CentreFactory(nom="UIMM Loire")
    HabilitationFactory(utilisateur=gestionnaire, centre=tardif)
    ReglagesCentre.objects.create(centre=tardif, heure_recapitulatif=18)
    for ou in (centre, tardif):
        ReglageRelance.objects.create(centre=ou, attente="modalites", cadence_jours=1)
        DossierFactory(centre=ou)
    battre(a(1))

    partis = [(jour, heure, *battre(a(jour, heure))) for jour in (2, 3) for heure in (7, 18)]

    summary = (["claire@uimm.example"], "2 actes vous attendent")
    assert partis == [(2, 7, summary), (2, 18), (3, 7, summary), (3, 18)]


def test_the_summary_says_what_is_late(dossier):
    battre(a(1))
    battre(a(13))
    battre(a(20))

    assert battre(a(27)) == [(["claire@uimm.example"], "1 acte vous attend, dont 1 en retard")]


def test_a_long_summary_counts_what_it_does_not_write(centre, gestionnaire):
    DossierFactory.create_batch(23, centre=centre, rapport_attendu_le=datetime.date(2026, 3, 5))
    battre(a(1))

    assert len(battre(a(2))) == 1
    assert mail.outbox[0].body.count("/modalites/") == 20
    assert "- et 3 autres\n" in mail.outbox[0].body


def test_each_of_the_staff_has_their_own(dossier, centre):
    UtilisateurFactory(responsable=centre, email="yves@uimm.example")
    UtilisateurFactory(gestionnaire=centre, email="parti@uimm.example", is_active=False)
    UtilisateurFactory(gestionnaire=True, email="ailleurs@uimm.example")
    battre(a(1))

    partis = battre(a(13))

    assert sorted(a for a, _ in partis) == [["claire@uimm.example"], ["yves@uimm.example"]]


def test_what_falls_due_after_the_summary_has_its_own_mail_once(dossier, centre):
    battre(a(1))
    assert len(battre(a(13))) == 1
    urgent = DossierFactory(centre=centre, rapport_attendu_le=datetime.date(2026, 3, 13))

    partis = [battre(a(13, heure)) for heure in (14, 15, 16)]

    attendu = f"Modalités à définir : {urgent.candidat}, dossier {urgent.numero}"
    assert partis == [[(["claire@uimm.example"], attendu)], [], []]
    assert urgent.journal.get().libelle == (
        f"Relance envoyée à {dossier.centre.habilitations.get().utilisateur} "
        "(claire@uimm.example) : Modalités à définir."
    )


def test_what_only_comes_near_after_the_summary_waits_for_tomorrow(dossier, centre):
    battre(a(1))
    battre(a(13))
    DossierFactory(centre=centre, rapport_attendu_le=datetime.date(2026, 3, 15))

    assert [len(battre(a(13, 14))), len(battre(a(14)))] == [0, 1]


# --- Addresses that fail ------------------------------------------------------------------------


@pytest.mark.parametrize("etat", [EtatCourriel.REFUSE, EtatCourriel.NON_DISTRIBUE])
def test_an_address_that_failed_is_left_alone_until_it_is_settled(dossier, etat):
    perdu = Courriel.objects.create(destinataires=["Claire@uimm.example"], objet="x", etat=etat)

    assert un_mois() == []
    perdu.regle_le = timezone.now()
    perdu.save()
    assert len(battre(a(31))) == 1


def test_a_summary_that_failed_is_not_asked_again_that_day(dossier):
    battre(a(1))
    relances.accorder(a(13))
    relances.envoyer_du_jour(a(13))
    Travail.objects.update(etat="echec", tentatives=3)

    assert [battre(a(13, 8)), battre(a(13, 9)), len(battre(a(14)))] == [[], [], 1]


# --- Cost ---------------------------------------------------------------------------------------


def test_nothing_due_costs_one_query(dossier, django_assert_num_queries):
    relances.accorder(a(1))

    with django_assert_num_queries(1):
        assert relances.envoyer_du_jour(a(1)) == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_accorder_runs_no_query_per_dossier(
    centre, gestionnaire, nombre, django_assert_num_queries
):
    relances.accorder(a(1))
    DossierFactory.create_batch(nombre, centre=centre)

    with django_assert_num_queries(14):
        relances.accorder(a(1))

    assert Relance.objects.count() == nombre
