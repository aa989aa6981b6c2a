"""Real processes for tests: start, wait for a condition, look at what is alive."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings

DELAI = 180.0


def attendre(condition: Callable[[], object], quoi: str, delai: float = DELAI):
    """Return the condition's first true value; fail with a name after the deadline."""
    limite = time.monotonic() + delai
    while time.monotonic() < limite:
        if valeur := condition():
            return valeur
        time.sleep(0.1)
    raise AssertionError(f"Not within {delai:.0f} s: {quoi}")


def environnement_embarque(donnees: Path, **variables: str) -> dict[str, str]:
    """The environment of a person who has just cloned the project."""
    herite = {
        nom: valeur
        for nom, valeur in os.environ.items()
        if nom not in {"DATABASE_URL", "CELERY_BROKER_URL", "PORT", "SECRET_KEY"}
        and not nom.startswith(("PYTEST", "CQPM", "DJANGO"))
    }
    return {
        **herite,
        "CQPM_DONNEES": str(donnees),
        "DJANGO_SETTINGS_MODULE": "cqpm.settings",
        **variables,
    }


@contextmanager
def lancer(*arguments: str, env: dict[str, str], journal: Path) -> Iterator[subprocess.Popen]:
    """Run the project's Python in its own process group; nothing of it survives the block."""
    with journal.open("ab") as sortie:
        processus = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=sortie,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield processus
    finally:
        tuer_groupe(processus)


def tuer_groupe(processus: subprocess.Popen) -> None:
    """SIGKILL for the process and everything it started in its group."""
    with suppress(ProcessLookupError):
        os.killpg(processus.pid, signal.SIGKILL)
    processus.wait()


def port_libre() -> int:
    with closing(socket.socket()) as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def vivants(donnees: Path) -> dict[int, str]:
    """Command lines, by pid, of the living processes that work on that data folder."""
    marque = f"CQPM_DONNEES={donnees}\0".encode()
    trouves = {}
    for dossier in Path("/proc").glob("[0-9]*"):
        try:
            if marque in (dossier / "environ").read_bytes() + b"\0":
                ligne = (dossier / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if ligne:
                    trouves[int(dossier.name)] = ligne
        except OSError:
            continue
    return trouves


def parent(pid: int) -> int | None:
    """The parent's pid; None when the process has just ended."""
    try:
        statut = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return int(statut.rpartition(")")[2].split()[1])
