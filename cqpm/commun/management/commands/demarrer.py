"""`manage.py demarrer`: the whole application on one machine, in one terminal."""

import fcntl
import hashlib
import json
import os
import signal
import socket
import sys
import threading
import time
from contextlib import closing, contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand

from cqpm.commun.sante import HOTE, repond
from cqpm.commun.supervision import Processus, Superviseur

DELAI_REPONSE = 60.0
COMPTES_DEMO = settings.BASE_DIR / "fixtures" / "demo" / "comptes.json"


class Command(BaseCommand):
    help = "Prépare les données, puis lance le site et les travaux jusqu'à Ctrl-C."
    requires_system_checks = []

    def handle(self, *args, **options):
        self.arret = threading.Event()
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, self._demander_arret)
        try:
            with seul_sur_les_donnees():
                port = port_libre()
                self._preparer()
                if not self.arret.is_set():
                    self._servir(port)
        except KeyboardInterrupt:
            self.dire("Interrompu pendant la préparation : le prochain lancement la reprendra.")
            sys.exit(130)
        self.dire("Tout est arrêté, vos données sont conservées.")

    def _demander_arret(self, *_) -> None:
        """The first signal ends what is under way properly, the second one ends it now."""
        if self.arret.is_set():
            raise KeyboardInterrupt
        self.arret.set()

    def dire(self, phrase: str) -> None:
        """Say it now, even when the output goes to a file."""
        self.stdout.write(phrase)
        self.stdout.flush()

    # --- Data ---------------------------------------------------------------------------------
    def _preparer(self) -> None:
        """Bring database, référentiels, demonstration and static files up to date."""
        etapes = [
            ("Mise à jour de la base de données…", lambda: call_command("migrate", verbosity=0)),
            ("Chargement des référentiels…", lambda: appeler("charger_referentiels")),
            (
                "Chargement des organisations syndicales…",
                lambda: appeler("charger_organisations"),
            ),
            ("Création du centre de démonstration…", creer_demo_si_vide),
            ("Préparation des fichiers du site…", rassembler_les_statiques),
        ]
        for libelle, etape in etapes:
            if self.arret.is_set():
                return
            self.dire(libelle)
            etape()

    # --- Processes ------------------------------------------------------------------------------
    def _servir(self, port: int) -> None:
        environnement = {**os.environ, "PORT": str(port)}
        superviseur = Superviseur(
            [
                Processus("site", commande_site(port), environnement),
                Processus("travaux", commande_travaux(), environnement),
            ],
            dire=self.dire,
        )
        try:
            superviseur.demarrer()
            self._attendre_le_site(port, superviseur)
            while not self.arret.wait(0.5):
                superviseur.veiller()
        finally:
            self.dire("\nArrêt en cours… (Ctrl-C de nouveau pour ne pas attendre)")
            superviseur.arreter()

    def _attendre_le_site(self, port: int, superviseur: Superviseur) -> None:
        limite = time.monotonic() + DELAI_REPONSE
        while not self.arret.wait(0.1):
            superviseur.veiller()
            if repond(port):
                self._annoncer(port)
                return
            if time.monotonic() > limite:
                raise CommandError(
                    f"Le site ne répond pas après {DELAI_REPONSE:.0f} s. "
                    "Les messages ci-dessus disent pourquoi."
                )

    def _annoncer(self, port: int) -> None:
        lignes = ["", f"CQPM Dossiers est prêt : http://{HOTE}:{port}/", ""]
        if comptes := comptes_de_demonstration():
            lignes += ["Comptes de démonstration :", *comptes, ""]
        lignes += [f"Données : {settings.DONNEES}", "Ctrl-C arrête tout.", ""]
        self.dire("\n".join(lignes))


@contextmanager
def seul_sur_les_donnees():
    """Hold the data folder; the lock goes with the process, however it ends."""
    with open(settings.DONNEES / "demarrer.verrou", "a+", encoding="ascii") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            verrou.seek(0)
            raise CommandError(
                f"CQPM Dossiers tourne déjà sur le dossier {settings.DONNEES} (processus "
                f"{verrou.read().strip()}). Arrêtez-le avec Ctrl-C, ou choisissez un autre dossier "
                "avec CQPM_DONNEES."
            ) from None
        verrou.truncate(0)
        verrou.write(str(os.getpid()))
        verrou.flush()
        yield


def port_libre() -> int:
    """The port asked for, once it is sure that it can be opened."""
    demande = os.environ.get("PORT") or "8000"
    if not (demande.isascii() and demande.isdigit() and 0 < int(demande) < 65536):
        raise CommandError(f"PORT vaut « {demande} » : donnez un nombre entre 1 et 65535.")
    port = int(demande)
    with closing(socket.socket()) as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((HOTE, port))
        except PermissionError:
            raise CommandError(
                f"Le port {port} est réservé au système. Choisissez-en un au-dessus de 1023 : "
                "PORT=8000 make run."
            ) from None
        except OSError:
            raise CommandError(
                f"Le port {port} est déjà pris par un autre programme. Choisissez-en un autre : "
                f"PORT={port % 65535 + 1} make run."
            ) from None
    return port


def appeler(commande: str) -> None:
    """Run a command of an upper app, known by its name only."""
    if commande in get_commands():
        call_command(commande, verbosity=0)


def creer_demo_si_vide() -> None:
    if not get_user_model().objects.exists():
        appeler("creer_demo")


def rassembler_les_statiques() -> None:
    """Collect static files unless nothing changed since the last time."""
    empreinte = hashlib.sha256()
    for finder in get_finders():
        for chemin, stockage in finder.list([]):
            date = stockage.get_modified_time(chemin).timestamp()
            empreinte.update(f"{chemin} {stockage.size(chemin)} {date}\n".encode())
    temoin = settings.STATIC_ROOT / ".empreinte"
    if temoin.exists() and temoin.read_text(encoding="ascii") == empreinte.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    temoin.write_text(empreinte.hexdigest(), encoding="ascii")


def commande_site(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "cqpm.wsgi:application"),
        *("--bind", f"{HOTE}:{port}", "--worker-class", "gthread"),
        *("--workers", "2", "--threads", "4", "--no-control-socket"),
        *("--graceful-timeout", "5", "--log-level", "warning"),
    ]


def commande_travaux() -> list[str]:
    return [
        *(sys.executable, "-W", "ignore:You're running the worker with superuser privileges"),
        *("-m", "celery", "--app", "cqpm", "--quiet", "worker", "--beat"),
        *("--concurrency", str(min(2, os.cpu_count() or 1)), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle"),
    ]


def comptes_de_demonstration() -> list[str]:
    """One line per role, from the list that the demonstration publishes."""
    if not COMPTES_DEMO.exists():
        return []
    comptes = json.loads(COMPTES_DEMO.read_text(encoding="utf-8"))
    existants = set(get_user_model().objects.values_list("email", flat=True))
    return [
        f"  {compte['role']:<34} {compte['email']:<36} {compte['mot_de_passe']}"
        for compte in comptes
        if compte["email"] in existants
    ]
