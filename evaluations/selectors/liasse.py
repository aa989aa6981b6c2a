"""The dispatch pack of a signed session: its files in order, and where its making stands (R42)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from evaluations.enums import DocumentJury
from evaluations.models import PieceJury, SessionJury
from evaluations.selectors.pieces import ORDRE

NATURE_LIASSE = "liasse"
NATURE_IMPRESSION = "liasse_impression"
NATURE_PAPIER_GTP = "papier_gtp"

DOSSIER_GTP, DOSSIER_CANDIDATS = "Groupe technique paritaire", "Candidats"
# What a file system may refuse in a name.
_INTERDITS = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


@dataclass(frozen=True)
class FichierLiasse:
    """One file of the pack: its folder, what it is called there, and its bytes."""

    dossier: str
    nom: str
    document: Document

    @property
    def chemin(self) -> str:
        extension = self.document.nom.rpartition(".")[2]
        return f"{self.dossier}/{self.nom}.{extension}"


def derniere_liasse(session: SessionJury) -> Travail | None:
    """The making that was asked for last, with its archive once it is done."""
    return travaux.dernier(sujet_de(session), NATURE_LIASSE)


def derniere_impression(session: SessionJury) -> Travail | None:
    """The making of the bundle to print, with its document once it is done."""
    return travaux.dernier(sujet_de(session), NATURE_IMPRESSION)


def dernier_document(session: SessionJury, nature: str) -> Document | None:
    """The newest archive or bundle that was made, whatever the making asked for since became."""
    return Document.objects.filter(
        sujet=sujet_de(session), nature=nature, travail__isnull=False
    ).first()


def envoi_precedent(session: SessionJury, liasse: Travail | None) -> Document | None:
    """The archive made before, while the one that is asked for is not made, or failed."""
    if liasse is None or liasse.etat == EtatTravail.TERMINE:
        return None
    return dernier_document(session, NATURE_LIASSE)


def rectificatif_depuis(
    liasse: Travail | None, signes: Iterable[SessionJury]
) -> SessionJury | None:
    """The one of these signed PVs rectificatifs since which the archive holds replaced papers."""
    if liasse is None or liasse.etat != EtatTravail.TERMINE:
        return None
    return next((un for un in signes if un.signee_le > liasse.document.cree_le), None)


def fichiers_des_candidats(session: SessionJury) -> list[FichierLiasse]:
    """Each candidate's papers, in the order of the session. One query.

    Those that a later signed PV replaced are out: nobody hands them over any more (R40).
    """
    pieces = PieceJury.objects.filter(
        deliberation__in=session.deliberations.en_vigueur()
    ).select_related("document", "deliberation__dossier__candidat")
    return [
        FichierLiasse(
            f"{DOSSIER_CANDIDATS}/{_nom_du_candidat(une)}", une.get_nature_display(), une.document
        )
        for une in sorted(pieces, key=_rang)
    ]


def fichiers_du_gtp(session: SessionJury, papiers: list[Document]) -> list[FichierLiasse]:
    """The folder of the groupe technique paritaire: the letter, the PV, then the other papers.

    A PV signed by hand comes with the file that it was printed from, which is accessible.
    """
    lettre, *autres = papiers
    suite = [lettre, *_pv(session), *autres]
    return [
        FichierLiasse(DOSSIER_GTP, f"{rang} - {_propre(_titre(un))}", un)
        for rang, un in enumerate(suite, 1)
    ]


def _pv(session: SessionJury) -> list[Document]:
    produit = Document.objects.filter(
        sujet=sujet_de(session), nature=DocumentJury.PV, travail__isnull=False
    ).first()
    tous = [session.pv_signe, produit]
    return list({un.pk: un for un in tous if un is not None}.values())


def _titre(document: Document) -> str:
    """Without the session's number, which the archive's own name bears."""
    return document.titre.partition(", session ")[0]


def _rang(piece: PieceJury) -> tuple:
    une = piece.deliberation
    return une.rang, une.pk, ORDRE.index(piece.nature)


def _nom_du_candidat(piece: PieceJury) -> str:
    dossier = piece.deliberation.dossier
    candidat = dossier.candidat
    nom = f"{candidat.nom_usage or candidat.nom} {candidat.prenom}"
    return f"{_propre(nom)} ({_propre(dossier.numero)})"


def _propre(nom: str) -> str:
    return _INTERDITS.sub(" ", nom).strip(" .") or "Sans nom"
