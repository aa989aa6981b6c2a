"""Refuse a damaged stream where pdfminer would go on without it, and without a word."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from pdfminer import pdftypes

from referentiels.analyse.lecteur_pdf.refus import Refus, RefusLecture

SOMME = 4  # bytes of the checksum at the end of a stream


@contextmanager
def pertes_interdites() -> Iterator[None]:
    """Within it, pdfminer refuses what it would have read in part, or as nothing."""
    tolerant = pdftypes.decompress_corrupted
    pdftypes.decompress_corrupted = _decompresser
    try:
        yield
    finally:
        pdftypes.decompress_corrupted = tolerant


def _decompresser(donnees: bytes) -> bytes:
    """Accept a stream that only lacks its checksum, which some programs forget.

    Raises RefusLecture.
    """
    lecteur = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        contenu = lecteur.decompress(donnees[2:])
    except zlib.error as erreur:
        raise RefusLecture(Refus.ENDOMMAGE) from erreur
    if not lecteur.eof or len(lecteur.unused_data) >= SOMME:
        raise RefusLecture(Refus.ENDOMMAGE)
    return contenu
