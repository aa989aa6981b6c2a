"""The three commands: what they print, and how they refuse."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel
from tests.factories.referentiels import ReferentielFactory
from tests.referentiels.comparaison import FIXTURES, NOMS, SOURCES
from tests.referentiels.documents import document, en_json

pytestmark = pytest.mark.django_db

NUMERO = "MQ 2030 01 01 0001"


@pytest.fixture
def fichier(tmp_path):
    chemin = tmp_path / "essai.json"
    chemin.write_text(en_json(document()), encoding="utf-8")
    return chemin


def test_exporter_prints_the_json_and_nothing_else(fichier, capsys):
    call_command("importer_referentiel", str(fichier), publier=True)
    capsys.readouterr()

    call_command("exporter_referentiel", NUMERO)

    assert capsys.readouterr() == (en_json(document()) + "\n", "")


def test_exporter_takes_the_number_without_quotes(fichier, capsys):
    call_command("importer_referentiel", str(fichier))
    capsys.readouterr()

    call_command("exporter_referentiel", *NUMERO.split())

    assert json.loads(capsys.readouterr().out)["numero"] == NUMERO


def test_exporter_chooses_the_latest_published_version(capsys):
    for date, etat in [
        ("2030-01-01", EtatReferentiel.PUBLIE),
        ("2031-01-01", EtatReferentiel.PUBLIE),
        ("2032-01-01", EtatReferentiel.BROUILLON),
    ]:
        ReferentielFactory(numero=NUMERO, date_modification=date, etat=etat)

    dates = []
    for options in ({}, {"date": "2030-01-01"}, {"date": "2032-01-01"}):
        call_command("exporter_referentiel", NUMERO, **options)
        dates.append(json.loads(capsys.readouterr().out)["date_modification"])

    assert dates == ["2031-01-01", "2030-01-01", "2032-01-01"]


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        (
            {"date": "2031-01-01"},
            f"Aucun référentiel ne correspond à « {NUMERO} » au 01/01/2031. "
            f"Référentiels connus : {NUMERO} (31/01/2030).",
        ),
        (
            {"date": "31/01/2030"},
            "« 31/01/2030 » n'est pas une date. Écrivez-la AAAA-MM-JJ, comme 2018-04-05.",
        ),
    ],
)
def test_exporter_refuses_what_does_not_exist(fichier, options, attendu):
    call_command("importer_referentiel", str(fichier))

    with pytest.raises(CommandError) as refus:
        call_command("exporter_referentiel", NUMERO, **options)

    assert str(refus.value) == attendu
    assert refus.value.returncode == 1


def test_exporter_says_how_to_load_when_there_is_nothing():
    with pytest.raises(CommandError) as refus:
        call_command("exporter_referentiel", "12")

    assert str(refus.value) == (
        "Aucun référentiel ne correspond à « 12 ». Aucun référentiel n'est chargé : "
        "lancez « manage.py charger_referentiels »."
    )


A_RELIRE = (
    "À relire : Modalité « Evaluation à partir d’une situation professionnelle reconstituée » : "
    "une consigne du modèle vierge est restée dans le texte."
)
IMPORTE = (
    "« Technicien(ne) en technologie du vide (1991 06 42 0083, 27/11/2013) » : "
    "importé (brouillon), 6 capacités, 17 critères."
)


def test_importer_says_what_it_did_and_what_to_read_again(capsys):
    call_command("importer_referentiel", str(FIXTURES / "1991-06-42-0083.json"))

    assert capsys.readouterr().out.splitlines() == [IMPORTE, A_RELIRE]


def test_r6_importer_publishes_only_what_was_read_again(capsys):
    fichier = str(FIXTURES / "1991-06-42-0083.json")

    with pytest.raises(CommandError, match="1 point est à relire"):
        call_command("importer_referentiel", fichier, publier=True)
    assert Referentiel.objects.get().etat == EtatReferentiel.BROUILLON
    capsys.readouterr()
    call_command("importer_referentiel", fichier, publier=True, relu=True)

    assert capsys.readouterr().out.splitlines()[-1] == (
        "« Technicien(ne) en technologie du vide (1991 06 42 0083, 27/11/2013) » : publié."
    )


@pytest.mark.parametrize("nom", NOMS)
def test_importer_reads_the_official_text(capsys, nom):
    call_command("importer_referentiel", str(SOURCES / f"{nom}.txt"))

    referentiel = Referentiel.objects.get()
    assert exporter(referentiel) == json.loads((FIXTURES / f"{nom}.json").read_text("utf-8"))
    assert referentiel.etat == EtatReferentiel.BROUILLON
    points = referentiel.points_a_relire.values_list("explication", flat=True)
    assert capsys.readouterr().out.splitlines()[1:] == [f"À relire : {p}" for p in points]


@pytest.mark.parametrize(
    ("nom", "message"),
    [("absent.pdf", "n'existe pas. Vérifiez son chemin."), (".", "est un dossier.")],
)
def test_importer_refuses_what_is_not_a_file(tmp_path, nom, message):
    with pytest.raises(CommandError, match=message):
        call_command("importer_referentiel", str(tmp_path / nom))


def test_importer_lists_every_problem(tmp_path):
    faux = tmp_path / "faux.json"
    faux.write_text(en_json(document(titre="", categorie=3)), encoding="utf-8")

    with pytest.raises(CommandError) as refus:
        call_command("importer_referentiel", str(faux))

    assert str(refus.value).splitlines() == [
        "Le document « faux.json » est refusé, rien n'a été importé (2 problèmes) :",
        "- ligne 3, titre : le texte est vide. Écrivez-le ou retirez cet élément.",
        "- ligne 4, categorie : il faut un texte entre guillemets, et non un nombre entier.",
    ]
    assert not Referentiel.objects.exists()


def test_charger_referentiels_says_what_it_did(capsys):
    call_command("charger_referentiels")
    call_command("charger_referentiels")

    assert [ligne.split(" : ")[1] for ligne in capsys.readouterr().out.splitlines()] == [
        "importé (publié), 6 capacités, 17 critères.",
        "importé (publié), 7 capacités, 45 critères.",
        "déjà présent (publié), rien n'a changé.",
        "déjà présent (publié), rien n'a changé.",
    ]


def test_charger_referentiels_refuses_an_empty_folder(settings, tmp_path):
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="Aucun référentiel à charger"):
        call_command("charger_referentiels")


def manage(*arguments: str, **options) -> subprocess.Popen:
    """Start a command of `manage.py` in a process of its own."""
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options
    commande = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(commande, cwd=settings.BASE_DIR, **options)


def test_a_real_process_writes_utf8_and_ends_with_1_on_a_refusal(tmp_path):
    """From a terminal that is not in UTF-8, on a database of its own."""
    environnement = {
        **os.environ,
        "CQPM_DONNEES": str(tmp_path),
        "DATABASE_URL": "",
        "PYTHONIOENCODING": "latin-1",
        "DJANGO_SETTINGS_MODULE": "cqpm.settings",
    }

    def lancer(*arguments):
        with manage(*arguments, env=environnement, stdout=subprocess.PIPE) as processus:
            sortie, _ = processus.communicate(timeout=120)
        return processus.returncode, sortie

    assert lancer("migrate", "--verbosity=0") == (0, b"")
    assert lancer("charger_referentiels")[0] == 0
    assert lancer("exporter_referentiel", "1991 06 42 0083") == (
        0,
        (FIXTURES / "1991-06-42-0083.json").read_bytes(),
    )
    assert lancer("exporter_referentiel", "1991") == (1, b"")


@pytest.fixture
def base_partagee(tmp_path, transactional_db):
    """The environment of processes that share one real database, and how to count its versions."""
    environnement = {**os.environ, "CQPM_DONNEES": str(tmp_path), "DATABASE_URL": ""}
    environnement["DJANGO_SETTINGS_MODULE"] = "cqpm.settings"
    if connection.vendor == "postgresql":
        base = connection.settings_dict
        acces = f"{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}"
        environnement["DATABASE_URL"] = f"postgres://{acces}/{base['NAME']}"
        return environnement, Referentiel.objects.count
    manage("migrate", "--verbosity=0", env=environnement).wait()

    def compter() -> int:
        with closing(sqlite3.connect(tmp_path / "cqpm.sqlite3")) as base:
            return base.execute("SELECT count(*) FROM referentiels_referentiel").fetchone()[0]

    return environnement, compter


def test_processes_that_start_together_load_each_version_once(base_partagee):
    """The web server and the worker both load the référentiels when they start."""
    environnement, compter = base_partagee

    processus = [manage("charger_referentiels", env=environnement) for _ in range(3)]

    assert [un.wait(timeout=120) for un in processus] == [0, 0, 0]
    assert compter() == 2
