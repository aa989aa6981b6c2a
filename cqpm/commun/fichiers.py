"""Documents: store them, prove they are intact, hand them to a browser, accept uploads."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError, transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import Document
from cqpm.commun.stockage import place_sur_le_disque

TAILLE_MAX = 20 * 2**20
SIGNATURE_PDF = b"%PDF-"
SIGNATURE_JPEG = b"\xff\xd8\xff"
# Types that a browser shows by itself without running anything.
AFFICHABLES = {"application/pdf", "image/jpeg", "image/png"}


class DocumentIntrouvable(ErreurMetier):
    """The row is there, its file is not."""

    def __init__(self, document: Document):
        self.document = document
        super().__init__(
            f"Le fichier du document « {document.titre} » n'est plus sur le serveur. "
            "Demandez à l'administrateur de le rétablir depuis la dernière sauvegarde."
        )


class FichierRefuse(ErreurMetier):
    """An uploaded file that cannot be accepted."""


@dataclass(frozen=True)
class Produit:
    """What a job hands back: a file to keep.

    A long one is a `fichier_temporaire`, filled, rather than bytes: it is closed once kept.
    """

    nom: str
    titre: str
    contenu: bytes | File
    type_mime: str = "application/pdf"


@contextmanager
def fichier_temporaire() -> Iterator[File]:
    """A file without a name, to fill, for what would weigh on the memory.

    It stays open after the block, for `Produit`; it is gone if the block fails. Raises
    EspaceInsuffisant.
    """
    fichier = File(tempfile.TemporaryFile(), name="temporaire")  # noqa: SIM115 (open after it)
    try:
        with place_sur_le_disque():
            yield fichier
    except BaseException:
        with suppress(OSError):  # what it could not write, it tries again to
            fichier.close()
        raise


@contextmanager
def fichier_ecrit(produit: Produit, **champs) -> Iterator[Document]:
    """Write the file and give the unsaved row; the file goes if the block does not succeed.

    When the database itself fails, nobody knows whether the row was committed: the file stays,
    because one file too many is better than a document without its bytes.
    """
    nom = _raccourcir(produit.nom)
    contenu = produit.contenu
    with ContentFile(contenu) if isinstance(contenu, bytes) else contenu as fichier:
        fichier.seek(0)
        document = Document(
            titre=produit.titre,
            nom=nom,
            type_mime=produit.type_mime,
            taille=fichier.size,
            sha256=hashlib.file_digest(fichier, "sha256").hexdigest(),
            **champs,
        )
        document.fichier.save(nom, fichier, save=False)
    try:
        yield document
    except (OperationalError, InterfaceError):
        raise
    except BaseException:
        document.fichier.storage.delete(document.fichier.name)
        raise


def enregistrer_document(
    sujet: str,
    nature: str,
    titre: str,
    nom: str,
    contenu: bytes,
    par=None,
    type_mime: str = "application/pdf",
) -> Document:
    """Keep a file received from a person, in the act's transaction.

    If the act is rolled back afterwards the row goes and the file stays, named by nobody:
    `manage.py verifier_documents --purger` removes such files.
    """
    produit = Produit(nom, titre, contenu, type_mime)
    with (
        fichier_ecrit(produit, sujet=sujet, nature=nature, cree_par=par) as document,
        transaction.atomic(),
    ):
        document.save(force_insert=True)
    return document


def effacer_document(document: Document) -> None:
    """Remove the row now, and the bytes once the act's transaction is committed."""
    chemin, stockage = document.fichier.name, document.fichier.storage
    document.delete()
    transaction.on_commit(lambda: _effacer(stockage, chemin))


def _effacer(stockage: Storage, chemin: str) -> None:
    """Erase the bytes, unless another row still needs them."""
    if not Document.objects.filter(fichier=chemin).exists():
        stockage.delete(chemin)


def ouvrir(document: Document) -> File:
    """Open the stored bytes. Raises DocumentIntrouvable."""
    try:
        return document.fichier.open("rb")
    except FileNotFoundError as erreur:
        raise DocumentIntrouvable(document) from erreur


def est_intact(document: Document) -> bool:
    """Tell whether the stored bytes are still those that were recorded (R52)."""
    try:
        with ouvrir(document) as fichier:
            return hashlib.file_digest(fichier, "sha256").hexdigest() == document.sha256
    except DocumentIntrouvable:
        return False


def reponse_document(document: Document, *, en_ligne: bool = False) -> FileResponse:
    """Send the file, to save or (PDF, picture) to read in the browser; nobody may cache it.

    Raises DocumentIntrouvable. The caller has checked that the person may see the document.
    """
    reponse = FileResponse(
        ouvrir(document),
        as_attachment=not (en_ligne and document.type_mime in AFFICHABLES),
        filename=document.nom,
        content_type=document.type_mime,
    )
    return _garder_pour_soi(reponse)


def reponse_produit(produit: Produit) -> HttpResponse:
    """Send a file that is made while the person waits and kept by nobody."""
    reponse = HttpResponse(produit.contenu, content_type=produit.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(True, produit.nom)
    return _garder_pour_soi(reponse)


def _garder_pour_soi(reponse: HttpResponseBase) -> HttpResponseBase:
    reponse["Cache-Control"] = "private, no-store"
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


def verifier_pdf(fichier: UploadedFile, taille_max: int = TAILLE_MAX) -> None:
    """Refuse what is not a PDF of reasonable size; leaves the file at its start."""
    if _debut(fichier, taille_max) != SIGNATURE_PDF:
        raise FichierRefuse(
            f"Le fichier « {fichier.name} » n'est pas un PDF. "
            "Enregistrez votre document au format PDF, puis déposez ce fichier."
        )


def verifier_piece(fichier: UploadedFile, taille_max: int = TAILLE_MAX) -> str:
    """Tell the type of a scan, PDF or JPEG, and refuse the rest; leaves the file at its start."""
    debut = _debut(fichier, taille_max)
    if debut == SIGNATURE_PDF:
        return "application/pdf"
    if debut.startswith(SIGNATURE_JPEG):
        return "image/jpeg"
    raise FichierRefuse(
        f"Le fichier « {fichier.name} » n'est ni un PDF ni une photo JPEG. "
        "Numérisez ou photographiez le document, puis déposez ce fichier."
    )


def verifier_taille(fichier: UploadedFile, taille_max: int = TAILLE_MAX) -> None:
    """Refuse a file that is empty, or over the limit."""
    if not fichier.size:
        raise FichierRefuse(
            f"Le fichier « {fichier.name} » est vide. Vérifiez-le, puis déposez-le à nouveau."
        )
    if fichier.size > taille_max:
        raise FichierRefuse(
            f"Le fichier « {fichier.name} » pèse {_en_mo(fichier.size)} Mo, "
            f"la limite est de {_en_mo(taille_max)} Mo. Réduisez-le, puis déposez-le à nouveau."
        )


def _debut(fichier: UploadedFile, taille_max: int) -> bytes:
    """The first bytes of a file of reasonable size, which tell what it is."""
    verifier_taille(fichier, taille_max)
    fichier.seek(0)
    debut = fichier.read(len(SIGNATURE_PDF))
    fichier.seek(0)
    return debut


def _raccourcir(nom: str) -> str:
    """Cut a name that the column could not hold, before its extension."""
    limite = Document._meta.get_field("nom").max_length
    racine, extension = os.path.splitext(nom)
    return racine[: limite - len(extension)] + extension if len(nom) > limite else nom


def _en_mo(taille: int) -> str:
    """Megabytes the French way, rounded up so that an excess always shows."""
    dixiemes = -(-taille * 10 // 2**20)
    return f"{dixiemes // 10},{dixiemes % 10}".removesuffix(",0")
