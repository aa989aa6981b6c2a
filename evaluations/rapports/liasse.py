"""The pack in two forms: the tagged files in one archive, and one file to print.

Joining PDFs loses the tags that make them accessible (ADR 5): the bundle is for paper alone.
"""

import zipfile
from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import timezone

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import DocumentIntrouvable, fichier_temporaire, ouvrir
from cqpm.commun.jonction import JonctionImpossible, joindre
from cqpm.commun.models import Document
from cqpm.commun.stockage import EspaceInsuffisant
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


def _lisez_moi(session: SessionJury, fichiers: list[FichierLiasse], echeance) -> str:
    contexte = {"session": session, "fichiers": fichiers, "echeance": echeance}
    return render_to_string("evaluations/pdf/lisez_moi.txt", contexte).replace("\n", "\r\n")


def a_imprimer(session: SessionJury, documents: list[Document]) -> Produit:
    """The same PDFs one after the other, with a bookmark for each.

    Raises DocumentIntrouvable, EspaceInsuffisant, or LiasseRefusee for a file that is no whole PDF.
    """
    titre = f"À imprimer : envoi de la session {session.numero}"
    with fichier_temporaire() as sortie:
        try:
            joindre(titre, [(un.titre, un.fichier.path) for un in documents], sortie)
        except JonctionImpossible as refus:
            raise _en_mots(refus, documents) from refus
    return Produit(nom=f"a-imprimer-{session.numero}.pdf", titre=titre, contenu=sortie)


def _en_mots(refus: JonctionImpossible, documents: list[Document]) -> ErreurMetier:
    if refus.absent is not None:
        return DocumentIntrouvable(documents[refus.absent])
    if refus.illisible is None:
        return EspaceInsuffisant()
    return LiasseRefusee(
        f"« {documents[refus.illisible].titre} » ne s'ouvre pas, ou est protégé : le fichier "
        "à imprimer n'est pas fait. Imprimez les fichiers de l'envoi un à un."
    )
