"""What the measures of the grid share: a database, a site and browsers of their own.

The database lives on the server of DATABASE_URL, or is an SQLite file in a temporary folder without
it; the site is gunicorn as it runs in production, on a free port of the loopback. Both are gone at
the end, whatever happens.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

from bench.liste import adresse, ordonner

HOTE = "127.0.0.1"
# Seconds before a request counts as unanswered; SQLite lets a writer wait for 20.
PATIENCE = 30
# The cookie and the header must agree, whatever they hold.
JETON_CSRF = "c" * 32


def entier(nom: str, defaut: int, maximum: int) -> int:
    """A number from the environment, between 1 and `maximum`."""
    return max(1, min(int(os.environ.get(nom) or defaut), maximum))


@contextmanager
def installation(nom: str) -> Iterator[Path]:
    """Django set up as in production on a database of its own; yields its folder of data.

    MODELE may be a database that is migrated already, to be copied: a name on the server of
    DATABASE_URL, or an SQLite file.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what follows is undone all the same
    with tempfile.TemporaryDirectory() as dossier, _base(nom, Path(dossier)) as url:
        os.environ |= {
            "DATABASE_URL": url,
            "CQPM_DONNEES": dossier,
            "DJANGO_SETTINGS_MODULE": "cqpm.settings",
            "ALLOWED_HOSTS": HOTE,
            "LOG_LEVEL": "WARNING",
            **dict.fromkeys(["DEBUG", "CQPM_HTTPS", "CELERY_BROKER_URL"], ""),
        }
        Path(dossier, "statiques").mkdir()
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield Path(dossier)


@contextmanager
def _base(nom: str, dossier: Path) -> Iterator[str]:
    modele = os.environ.get("MODELE")
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        fichier = dossier / "cqpm.sqlite3"
        if modele:
            shutil.copyfile(modele, fichier)
        yield f"sqlite:///{fichier}"
        return
    base = f"cqpm_{nom}_{os.getpid()}"
    try:
        ordonner(f'CREATE DATABASE "{base}"' + (f' TEMPLATE "{modele}"' if modele else ""))
        yield adresse(base)
    finally:
        if "django.db" in sys.modules:
            sys.modules["django.db"].connections.close_all()
        ordonner(f'DROP DATABASE IF EXISTS "{base}" WITH (FORCE)')


@contextmanager
def site(application: str, journal: Path) -> Iterator[tuple[int, int]]:
    """Gunicorn with the options of production; yields the pid of its arbiter and its port.

    It inherits a socket that listens already: no port is guessed.
    """
    from django.conf import settings

    from cqpm.commun.management.commands.demarrer import commande_site
    from cqpm.commun.sante import repond

    with socket.create_server((HOTE, 0), backlog=1024) as prise, journal.open("ab") as sortie:
        # As gunicorn does on its own: else an answer in two parts waits 40 ms for the second one.
        prise.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = prise.getsockname()[1]
        commande = commande_site(port)
        commande[commande.index("cqpm.wsgi:application")] = application
        commande[commande.index("--bind") + 1] = f"fd://{prise.fileno()}"
        gunicorn = subprocess.Popen(  # noqa: S603
            commande,
            cwd=settings.BASE_DIR,
            pass_fds=[prise.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=sortie,
            stderr=subprocess.STDOUT,
        )
        try:
            while not repond(port):
                if gunicorn.poll() is not None:
                    raise RuntimeError(f"Le site ne démarre pas :\n{journal.read_text()[-2000:]}")
            yield gunicorn.pid, port
        finally:
            gunicorn.terminate()
            try:
                gunicorn.wait(10)
            except subprocess.TimeoutExpired:
                gunicorn.kill()
                gunicorn.wait()


def session_de(utilisateur) -> str:
    """The key of a session where this person is signed in."""
    from django.test import Client

    client = Client(SERVER_NAME=HOTE)
    client.force_login(utilisateur)
    return client.cookies["sessionid"].value


class Navigateur:
    """A browser: one connection that stays open, and the session of who is signed in."""

    def __init__(self, port: int, session: str = ""):
        self.connexion = HTTPConnection(HOTE, port, timeout=PATIENCE)
        self.devenir(session)

    def devenir(self, session: str) -> None:
        """Someone else, or nobody, takes the same connection."""
        self.entetes = {}
        if session:
            self.entetes = {
                "Cookie": f"sessionid={session}; csrftoken={JETON_CSRF}",
                "X-CSRFToken": JETON_CSRF,
                "Content-Type": "application/json",
            }

    def demander(self, chemin: str, corps: dict | None = None) -> tuple[int, bytes]:
        """GET, or POST of a JSON body. Raises OSError or HTTPException without any answer."""
        methode, texte = ("GET", None) if corps is None else ("POST", json.dumps(corps))
        try:
            self.connexion.request(methode, chemin, texte, self.entetes)
            reponse = self.connexion.getresponse()
            return reponse.status, reponse.read()
        except Exception:
            self.connexion.close()  # the next request opens another one
            raise

    def couper(self, chemin: str, corps: dict) -> None:
        """POST a JSON body and leave before the answer, as a network that goes."""
        with suppress(OSError), closing(self.connexion):
            self.connexion.request("POST", chemin, json.dumps(corps), self.entetes)

    def fermer(self) -> None:
        self.connexion.close()
