"""The pack in two forms: the tagged files in one archive, and one file to print.

Joining PDFs loses the tags that make them accessible (ADR 5): the bundle is for paper alone.
"""

import io
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack

from django.core.files import File
from django.template.loader import render_to_string
from django.utils import timezone

from cqpm.commun.fichiers import fichier_temporaire, ouvrir
from cqpm.commun.models import Document
from cqpm.commun.travaux import Produit
from evaluations.errors import LiasseRefusee
from evaluations.models import SessionJury
from evaluations.regles_transmission import EcheanceGTP
from evaluations.selectors.liasse import FichierLiasse


def archive(
    session: SessionJury, fichiers: Iterable[FichierLiasse], echeance: EcheanceGTP
) -> Produit:
    """Every file under its French name, with a page that says what is there (R42).

    Raises DocumentIntrouvable or EspaceInsuffisant.
    """
    fichiers = list(fichiers)
    moment = timezone.localtime(session.signee_le).timetuple()[:6]
    with fichier_temporaire() as sortie, zipfile.ZipFile(sortie, "w") as zip_:
        zip_.writestr(_entree("Lisez-moi.txt", moment), _lisez_moi(session, fichiers, echeance))
        for un in fichiers:
            with ouvrir(un.document) as fichier:
                zip_.writestr(_entree(un.chemin, moment), fichier.read())
    return Produit(
        nom=f"envoi-{session.numero}.zip",
        titre=f"Envoi de la session {session.numero}",
        contenu=sortie,
        type_mime="application/zip",
    )


def _entree(nom: str, moment: tuple) -> zipfile.ZipInfo:
    """A PDF is compressed already."""
    entree = zipfile.ZipInfo(nom, moment)
    entree.external_attr = 0o644 << 16
    return entree


def _retirer_le_sceau(source) -> None:
    """What a signature draws on a PDF means nothing on paper, nor once the PDF is joined."""
    if "/AcroForm" not in source.Root:
        return
    del source.Root.AcroForm
    for page in source.pages:
        if "/Annots" in page:
            gardees = [une for une in page.Annots if une.get("/Subtype") != "/Widget"]
            page.Annots = source.make_indirect(gardees)


def _lisez_moi(session: SessionJury, fichiers: list[FichierLiasse], echeance) -> str:
    contexte = {"session": session, "fichiers": fichiers, "echeance": echeance}
    return render_to_string("evaluations/pdf/lisez_moi.txt", contexte).replace("\n", "\r\n")


class SansPanne(io.RawIOBase):
    """Writes to a file without ever raising: an exception in the middle of qpdf ends the process.

    `dire_la_panne` raises it afterwards.
    """

    def __init__(self, fichier: File):
        self.fichier, self.panne = fichier, None

    def writable(self) -> bool:
        return True

    def write(self, octets) -> int:
        if self.panne is None:
            try:
                self.fichier.write(octets)
            except OSError as erreur:
                self.panne = erreur
        return len(octets)

    def flush(self) -> None:
        if self.panne is None:
            try:
                self.fichier.flush()
            except OSError as erreur:
                self.panne = erreur

    def dire_la_panne(self) -> None:
        self.flush()
        if self.panne:
            raise self.panne


def a_imprimer(session: SessionJury, documents: list[Document]) -> Produit:
    """The same PDFs one after the other, with a bookmark for each.

    Raises DocumentIntrouvable, EspaceInsuffisant, or LiasseRefusee for a file that is no whole PDF.
    """
    import pikepdf  # noqa: PLC0415 (only where the job runs)

    with fichier_temporaire() as sortie, ExitStack() as ouverts, pikepdf.new() as liasse:
        signets = []
        for document in documents:
            fichier = ouverts.enter_context(ouvrir(document))
            try:
                source = ouverts.enter_context(pikepdf.open(fichier))
            except pikepdf.PdfError as erreur:
                raise LiasseRefusee(
                    f"« {document.titre} » ne s'ouvre pas : le fichier à imprimer n'est pas fait. "
                    "Imprimez les fichiers de l'envoi un à un, ou déposez ce document à nouveau."
                ) from erreur
            _retirer_le_sceau(source)
            signets.append(pikepdf.OutlineItem(document.titre, len(liasse.pages)))
            liasse.pages.extend(source.pages)
        with liasse.open_outline() as plan:
            plan.root.extend(signets)
        liasse.docinfo["/Title"] = f"À imprimer : envoi de la session {session.numero}"
        ecriture = SansPanne(sortie)
        liasse.save(ecriture, deterministic_id=True)
        ecriture.dire_la_panne()
    return Produit(
        nom=f"a-imprimer-{session.numero}.pdf",
        titre=f"À imprimer : envoi de la session {session.numero}",
        contenu=sortie,
    )
