"""A file brought by a person becomes a brouillon: PDF or text of the official document, or JSON."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from referentiels.analyse import pdf, texte
from referentiels.analyse.document import analyser
from referentiels.analyse.source import NatureSource, Source
from referentiels.echange.lecture import decoder, lire_octets
from referentiels.enums import NatureProvenance
from referentiels.importation import Resultat, importer, importer_officiel

TAILLE_MAX = 20 * 2**20  # bytes
_SIGNATURE_PDF = b"%PDF-"
_NATURES = {NatureSource.PDF: NatureProvenance.PDF, NatureSource.TEXTE: NatureProvenance.TEXTE}


def lire(chemin: Path) -> bytes:
    """Read a file of the disk. Raises DocumentInvalide when there is nothing to read."""
    return lire_octets(chemin, taille_max=TAILLE_MAX, attendu="un fichier")


def importer_fichier(octets: bytes, *, nom: str, par=None) -> Resultat:
    """Make a brouillon of a file, told apart by its content and not by its name; all or nothing.

    A JSON document must be complete and coherent. An official document is read as far as it can
    be, with its doubtful places to tick (R6). Raises DocumentInvalide, FichierIllisible or
    PasUnReferentiel.
    """
    if octets.lstrip()[:1] in (b"{", b"[") or octets[:4] == b"\xef\xbb\xbf{":
        return importer(decoder(octets, nom=nom), nom=nom, par=par)
    source = _lecteur(octets, nom)(octets, nom=nom)
    return importer_officiel(
        source,
        analyser(source),
        nature=_NATURES[source.nature],
        sha256=hashlib.sha256(octets).hexdigest(),
        par=par,
    )


def _lecteur(octets: bytes, nom: str) -> Callable[..., Source]:
    """A PDF may have a few bytes before its mark; what only claims to be one is told so."""
    est_pdf = _SIGNATURE_PDF in octets[:1024] or nom.lower().endswith(".pdf")
    return pdf.depuis_octets if est_pdf else texte.depuis_octets
