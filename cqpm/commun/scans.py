"""A signed paper that was scanned or photographed: it opens, and hides nothing."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from cqpm.commun.formats import PDF, SCANS, lire_papier
from cqpm.commun.images import lire_photo
from cqpm.commun.pdf_recu import lire_pdf


@dataclass(frozen=True)
class Scan:
    """The file as it is kept: a PDF unchanged, a photo without what it said of place and device."""

    nom: str
    type_mime: str
    contenu: bytes


def lire_scan(fichier: UploadedFile) -> Scan:
    """Read a PDF, JPEG or PNG. Raises FichierRefuse: too big, disguised, with a program in it."""
    _, format_ = lire_papier(fichier, formats=SCANS)
    fichier.seek(0)
    if format_ is PDF:
        return Scan(fichier.name, format_.type_mime, lire_pdf(fichier))
    photo = lire_photo(fichier)
    return Scan(photo.nom, photo.type_mime, photo.contenu)
