"""A worker killed while a reminder leaves, then started again: each mail leaves once."""

import subprocess
import sys

import pytest
from django.conf import settings

from tests.commun.test_arret_brutal import Installation
from tests.processus import attendre, tuer_groupe
from tests.serveur_smtp import serveur_smtp

PREPARER = """
import datetime, django
django.setup()
from django.utils import timezone
from cqpm.comptes.enums import Role
from dossiers.models import Relance, ReglagesCentre
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
centre = CentreFactory()
ReglagesCentre.objects.create(centre=centre, heure_recapitulatif=0)
for rang in range(3):
    UtilisateurFactory(gestionnaire=centre, email=f"personne{rang}@uimm.example")
hier = timezone.localdate() - datetime.timedelta(days=1)
for dossier in DossierFactory.create_batch(2, centre=centre):
    dossier.rapport_attendu_le = hier
    dossier.save()
from dossiers.services import relances
relances.accorder(timezone.now())
Relance.objects.update(ouverte_le=hier - datetime.timedelta(days=30))
"""
BATTRE = """
import django
django.setup()
from dossiers.tasks import rappeler
rappeler()
"""


@pytest.fixture
def installation(tmp_path):
    with Installation(tmp_path).prete() as prete:
        prete.python("-c", PREPARER)
        yield prete


def avec_serveur(installation, serveur) -> None:
    installation.env |= {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(serveur.port),
        "EMAIL_USE_TLS": "0",
    }


def memoire(installation) -> list[tuple]:
    return installation.lire(
        "SELECT courriel, COUNT(*), SUM(envois) FROM dossiers_relance GROUP BY courriel "
        "ORDER BY courriel"
    )


def attendre_la_fin(installation) -> None:
    attendre(
        lambda: installation.lire("SELECT DISTINCT etat FROM commun_travail") == [("termine",)],
        "every job is done",
    )


def test_a_worker_killed_in_the_middle_of_a_mail_sends_each_once(installation):
    with serveur_smtp() as serveur:
        avec_serveur(installation, serveur)
        serveur.repond.clear()
        with installation.travailleur() as premier:
            installation.python("-c", BATTRE)
            attendre(serveur.en_attente.is_set, "a mail is on its way")
            tuer_groupe(premier)
        serveur.abandonner()
        installation.python("-c", BATTRE)
        with installation.travailleur():
            attendre_la_fin(installation)
            installation.python("-c", BATTRE)
            attendre_la_fin(installation)

        recus = sorted(serveur.recus)

    assert sorted(serveur.destinataires) == [f"personne{rang}@uimm.example" for rang in range(3)]
    assert len(recus) == 3
    assert memoire(installation) == [(f"personne{rang}@uimm.example", 4, 4) for rang in range(3)]


def test_a_worker_killed_between_the_mail_and_its_memory_leaves_one_file(installation, tmp_path):
    """The embedded installation: the mail is written, the row is not; then all over again."""
    code = BATTRE.replace("rappeler()", "") + _TUER_APRES_LE_COURRIEL
    fini = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=installation.env,
        check=False,
        capture_output=True,
    )
    assert fini.returncode == -9, fini.stderr
    assert len(list((installation.donnees / "courriels").glob("*.eml"))) == 1

    with installation.travailleur():
        attendre_la_fin(installation)

    assert len(list((installation.donnees / "courriels").glob("*.eml"))) == 3
    assert installation.lire("SELECT COUNT(*) FROM commun_courriel") == [(3,)]
    assert memoire(installation) == [(f"personne{rang}@uimm.example", 4, 4) for rang in range(3)]


_TUER_APRES_LE_COURRIEL = """
import os, signal
from cqpm.commun import courrier, travaux
from cqpm.commun.models import Travail
ecrire = courrier._deposer
def ecrire_et_mourir(message):
    ecrire(message)
    os.kill(os.getpid(), signal.SIGKILL)
courrier._deposer = ecrire_et_mourir
rappeler()
travaux.executer(Travail.objects.order_by("pk").first().pk)
"""
