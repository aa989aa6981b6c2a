"""What an uploaded paper really is: its bytes say it, its name must agree."""

import io
import os
import zipfile
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from cqpm.commun.fichiers import TAILLE_MAX, FichierRefuse


@dataclass(frozen=True)
class Format:
    """A kind of file, its first bytes, and the extensions under which it is known."""

    nom: str
    type_mime: str
    signature: bytes
    extensions: frozenset[str]


PDF = Format("PDF", "application/pdf", b"%PDF-", frozenset({".pdf"}))
DOCX = Format(
    "Word (.docx)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"PK\x03\x04",
    frozenset({".docx"}),
)
JPEG = Format("JPEG", "image/jpeg", b"\xff\xd8\xff", frozenset({".jpg", ".jpeg"}))
PNG = Format("PNG", "image/png", b"\x89PNG\r\n\x1a\n", frozenset({".png"}))
PAPIERS = (PDF, DOCX, JPEG, PNG)
# What a scanner or a telephone gives.
SCANS = (PDF, JPEG, PNG)


def extensions(formats: tuple[Format, ...]) -> str:
    """What a file field offers to choose, for its `accept`."""
    return ",".join(sorted(extension for un in formats for extension in un.extensions))


ACCEPTES = extensions(PAPIERS)


def lire_papier(
    fichier: UploadedFile, taille_max: int = TAILLE_MAX, formats: tuple[Format, ...] = PAPIERS
) -> tuple[bytes, Format]:
    """The bytes of a paper and what it is. Raises FichierRefuse: empty, too big, another kind."""
    if not fichier.size:
        raise FichierRefuse(
            f"Le fichier « {fichier.name} » est vide. Vérifiez-le, puis déposez-le à nouveau."
        )
    if fichier.size > taille_max:
        raise FichierRefuse(
            f"Le fichier « {fichier.name} » dépasse la limite de {taille_max // 2**20} Mo. "
            "Réduisez-le, puis déposez-le à nouveau."
        )
    fichier.seek(0)
    contenu = fichier.read()
    format_ = next((un for un in formats if contenu.startswith(un.signature)), None)
    extension = os.path.splitext(fichier.name or "")[1].lower()
    if format_ is None or extension not in format_.extensions or not _est_sain(format_, contenu):
        word = "ni un document Word sans macro (.docx), " if DOCX in formats else ""
        raise FichierRefuse(
            f"Le fichier « {fichier.name} » n'est ni un PDF, {word}ni une image JPEG ou PNG. "
            "Enregistrez-le dans un de ces formats, puis déposez-le à nouveau."
        )
    return contenu, format_


def _est_sain(format_: Format, contenu: bytes) -> bool:
    """A .docx is an archive that holds a text and no program."""
    if format_ is not DOCX:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            noms = archive.namelist()
    except zipfile.BadZipFile:
        return False
    return "word/document.xml" in noms and not any(un.endswith("vbaProject.bin") for un in noms)
