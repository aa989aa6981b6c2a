"""Asking for a job, sweeping what nobody took, and a broker that does not answer."""

import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone

from cqpm.commun import execution, publication, travaux
from cqpm.commun.models import EtatTravail, Travail
from tests.factories.commun import TravailFactory

HIER = timedelta(days=1)


class Panne(RuntimeError):
    """An error nobody foresaw."""


# --- Asking ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_demander_publishes_once_the_act_is_committed(messages, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        travail = travaux.demander(
            "essai", sujet="dossiers.dossier:7", cle="a", parametres={"page": 2}
        )
        assert messages == []

    assert messages == [travail.pk]
    travail.refresh_from_db()
    assert (travail.etat, travail.sujet, travail.parametres) == (
        EtatTravail.EN_ATTENTE,
        "dossiers.dossier:7",
        {"page": 2},
    )


@pytest.mark.django_db
def test_demander_twice_gives_the_same_row(messages, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        premier = travaux.demander("essai", sujet="s:1", cle="meme")
        second = travaux.demander("essai", sujet="s:1", cle="meme")

    assert second == premier
    assert messages == [premier.pk]
    assert Travail.objects.count() == 1


@pytest.mark.django_db
def test_demander_returns_a_finished_job_as_it_is(messages, natures):
    travaux.execute("essai")(lambda travail, avancer: None)
    travail = travaux.demander("essai", sujet="s:1", cle="fini")
    travaux.executer(travail.pk)

    retrouve = travaux.demander("essai", sujet="s:1", cle="fini")

    assert (retrouve.pk, retrouve.etat) == (travail.pk, EtatTravail.TERMINE)


@pytest.mark.django_db
@pytest.mark.parametrize("par_la_cle", [True, False])
def test_a_failed_job_is_queued_again_with_fresh_attempts(
    messages, django_capture_on_commit_callbacks, par_la_cle
):
    travail = TravailFactory(echoue=True, cle="rate")

    with django_capture_on_commit_callbacks(execute=True):
        if par_la_cle:
            relance = travaux.demander("essai", sujet=travail.sujet, cle="rate")
        else:
            relance = travaux.relancer_echec(travail, par=None)

    assert (relance.pk, relance.etat, relance.erreur) == (travail.pk, EtatTravail.EN_ATTENTE, "")
    assert (relance.tentatives, relance.tentatives_max) == (3, 6)
    assert messages == [travail.pk]


@pytest.mark.django_db
def test_relancer_echec_leaves_a_job_that_has_not_failed(
    messages, django_capture_on_commit_callbacks
):
    travail = TravailFactory(etat=EtatTravail.EN_COURS, tentatives=1)

    with django_capture_on_commit_callbacks(execute=True):
        travaux.relancer_echec(travail, par=None)

    assert (travail.etat, travail.tentatives, messages) == (EtatTravail.EN_COURS, 1, [])


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_neither_row_nor_message(messages):
    @transaction.atomic
    def agir():
        travaux.demander("essai", sujet="s:1", cle="annule")
        raise Panne

    with pytest.raises(Panne):
        agir()

    assert (Travail.objects.count(), messages) == (0, [])


@pytest.mark.django_db
def test_dernier_gives_the_newest_job_of_that_nature(messages):
    TravailFactory(nature="pv")
    recent = TravailFactory(nature="pv")
    TravailFactory(nature="courriel")
    TravailFactory(nature="pv", sujet="dossiers.dossier:2")

    assert travaux.dernier("dossiers.dossier:1", "pv") == recent
    assert travaux.dernier("dossiers.dossier:1", "import") is None


# --- Sweeping -------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("champs", "envoye"),
    [
        ({"publie_le": None}, True),
        ({"publie_le": timedelta(seconds=-5)}, False),
        ({"publie_le": timedelta(seconds=-31)}, True),
        ({"publie_le": None, "bail": timedelta(seconds=5)}, False),
        ({"publie_le": None, "bail": timedelta(seconds=-1)}, True),
        ({"etat": "en_cours", "publie_le": timedelta(seconds=-60), "bail": timedelta(5)}, False),
        (
            {
                "etat": "en_cours",
                "tentatives": 1,
                "publie_le": timedelta(seconds=-9),
                "bail": timedelta(seconds=-1),
            },
            True,
        ),
        (
            {
                "etat": "en_cours",
                "tentatives": 1,
                "publie_le": timedelta(seconds=-1),
                "bail": timedelta(seconds=-2),
            },
            False,
        ),
        ({"etat": "termine", "publie_le": None}, False),
        ({"etat": "echec", "publie_le": None}, False),
    ],
)
def test_relancer_sends_what_nobody_took(messages, champs, envoye):
    maintenant = timezone.now()
    dates = {
        nom: maintenant + valeur if isinstance(valeur, timedelta) else valeur
        for nom, valeur in champs.items()
    }
    travail = TravailFactory(**dates)

    assert travaux.relancer() == int(envoye)
    assert messages == [travail.pk] * envoye
    assert travaux.relancer() == 0


@pytest.mark.django_db
def test_relancer_gives_up_a_job_whose_workers_all_died(messages):
    travail = TravailFactory(etat=EtatTravail.EN_COURS, tentatives=3, bail=timezone.now() - HIER)

    assert travaux.relancer() == 0

    travail.refresh_from_db()
    assert (travail.etat, messages) == (EtatTravail.ECHEC, [])
    assert travail.erreur.endswith(f"donnez à l'administrateur la référence T-{travail.pk}.")


@pytest.mark.django_db
def test_two_sweepers_send_one_message(messages, monkeypatch):
    """The second sweeper read its list before the first one moved the row."""
    travail = TravailFactory(publie_le=None)
    liste = execution._a_relancer()
    monkeypatch.setattr(execution, "_a_relancer", lambda: liste)

    assert [travaux.relancer(), travaux.relancer()] == [1, 0]
    assert messages == [travail.pk]


# --- Broker ---------------------------------------------------------------------------------
@pytest.fixture
def broker_muet(monkeypatch):
    """A broker address where nobody listens (port 9 of the loop-back)."""
    monkeypatch.setattr(publication, "disjoncteur", publication.Disjoncteur())
    with current_app.connection_for_write(
        "redis://127.0.0.1:9/0", transport_options={"max_retries": 0}
    ) as connexion:
        monkeypatch.setattr(current_app, "producer_or_acquire", lambda _: connexion.Producer())
        yield


@pytest.mark.django_db(transaction=True)
def test_a_broken_broker_does_not_break_the_act_and_the_sweeper_delivers(
    broker_muet, monkeypatch, caplog
):
    with transaction.atomic():
        premier = travaux.demander("essai", sujet="s:1", cle="a")
    assert publication.disjoncteur.est_ouvert()
    with transaction.atomic():
        second = travaux.demander("essai", sujet="s:1", cle="b")

    assert caplog.text.count("Broker unreachable") == 1
    assert list(Travail.objects.values_list("etat", "publie_le")) == [("en_attente", None)] * 2

    partis = []
    monkeypatch.setattr(publication, "_envoyer", lambda pk: partis.append(pk) or True)
    assert travaux.relancer() == 0  # still silent
    publication.disjoncteur.fermer()
    assert travaux.relancer() == 2
    assert partis == [premier.pk, second.pk]


def test_every_thread_publishes_through_the_configured_application():

    noms = []
    fil = threading.Thread(target=lambda: noms.append(current_app.main))
    fil.start()
    fil.join()

    assert noms == ["cqpm"]
