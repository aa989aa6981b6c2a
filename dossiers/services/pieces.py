"""The papers that staff deposit in a dossier, and take back when it was a mistake."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cqpm.commun.fichiers import effacer_document, enregistrer_document
from cqpm.commun.formats import lire_papier
from cqpm.commun.models import Document, sujet_de
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte, NaturePiece
from dossiers.errors import PieceRefusee
from dossiers.models import Dossier
from dossiers.services import rapport
from dossiers.services.journal import noter


@transaction.atomic
def deposer(
    dossier: Dossier, fichier: UploadedFile, *, nature: NaturePiece, titre: str, par: Utilisateur
) -> Document:
    """Keep a paper. Raises FichierRefuse: its content is not one of the accepted kinds."""
    contenu, format_ = lire_papier(fichier)
    titre = titre.strip() or NaturePiece(nature).label
    document = enregistrer_document(
        sujet_de(dossier),
        nature,
        titre,
        fichier.name,
        contenu,
        par=par,
        type_mime=format_.type_mime,
    )
    noter(
        dossier,
        Acte.DOCUMENT,
        f"Pièce déposée : {titre} ({NaturePiece(nature).label.lower()}).",
        par=par,
        apres={"fichier": document.nom, "sha256": document.sha256},
    )
    return document


@transaction.atomic
def retirer(dossier: Dossier, document: Document, *, motif: str, par: Utilisateur) -> None:
    """Remove a paper deposited by mistake, and its file; the journal keeps what it was.

    Raises PieceRefusee: a paper of the application, the report that the commission has concluded
    on, or a dossier that the jury has decided.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    piece = Document.objects.filter(pk=document.pk, sujet=sujet_de(dossier)).first()
    if piece is None:
        raise PieceRefusee("Cette pièce est déjà retirée du dossier.")
    if piece.nature not in NaturePiece.values:
        raise PieceRefusee(
            f"« {piece.titre} » est produit par l'application : il ne se retire pas."
        )
    if dossier.est_decide:
        raise PieceRefusee(
            "Le jury a décidé de ce dossier : ses pièces sont conservées telles quelles."
        )
    rapport.detacher(dossier, piece)
    noter(
        dossier,
        Acte.DOCUMENT,
        f"Pièce retirée : {piece.titre}. Motif : {motif}",
        par=par,
        avant={"fichier": piece.nom, "sha256": piece.sha256},
    )
    effacer_document(piece)
