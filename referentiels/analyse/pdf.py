"""From the bytes of a PDF to a `Source`, read in a process that can be neither slow nor heavy."""

import json
import sys
import threading
from pathlib import Path

from cqpm.commun.lecture_isolee import DELAI_MAX, executer_a_part
from referentiels.analyse.lecteur_pdf.refus import Refus
from referentiels.analyse.source import Case, Ligne, NatureSource, Source
from referentiels.errors import FichierIllisible

TAILLE_MAX = 20 * 2**20
SIGNATURE = b"%PDF-"
_RACINE = Path(__file__).resolve().parents[2]
# A reading may take all the memory of its limit: one server process runs one at a time.
_UN_A_LA_FOIS = threading.Lock()
_ENVIRONNEMENT = {"PYTHONPATH": str(_RACINE), "PYTHONUTF8": "1", "LANG": "C.UTF-8"}
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
        echec, sortie = executer_a_part(_COMMANDE, octets, environnement=_ENVIRONNEMENT)
    finally:
        _UN_A_LA_FOIS.release()
    reponse = {"refus": echec} if echec else json.loads(sortie)
    if refus := reponse.get("refus"):
        raise FichierIllisible(nom, Refus(refus), reponse.get("pages", []))
    lignes = tuple(_ligne(*valeurs) for valeurs in reponse["lignes"])
    return Source(nom, NatureSource.PDF, reponse["texte"], lignes)


def _ligne(debut, fin, page, case, blanc_avant, courte) -> Ligne:
    return Ligne(debut, fin, page, Case(*case) if case else None, blanc_avant, courte)
