"""From the bytes of a PDF to a `Source`, read in a process that can be neither slow nor heavy."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from referentiels.analyse.lecteur_pdf.refus import Refus
from referentiels.analyse.source import Case, Ligne, NatureSource, Source
from referentiels.errors import FichierIllisible

logger = logging.getLogger(__name__)

TAILLE_MAX = 20 * 2**20
DELAI_MAX = 25  # seconds, the start of the process included
SIGNATURE = b"%PDF-"
_RACINE = Path(__file__).resolve().parents[2]
# A reading may take all the memory of its limit: one server process runs one at a time.
_UN_A_LA_FOIS = threading.Lock()
_COMMANDE = [sys.executable, "-P", "-m", "referentiels.analyse.lecteur_pdf"]


def depuis_octets(octets: bytes, *, nom: str) -> Source:
    """Read a PDF. Raises FichierIllisible: each reason is a sentence that says what to do."""
    if not octets:
        raise FichierIllisible(nom, Refus.VIDE)
    if len(octets) > TAILLE_MAX:
        raise FichierIllisible(nom, Refus.TROP_LOURD)
    if SIGNATURE not in octets[:1024]:
        raise FichierIllisible(nom, Refus.PAS_UN_PDF)
    if not _UN_A_LA_FOIS.acquire(timeout=DELAI_MAX):
        raise FichierIllisible(nom, Refus.OCCUPE)
    try:
        reponse = _lire_a_part(octets)
    finally:
        _UN_A_LA_FOIS.release()
    if refus := reponse.get("refus"):
        raise FichierIllisible(nom, Refus(refus), reponse.get("pages", []))
    lignes = tuple(_ligne(*valeurs) for valeurs in reponse["lignes"])
    return Source(nom, NatureSource.PDF, reponse["texte"], lignes)


def _lire_a_part(octets: bytes) -> dict:
    """Run the reading process, on files without a name: nothing of it can be left behind."""
    with (
        tempfile.TemporaryFile() as entree,
        tempfile.TemporaryFile() as sortie,
        tempfile.TemporaryFile() as erreurs,
    ):
        entree.write(octets)
        entree.seek(0)
        try:
            code = subprocess.run(  # noqa: S603
                _COMMANDE,
                stdin=entree,
                stdout=sortie,
                stderr=erreurs,
                cwd=_RACINE,
                env=_environnement(),
                timeout=DELAI_MAX,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return {"refus": Refus.TROP_COMPLEXE}
        _journaliser(erreurs)
        if code:  # below zero: killed at one of its limits
            return {"refus": Refus.TROP_COMPLEXE if code < 0 else Refus.ENDOMMAGE}
        sortie.seek(0)
        return json.load(sortie)


def _journaliser(erreurs: IO[bytes]) -> None:
    """Keep the end of what the process complained about."""
    erreurs.seek(max(0, erreurs.seek(0, os.SEEK_END) - 4000))
    if plainte := erreurs.read().decode("utf-8", "replace").strip():
        logger.warning("The reading process of PDFs said:\n%s", plainte)


def _environnement() -> dict[str, str]:
    """What the process needs of ours, and no secret."""
    utiles = {nom: os.environ[nom] for nom in ("PATH", "LD_LIBRARY_PATH") if nom in os.environ}
    return utiles | {"PYTHONPATH": str(_RACINE), "PYTHONUTF8": "1", "LANG": "C.UTF-8"}


def _ligne(debut, fin, page, case, blanc_avant, courte) -> Ligne:
    return Ligne(debut, fin, page, Case(*case) if case else None, blanc_avant, courte)
