"""Read a foreign file in a process that can be neither slow nor heavy (`lecteurs`)."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from cqpm.commun.fichiers import FichierRefuse

logger = logging.getLogger(__name__)

MEMOIRE_MAX = 768 * 2**20
CALCUL_MAX = 10  # seconds of processor
DELAI_MAX = 25  # seconds, the start of the process included
ATTENTE_MAX = 4  # seconds, of the reading before: the sender tries again
_PYTHON = [sys.executable, "-I", "-W", "ignore"]
_SCRIPT = Path(__file__).parent / "lecteurs" / "__main__.py"
# A reading may take all the memory of its limit: one server process runs one at a time.
_UN_A_LA_FOIS = threading.Lock()


class ServeurOccupe(FichierRefuse):
    """Another file is being read: this one may be welcome in a moment, as it is."""


def lire_a_part(lecteur: str, octets: bytes) -> tuple[dict, bytes]:
    """What the reader says of the file, and the bytes it made of it.

    A refusal is `{"refus": code}`: that of the reader, or « trop_complexe » when it went over its
    limits, « endommage » when it ended badly. Raises ServeurOccupe.
    """
    if not _UN_A_LA_FOIS.acquire(timeout=ATTENTE_MAX):
        raise ServeurOccupe(
            "Le fichier n'a pas pu être lu : le serveur traite déjà d'autres fichiers. Recommencez "
            "dans une minute."
        )
    commande = [*_PYTHON, str(_SCRIPT), lecteur, str(MEMOIRE_MAX), str(CALCUL_MAX)]
    try:
        refus, sortie = executer_a_part(commande, octets)
    finally:
        _UN_A_LA_FOIS.release()
    if refus:
        return {"refus": refus}, b""
    entete, _, corps = sortie.partition(b"\n")
    return json.loads(entete), corps


def executer_a_part(
    commande: list[str], octets: bytes, *, environnement: dict[str, str] | None = None
) -> tuple[str, bytes]:
    """Give the bytes to a process, and return why it failed (or nothing) and what it answered.

    It runs on files without a name: nothing of it can be left behind. It gets none of our
    environment but where programs are, and what `environnement` adds. The failure is
    « trop_complexe » (too long, or killed at one of its limits) or « endommage ».
    """
    with (
        tempfile.TemporaryFile() as entree,
        tempfile.TemporaryFile() as sortie,
        tempfile.TemporaryFile() as erreurs,
    ):
        entree.write(octets)
        entree.seek(0)
        try:
            code = subprocess.run(  # noqa: S603
                commande,
                stdin=entree,
                stdout=sortie,
                stderr=erreurs,
                env=_environnement() | (environnement or {}),
                timeout=DELAI_MAX,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return "trop_complexe", b""
        _journaliser(erreurs)
        if code:  # below zero: killed at one of its limits
            return "trop_complexe" if code < 0 else "endommage", b""
        sortie.seek(0)
        return "", sortie.read()


def _journaliser(erreurs: IO[bytes]) -> None:
    """Keep the end of what the process complained about."""
    erreurs.seek(max(0, erreurs.seek(0, os.SEEK_END) - 4000))
    if plainte := erreurs.read().decode("utf-8", "replace").strip():
        logger.warning("The reading process said:\n%s", plainte)


def _environnement() -> dict[str, str]:
    """What the process needs of ours, and no secret."""
    return {nom: os.environ[nom] for nom in ("PATH", "LD_LIBRARY_PATH") if nom in os.environ}
