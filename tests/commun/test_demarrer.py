"""`manage.py demarrer`, as a person at a terminal sees it."""

import fcntl
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from django.conf import settings

from tests.processus import attendre, environnement_embarque, lancer, parent, port_libre, vivants


def statut(port: int) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reponse:
            return reponse.status
    except urllib.error.HTTPError as erreur:
        return erreur.code
    except OSError:
        return None


def refus(**env) -> tuple[int, str]:
    """Exit code and last line of a start that cannot succeed."""
    fini = subprocess.run(
        [sys.executable, "manage.py", "demarrer"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        **env,
    )
    return fini.returncode, fini.stderr.strip().splitlines()[-1]


def principaux(donnees, nom: str, pere: int) -> list[int]:
    """Pids of the processes of that name that the launcher itself started."""
    return [pid for pid, ligne in vivants(donnees).items() if nom in ligne and parent(pid) == pere]


def test_the_life_of_an_embedded_installation(tmp_path):
    """First start, a worker killed, Ctrl-C; second start on the same data, then a brutal end."""
    donnees, journal, port = tmp_path / "donnees", tmp_path / "journal.txt", port_libre()
    env = environnement_embarque(donnees, PORT=str(port))
    with lancer("manage.py", "demarrer", env=env, journal=journal) as demarrer:
        attendre(lambda: f"http://127.0.0.1:{port}/" in journal.read_text(), "address printed")
        assert statut(port) in {200, 404}

        (tue,) = principaux(donnees, "celery", demarrer.pid)
        os.kill(tue, signal.SIGKILL)
        attendre(
            lambda: set(principaux(donnees, "celery", demarrer.pid)) - {tue}, "worker restarted"
        )
        assert "Le processus « travaux » s'est arrêté (signal 9). Il redémarre dans 1 s." in (
            journal.read_text()
        )

        code, phrase = refus(env=env)
        assert code == 1
        assert phrase == (
            f"CommandError: CQPM Dossiers tourne déjà sur le dossier {donnees} (processus "
            f"{demarrer.pid}). Arrêtez-le avec Ctrl-C, ou choisissez un autre dossier avec "
            "CQPM_DONNEES."
        )

        demarrer.send_signal(signal.SIGINT)
        assert demarrer.wait(timeout=60) == 0
        assert vivants(donnees) == {}
        assert journal.read_text().endswith("Tout est arrêté, vos données sont conservées.\n")

    temoin(donnees, "INSERT INTO django_session VALUES ('temoin', '', '2099-01-01')")
    journal.write_text("")
    with lancer("manage.py", "demarrer", env=env, journal=journal) as demarrer:
        attendre(lambda: "Ctrl-C arrête tout." in journal.read_text(), "second start")
        assert temoin(donnees, "SELECT session_key FROM django_session") == [("temoin",)]

        demarrer.kill()
        demarrer.wait()
        attendre(lambda: vivants(donnees) == {}, "everything stops with the launcher")


def temoin(donnees, requete: str) -> list[tuple]:
    with closing(sqlite3.connect(donnees / "cqpm.sqlite3")) as base, base:
        return base.execute(requete).fetchall()


@pytest.mark.parametrize("valeur", ["abc", "0", "70000", "-1", "²"])
def test_demarrer_refuses_a_port_that_is_none(tmp_path, valeur):
    code, phrase = refus(env=environnement_embarque(tmp_path, PORT=valeur))

    assert (code, phrase) == (
        1,
        f"CommandError: PORT vaut « {valeur} » : donnez un nombre entre 1 et 65535.",
    )


def test_demarrer_refuses_a_busy_port(tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as prise:
        port = prise.getsockname()[1]

        code, phrase = refus(env=environnement_embarque(tmp_path, PORT=str(port)))

    assert (code, phrase) == (
        1,
        f"CommandError: Le port {port} est déjà pris par un autre programme. "
        f"Choisissez-en un autre : PORT={port + 1} make run.",
    )


def test_two_starts_on_the_same_data_refuse_before_touching_them(tmp_path):
    env = environnement_embarque(tmp_path, PORT=str(port_libre()))
    with open(tmp_path / "demarrer.verrou", "w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)

        code, phrase = refus(env=env)

    assert code == 1
    assert "CQPM Dossiers tourne déjà sur le dossier" in phrase
    assert not (tmp_path / "cqpm.sqlite3").exists()
