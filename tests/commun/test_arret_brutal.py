"""Workers killed for good, on a real database and a real queue: one document in the end."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from django.conf import settings

from tests.processus import attendre, environnement_embarque, lancer, tuer_groupe

TRAVAILLEUR = (
    *("-m", "celery", "--app", "cqpm", "worker", "--beat", "--concurrency", "1"),
    *("--include", "tests.commun.natures", "--loglevel", "INFO"),
    *("--without-gossip", "--without-mingle"),
)
DEMANDER = """
import json, sys
import django
django.setup()
from django.db import transaction
from cqpm.commun import travaux
with transaction.atomic():
    travaux.demander(**json.loads(sys.argv[1]))
"""


class Installation:
    """A data folder, a database and a queue of their own, on the services of the environment."""

    def __init__(self, dossier: Path):
        self.donnees, self.journal = dossier / "donnees", dossier / "journal.txt"
        self.nom = f"cqpm_arret_{uuid.uuid4().hex[:12]}"
        self.env = environnement_embarque(
            self.donnees, CQPM_BAIL_TRAVAIL="2", CQPM_FILE=self.nom, LOG_LEVEL="INFO"
        )
        self.serveur = os.environ.get("DATABASE_URL", "")
        self.file = os.environ.get("CELERY_BROKER_URL", "")

    @contextmanager
    def prete(self):
        if self.serveur:
            self._sur_le_serveur(f"CREATE DATABASE {self.nom}")
            self.env["DATABASE_URL"] = urlsplit(self.serveur)._replace(path=f"/{self.nom}").geturl()
        if self.file:
            self.env["CELERY_BROKER_URL"] = self.file
        try:
            self.python("manage.py", "migrate", "--verbosity", "0")
            yield self
        finally:
            if self.serveur:
                self._sur_le_serveur(f"DROP DATABASE {self.nom} WITH (FORCE)")
            if self.file:
                self._vider_la_file()

    def _sur_le_serveur(self, ordre: str) -> None:
        with closing(psycopg2.connect(self.serveur, dbname="postgres")) as base:
            base.autocommit = True
            base.cursor().execute(ordre)

    def _vider_la_file(self) -> None:
        with redis.Redis.from_url(self.file) as client:
            for cle in client.scan_iter(f"*{self.nom}*"):
                client.delete(cle)

    def python(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, *arguments], cwd=settings.BASE_DIR, env=self.env, check=True
        )

    def demander(self, **demande) -> None:
        self.python("-c", DEMANDER, json.dumps({"sujet": "essai:1", **demande}))

    def lire(self, requete: str) -> list[tuple]:
        if self.serveur:
            connexion = psycopg2.connect(self.env["DATABASE_URL"])
        else:
            connexion = sqlite3.connect(self.donnees / "cqpm.sqlite3", timeout=20)
        with closing(connexion) as base:
            curseur = base.cursor()
            curseur.execute(requete)
            return curseur.fetchall()

    def travail(self) -> tuple[str, int]:
        return self.lire("SELECT etat, tentatives FROM commun_travail")[0]

    def travailleur(self):
        return lancer(*TRAVAILLEUR, env=self.env, journal=self.journal)


@pytest.fixture
def installation(tmp_path):
    with Installation(tmp_path).prete() as prete:
        yield prete


@pytest.mark.parametrize("victime", ["the whole worker", "the process that does the job"])
def test_a_job_whose_worker_is_killed_ends_with_one_document(installation, tmp_path, victime):
    temoin = tmp_path / "temoin"
    installation.demander(
        nature="essai_pdf_interrompu", cle="pv", parametres={"temoin": str(temoin)}
    )
    with installation.travailleur() as premier:
        attendre(lambda: temoin.exists() and temoin.read_text(), "the first attempt started")
        assert installation.travail() == ("en_cours", 1)
        if victime == "the whole worker":
            tuer_groupe(premier)
            assert installation.travail() == ("en_cours", 1)
            with installation.travailleur():
                attendre(lambda: installation.travail()[0] == "termine", "the job is done")
        else:
            os.kill(int(temoin.read_text()), signal.SIGKILL)
            attendre(lambda: installation.travail()[0] == "termine", "the job is done")

    assert installation.travail() == ("termine", 2)
    documents = installation.lire("SELECT nom, taille, fichier FROM commun_document")
    assert [nom for nom, _, _ in documents] == ["pv.pdf"]
    _, taille, chemin = documents[0]
    octets = (installation.donnees / "fichiers" / chemin).read_bytes()
    assert (octets[:5], len(octets)) == (b"%PDF-", taille)


def test_a_job_whose_message_was_lost_is_delivered_by_the_sweeper(installation):
    """The row is there, nothing in the queue: what a broken broker leaves behind."""
    installation.env["CELERY_BROKER_URL"], bonne = "redis://127.0.0.1:9/0", installation.file
    installation.demander(nature="essai_immediat", cle="perdu")
    installation.env["CELERY_BROKER_URL"] = bonne
    assert installation.lire("SELECT etat, publie_le FROM commun_travail") == [("en_attente", None)]

    with installation.travailleur():
        attendre(lambda: installation.travail()[0] == "termine", "the job is done")

    assert installation.travail() == ("termine", 1)
