"""Many evaluators at once, in short: `bench.charge` on the engine of this run, and its own eyes."""

import os
import re
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.db import connection, connections

from bench.charge import Bilan, verifier
from evaluations.models import ObservationCritere, TraceCellule
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import entrer_dans_la_commission, noter, planifier
from tests.processus import environnement_embarque, lancer

DELAI = 300  # seconds: a bound for a machine that is very busy, not a measure


@pytest.fixture
def modele(django_db_setup, django_db_blocker, tmp_path):
    """The migrated database of this run, for the measure to copy: nobody is connected to it."""
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            connections.close_all()
            return connection.settings_dict["NAME"]
        connection.ensure_connection()
        with closing(sqlite3.connect(tmp_path / "modele.sqlite3")) as copie:
            connection.connection.backup(copie)
        return str(tmp_path / "modele.sqlite3")


def test_every_acknowledged_tick_is_in_the_database_once_whoever_saves_meanwhile(modele, tmp_path):
    env = environnement_embarque(
        tmp_path / "donnees",
        DATABASE_URL=os.environ.get("DATABASE_URL", ""),
        MODELE=modele,
        EVALUATEURS="6",
        DUREE="4",
    )
    journal = tmp_path / "charge.log"

    with lancer("-m", "bench.charge", env=env, journal=journal) as charge:
        code = charge.wait(DELAI)

    dit = journal.read_text(encoding="utf-8")
    assert code == 0, dit
    assert "Verdict : chaque saisie confirmée est dans la base, une seule fois." in dit
    comptes = {nom: int(nombre) for nom, nombre in re.findall(r"^(.+?) : (\d+)", dit, re.M)}
    assert comptes["Saisies confirmées"] >= 6
    assert comptes["Envois répétés exprès"] > 0


# --- Would it see a loss? ---------------------------------------------------------------------


@pytest.fixture
def saisie(db):
    """One acknowledged value, as the evaluator remembers it, and as it is written."""
    dossier = planifier(DossierFactory(transmis=True, vae=True))
    par = UtilisateurFactory()
    entrer_dans_la_commission(dossier, par)
    critere = Critere.objects.filter(capacite__referentiel=dossier.referentiel).first()
    noter(dossier, critere, par, "acquis", "Vu.")
    cellule = dossier.pk, f"critere-{critere.pk}", par.pk
    bilan = Bilan(confirmes={(cellule, 1): ["acquis", "Vu."]})
    return [SimpleNamespace(pk=par.pk, bilan=bilan)]


def test_what_is_there_once_is_no_fault(saisie):
    assert verifier(saisie) == []


def test_a_lost_value_is_seen(saisie):
    ObservationCritere.objects.update(commentaire="")

    assert "la base contient (1, ['acquis', ''])" in verifier(saisie)[0]


def test_a_value_written_twice_is_seen(saisie):
    trace = TraceCellule.objects.get()
    trace.pk = None
    trace.save()

    assert "deux fois" in verifier(saisie)[0]


def test_a_value_without_trace_is_seen(saisie):
    TraceCellule.objects.all().delete()

    assert "sans trace" in verifier(saisie)[0]


def test_a_value_that_nobody_acknowledged_is_seen(saisie):
    saisie[0].bilan.confirmes.clear()

    assert "écrite sans être confirmée" in verifier(saisie)[0]


def test_a_value_whose_answer_was_lost_may_be_there_but_once(saisie):
    trace, bilan = TraceCellule.objects.get(), saisie[0].bilan
    bilan.confirmes.clear()
    bilan.incertaines.add((trace.evaluation.dossier_id, trace.auteur_id, *trace.apres))
    assert verifier(saisie) == []

    trace.pk = None
    trace.save()

    assert "deux fois" in verifier(saisie)[0]


def test_two_people_with_the_same_version_are_seen(saisie):
    autre = SimpleNamespace(pk=0, bilan=saisie[0].bilan)

    assert any("deux personnes" in faute for faute in verifier([*saisie, autre]))
