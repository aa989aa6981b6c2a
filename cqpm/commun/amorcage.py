"""Prepare a machine to run CQPM Dossiers: system libraries, virtual environment, dependencies.

Run by path with the system's Python, before anything is installed: standard library only, no
import of the project, and a syntax that an older Python reads far enough to be told that it is
too old. `amorcage.py FILE…` installs the locked files FILE into the virtual environment; running
it again costs nothing as long as the files have not changed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent.parent
VERSIONS = ((3, 11), (3, 12))
# The shared libraries that WeasyPrint opens, and the Debian packages that bring them.
BIBLIOTHEQUES_PDF = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PAQUETS_PDF = list(BIBLIOTHEQUES_PDF.values())


class Arret(Exception):
    """The preparation cannot go on; the sentence says what to do."""


def main(fichiers: list[str]) -> int:
    try:
        _choisir_python()
        with _seul():
            _installer_paquets()
            _preparer_environnement(fichiers)
    except Arret as arret:
        dire(str(arret))
        return 1
    except KeyboardInterrupt:
        dire("Interrompu : rien n'est resté à moitié installé.")
        return 130
    return 0


def dire(phrase: str) -> None:
    print(f"» {phrase}", file=sys.stderr, flush=True)  # noqa: T201


# --- Python ---------------------------------------------------------------------------------------
def _choisir_python() -> None:
    """Go on with a Python that the dependencies accept, or say how to get one."""
    if sys.version_info[:2] in VERSIONS:
        return
    for majeure, mineure in VERSIONS:
        autre = shutil.which(f"python{majeure}.{mineure}")
        if autre and _fonctionne(autre):
            os.execv(autre, [autre, *sys.argv])  # noqa: S606
    raise Arret(
        f"Il faut Python 3.11 ou 3.12, celui-ci est {sys.version.split()[0]}. Installez-le "
        "(Debian : apt-get install python3.11 python3.11-venv), puis recommencez."
    )


def _fonctionne(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0  # noqa: S603


@contextlib.contextmanager
def _seul():
    """Two preparations of the same folder wait for each other."""
    with open(__file__, encoding="utf-8") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


# --- System libraries -----------------------------------------------------------------------------
def paquets_absents() -> list[str]:
    """The Debian packages whose library this machine cannot open."""
    absents = []
    for bibliotheque, paquet in BIBLIOTHEQUES_PDF.items():
        try:
            ctypes.CDLL(bibliotheque)
        except OSError:
            absents.append(paquet)
    return absents


def _paquets_necessaires() -> list[str]:
    paquets = paquets_absents()
    if not _environnement().exists() and not _sait_creer_un_environnement():
        paquets.append("python{}.{}-venv".format(*sys.version_info[:2]))
    return paquets


def _sait_creer_un_environnement() -> bool:
    """Debian ships Python without what `venv` needs; `venv` itself only says so at the end."""
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def _installer_paquets() -> None:
    """Install what is missing when we may; otherwise give the command and go on without."""
    paquets = _paquets_necessaires()
    if not paquets:
        return
    commande = f"apt-get install --no-install-recommends {' '.join(paquets)}"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        dire(f"Installation des bibliothèques du système : {commande}")
        if not _apt_install(paquets):
            _apt("update")
            _apt_install(paquets)
        paquets = _paquets_necessaires()
    if any(paquet.endswith("-venv") for paquet in paquets):
        raise Arret(f"Python ne sait pas créer d'environnement ici. Exécutez : {commande}")
    if paquets:
        dire(f"Pas de PDF sur cette machine avant d'avoir exécuté, en administrateur : {commande}")


def _apt_install(paquets: list[str]) -> bool:
    return _apt("install", "--yes", "--no-install-recommends", *paquets)


def _apt(*arguments: str) -> bool:
    environnement = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commande = ["apt-get", "-qq", *arguments]
    return (
        subprocess.run(  # noqa: S603
            commande, env=environnement, stdout=subprocess.DEVNULL, check=False
        ).returncode
        == 0
    )


# --- Virtual environment --------------------------------------------------------------------------
def _environnement() -> Path:
    return RACINE / (os.environ.get("CQPM_VENV") or ".venv")


def _preparer_environnement(fichiers: list[str]) -> None:
    """Install the locked files that are not installed yet.

    A mark stands in the environment during the work: found at the next start, it means that the
    work was cut short, and the environment is made anew. An environment that somebody else made
    is used, never removed.
    """
    dossier = _environnement()
    marque, etat = dossier / "cqpm-en-cours", dossier / "cqpm-installe.json"
    if marque.exists():
        dire("La préparation précédente avait été interrompue : elle recommence.")
        shutil.rmtree(dossier)
    neuf = not dossier.exists()
    installes = _lire(etat)
    attendus = {nom: _empreinte(RACINE / nom) for nom in fichiers}
    if not neuf and attendus.items() <= installes.items():
        return
    if neuf or installes:
        dossier.mkdir(parents=True, exist_ok=True)
        marque.touch()
    try:
        if neuf:
            dire("Création de l'environnement Python…")
            _executer(sys.executable, "-m", "venv", str(dossier))
        dire("Installation des dépendances (une minute environ la première fois)…")
        _pip_install(dossier, fichiers)
    except BaseException:
        if neuf:
            shutil.rmtree(dossier, ignore_errors=True)
        raise
    _ecrire(etat, {**installes, **attendus})
    marque.unlink(missing_ok=True)


def _empreinte(fichier: Path) -> str:
    version = "{}.{}".format(*sys.version_info[:2])
    return hashlib.sha256(version.encode() + fichier.read_bytes()).hexdigest()


def _lire(etat: Path) -> dict[str, str]:
    try:
        return json.loads(etat.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def _ecrire(etat: Path, contenu: dict[str, str]) -> None:
    provisoire = etat.with_suffix(".tmp")
    provisoire.write_text(json.dumps(contenu, indent=2), encoding="utf-8")
    provisoire.replace(etat)


def _pip_install(dossier: Path, fichiers: list[str]) -> None:
    commande = [str(dossier / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    commande += ["install", "-qq", "--no-input", "--require-hashes", "--only-binary", ":all:"]
    for nom in fichiers:
        commande += ["--requirement", str(RACINE / nom)]
    _executer(*commande)


def _executer(*commande: str) -> None:
    """Run a step; its own messages are shown, and its failure is ours."""
    code = subprocess.run(commande, check=False).returncode  # noqa: S603
    if code == -signal.SIGINT:
        raise KeyboardInterrupt
    if code:
        raise Arret(
            "La préparation a échoué, le message est ci-dessus. Vérifiez l'accès au réseau et la "
            "place sur le disque, puis recommencez : ce qui est fait ne sera pas refait."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["requirements.txt"]))
