"""Supervised processes: started again when they die, stopped with all their children."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from cqpm.commun import supervision
from cqpm.commun.supervision import Processus, Superviseur
from tests.processus import attendre

# A process that ignores SIGTERM, and whose child does too; both write their pid.
TETU = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pid = os.fork()
if pid:
    print(pid, file=open(sys.argv[1], "w"))
while True:
    time.sleep(0.1)
"""


def processus(programme: str, *arguments: str) -> Processus:
    return Processus("essai", [sys.executable, "-c", programme, *arguments], dict(os.environ))


def est_vivant(pid: int) -> bool:
    try:
        etat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return etat != "Z"


@pytest.fixture
def tetu(tmp_path):
    """A stubborn process and the pid of its child."""
    supervise = processus(TETU, str(tmp_path / "enfant"))
    supervise.demarrer()
    enfant = tmp_path / "enfant"
    pid = int(attendre(lambda: enfant.exists() and enfant.read_text().strip(), "its child"))
    yield supervise, pid
    supervise.arreter(limite=0.0)


def test_a_process_that_keeps_dying_starts_again_more_and_more_slowly():
    paroles: list[str] = []
    mourant = processus("raise SystemExit(3)")
    superviseur = Superviseur([mourant], dire=paroles.append)
    superviseur.demarrer()

    for numero in range(1, 8):
        attendre(lambda: mourant.code() is not None, "it died")
        superviseur.veiller()
        assert len(paroles) == numero
        superviseur.veiller()
        assert mourant.processus is None  # not before its time
        mourant.repart_a = 0.0
        superviseur.veiller()
    superviseur.arreter()

    assert [parole.rpartition("dans ")[2] for parole in paroles] == [
        "1 s.",
        "2 s.",
        "4 s.",
        "8 s.",
        "16 s.",
        "30 s.",
        "30 s.",
    ]
    assert paroles[0] == ("Le processus « essai » s'est arrêté (code 3). Il redémarre dans 1 s.")


def test_a_process_that_lived_long_starts_again_at_once(monkeypatch):
    mourant = processus("raise SystemExit(3)")
    mourant.demarrer()
    mourant.echecs, mourant.ne_a = 5, time.monotonic() - supervision.VIE_NORMALE - 1
    attendre(lambda: mourant.code() is not None, "it died")

    assert mourant.constater_la_fin() == 1.0


def test_stopping_kills_what_ignores_the_request(tetu, monkeypatch):
    supervise, enfant = tetu
    monkeypatch.setattr(supervision, "DELAI_ARRET", 0.3)

    Superviseur([supervise], dire=print).arreter()

    assert supervise.code() == -signal.SIGKILL
    attendre(lambda: not est_vivant(enfant), "its child is gone too")


def test_an_interruption_during_the_stop_kills_at_once(tetu, monkeypatch):
    supervise, enfant = tetu
    attente = supervise.processus.wait
    appels = []

    def interrompu(timeout=None):
        appels.append(timeout)
        if len(appels) == 1:
            raise KeyboardInterrupt
        return attente(timeout)

    monkeypatch.setattr(supervise.processus, "wait", interrompu)
    debut = time.monotonic()

    Superviseur([supervise], dire=print).arreter()

    assert time.monotonic() - debut < supervision.DELAI_ARRET / 2
    assert supervise.code() == -signal.SIGKILL
    attendre(lambda: not est_vivant(enfant), "its child is gone too")
