"""The launcher's first half, run as `make` runs it, with a package built on the spot."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from cqpm.commun import amorcage
from tests.processus import attendre

SCRIPT = Path(amorcage.__file__)


class Poste:
    """A machine with an empty environment and a package index in a folder."""

    def __init__(self, dossier: Path):
        self.venv, self.index = dossier / "venv", dossier / "index"
        self.verrou = dossier / "requirements.txt"
        self.index.mkdir()
        self.env = {
            **{n: v for n, v in os.environ.items() if not n.startswith("PIP_")},
            "CQPM_VENV": str(self.venv),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.index),
        }

    def publier(self, version: str) -> str:
        """Build a wheel of one module; returns its digest."""
        roue = self.index / f"essai_cqpm-{version}-py3-none-any.whl"
        infos = f"essai_cqpm-{version}.dist-info"
        with zipfile.ZipFile(roue, "w") as archive:
            archive.writestr("essai_cqpm.py", f"version = {version!r}\n")
            archive.writestr(
                f"{infos}/METADATA",
                f"Metadata-Version: 2.1\nName: essai-cqpm\nVersion: {version}\n",
            )
            archive.writestr(f"{infos}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            archive.writestr(f"{infos}/RECORD", "")
        return hashlib.sha256(roue.read_bytes()).hexdigest()

    def verrouiller(self, version: str, empreinte: str | None = None) -> None:
        empreinte = empreinte or self.publier(version)
        self.verrou.write_text(f"essai-cqpm=={version} --hash=sha256:{empreinte}\n")

    @property
    def commande(self) -> list[str]:
        return [sys.executable, str(SCRIPT), str(self.verrou)]

    def amorcer(self) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.commande, env=self.env, capture_output=True, text=True, timeout=120, check=False
        )

    def couper(self, numero: int) -> subprocess.Popen:
        """Start, and send the signal to the whole group while the environment is being made."""
        processus = subprocess.Popen(
            self.commande, env=self.env, start_new_session=True, stderr=subprocess.PIPE, text=True
        )
        attendre(lambda: (self.venv / "pyvenv.cfg").exists(), "the environment is being made")
        os.killpg(processus.pid, numero)
        _, self.dit = processus.communicate(timeout=60)
        return processus

    def version_installee(self) -> str:
        programme = "import essai_cqpm; print(essai_cqpm.version)"
        python = self.venv / "bin" / "python"
        return subprocess.check_output([python, "-c", programme], text=True).strip()


@pytest.fixture
def poste(tmp_path):
    return Poste(tmp_path)


def test_amorcage_installs_once_and_again_when_the_lock_changes(poste):
    poste.verrouiller("1.0")
    premier = poste.amorcer()
    assert (premier.returncode, premier.stderr.splitlines()) == (
        0,
        [
            "» Création de l'environnement Python…",
            "» Installation des dépendances (une minute environ la première fois)…",
        ],
    )
    assert poste.version_installee() == "1.0"

    second = poste.amorcer()
    assert (second.returncode, second.stderr) == (0, "")

    poste.verrouiller("2.0")
    assert poste.amorcer().returncode == 0
    assert poste.version_installee() == "2.0"


def test_amorcage_interrupted_leaves_nothing(poste):
    poste.verrouiller("1.0")

    assert poste.couper(signal.SIGINT).returncode == 130
    assert poste.dit.splitlines()[-1] == "» Interrompu : rien n'est resté à moitié installé."
    assert not poste.venv.exists()


def test_amorcage_starts_over_after_a_brutal_end(poste):
    poste.verrouiller("1.0")
    poste.couper(signal.SIGKILL)

    repris = poste.amorcer()

    assert repris.stderr.splitlines()[0] == (
        "» La préparation précédente avait été interrompue : elle recommence."
    )
    assert (repris.returncode, poste.version_installee()) == (0, "1.0")


def test_amorcage_refuses_a_package_that_is_not_the_locked_one(poste):
    poste.publier("1.0")
    poste.verrouiller("1.0", empreinte="0" * 64)

    refuse = poste.amorcer()

    assert refuse.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in refuse.stderr
    assert refuse.stderr.splitlines()[-1].startswith("» La préparation a échoué")
    assert not poste.venv.exists()


def test_amorcage_never_removes_an_environment_that_it_did_not_make(poste):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", poste.venv], check=True)
    poste.verrouiller("1.0")

    assert poste.amorcer().returncode == 1
    assert (poste.venv / "bin" / "python").exists()


def test_amorcage_refuses_an_unknown_python(monkeypatch, capsys):
    monkeypatch.setattr(amorcage, "VERSIONS", ((3, 99),))

    assert amorcage.main([]) == 1
    assert capsys.readouterr().err == (
        f"» Il faut Python 3.11 ou 3.12, celui-ci est {sys.version.split()[0]}. Installez-le "
        "(Debian : apt-get install python3.11 python3.11-venv), puis recommencez.\n"
    )


def test_an_older_python_can_read_the_script_far_enough():
    """Annotations of a newer Python stay text, and no statement is newer than Python 3.8."""
    compile(SCRIPT.read_text(), str(SCRIPT), "exec", dont_inherit=True)
    code = (
        "import ast, pathlib, sys;"
        f"ast.parse(pathlib.Path({str(SCRIPT)!r}).read_text(), feature_version=(3, 8))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.BASE_DIR)


@pytest.fixture
def pango_absent(monkeypatch):
    monkeypatch.setattr(
        amorcage, "BIBLIOTHEQUES_PDF", {"libabsente.so.0": "libabsente-0", "libc.so.6": "libc6"}
    )


def test_amorcage_gives_the_command_to_who_may_not_install(pango_absent, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    amorcage._installer_paquets()

    assert capsys.readouterr().err == (
        "» Pas de PDF sur cette machine avant d'avoir exécuté, en administrateur : "
        "apt-get install --no-install-recommends libabsente-0\n"
    )


def test_amorcage_installs_what_is_missing_when_it_may(pango_absent, monkeypatch, capsys, tmp_path):
    """A stand-in apt-get that fails before « update », as on a machine with empty lists."""
    trace = tmp_path / "trace"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {trace}\n[ "$2" = update ]\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    amorcage._installer_paquets()

    installation = "-qq install --yes --no-install-recommends libabsente-0"
    assert trace.read_text().splitlines() == [installation, "-qq update", installation]
    assert capsys.readouterr().err.splitlines()[0] == (
        "» Installation des bibliothèques du système : "
        "apt-get install --no-install-recommends libabsente-0"
    )


def test_amorcage_stops_when_python_cannot_make_environments(monkeypatch, poste, capsys):
    monkeypatch.setenv("CQPM_VENV", str(poste.venv))
    monkeypatch.setattr(amorcage, "_sait_creer_un_environnement", lambda: False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    version = "{}.{}".format(*sys.version_info[:2])

    assert amorcage.main(["requirements.txt"]) == 1
    assert capsys.readouterr().err == (
        "» Python ne sait pas créer d'environnement ici. Exécutez : "
        f"apt-get install --no-install-recommends python{version}-venv\n"
    )


def test_the_state_file_names_the_locked_files(poste):
    poste.venv.mkdir()
    etat = poste.venv / "cqpm-installe.json"

    amorcage._ecrire(etat, {"requirements.txt": "abc"})

    assert json.loads(etat.read_text()) == {"requirements.txt": "abc"}
    assert amorcage._lire(etat) == {"requirements.txt": "abc"}
    etat.write_text("{ coupé")
    assert amorcage._lire(etat) == {}
