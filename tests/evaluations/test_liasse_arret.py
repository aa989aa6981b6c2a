"""The pack on real workers: both take part, and one killed in the middle loses nothing."""

import os
import signal
from collections import Counter

import pytest

from tests.commun.test_arret_brutal import TRAVAILLEUR, Installation
from tests.processus import attendre, lancer

CANDIDATS = 12
PREPARER = f"""
import django
django.setup()
from tests.evaluations.session_signee import longue_session
longue_session({CANDIDATS})
"""
DEMANDER = """
import django
django.setup()
from evaluations.models import SessionJury
from evaluations.services.jury import liasse
from tests.factories.comptes import UtilisateurFactory
session = SessionJury.objects.get()
liasse.demander(session, par=UtilisateurFactory(gestionnaire=session.centre))
"""


@pytest.fixture
def lieu(tmp_path):
    lieu = tmp_path / "liasse"
    lieu.mkdir()
    return lieu


@pytest.fixture
def installation(tmp_path, lieu):
    with Installation(tmp_path).prete() as prete:
        prete.python("-c", PREPARER)
        prete.env["CQPM_ESSAI_LIASSE"] = str(lieu)
        yield prete


def travailleurs(installation):
    commande = [*TRAVAILLEUR, "--include", "tests.evaluations.natures_liasse"]
    commande[commande.index("--concurrency") + 1] = "2"
    return lancer(*commande, env=installation.env, journal=installation.journal)


def attendre_la_liasse(installation) -> None:
    etat = "SELECT etat FROM commun_travail WHERE nature IN ('liasse', 'liasse_impression')"
    attendre(
        lambda: installation.lire(etat) == [("termine",), ("termine",)], "the pack and its bundle"
    )


def pieces(installation) -> list[tuple]:
    return installation.lire(
        "SELECT p.deliberation_id, p.nature, d.taille, d.fichier FROM evaluations_piecejury p "
        "JOIN commun_document d ON d.id = p.document_id"
    )


def verifier_les_fichiers(installation) -> None:
    for _, _, taille, chemin in pieces(installation):
        octets = (installation.donnees / "fichiers" / chemin).read_bytes()
        assert (octets[:5], len(octets)) == (b"%PDF-", taille)


def test_two_workers_draw_the_same_pack_together(installation, lieu):
    (lieu / "attendre").touch()
    installation.python("-c", DEMANDER)

    with travailleurs(installation):
        attendre_la_liasse(installation)

    par_processus = Counter((lieu / "rendus").read_text().split())
    assert len(par_processus) == 2
    assert sum(par_processus.values()) == len(pieces(installation)) == 3 * CANDIDATS
    verifier_les_fichiers(installation)


def test_a_worker_killed_in_the_middle_redraws_only_what_was_not_kept(installation, lieu):
    (lieu / "mourir").touch()
    installation.python("-c", DEMANDER)

    with travailleurs(installation):
        attendre(lambda: (lieu / "victime").exists(), "a worker is in the middle of the pack")
        (lieu / "mourir").unlink()
        os.kill(int((lieu / "victime").read_text()), signal.SIGKILL)
        attendre_la_liasse(installation)

    assert len(pieces(installation)) == 3 * CANDIDATS
    # The paper on which the worker died had left no trace: none is drawn twice.
    assert len((lieu / "rendus").read_text().split()) == 3 * CANDIDATS
    verifier_les_fichiers(installation)
