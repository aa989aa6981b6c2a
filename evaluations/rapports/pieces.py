"""The papers of one candidate after a signed PV (R37, DOMAINE.md §5.4)."""

import datetime
import hashlib
import json

from cqpm.commun import pdf
from cqpm.commun.travaux import Produit
from evaluations.contenus import ContenuPiece, en_json
from evaluations.enums import NaturePiece

GABARITS: dict[str, str] = {
    NaturePiece.NOTIFICATION: "evaluations/pdf/notification.html",
    NaturePiece.LETTRE: "evaluations/pdf/lettre_president.html",
    NaturePiece.ATTESTATION: "evaluations/pdf/attestation.html",
}


def empreinte_de(contenu: ContenuPiece) -> str:
    """SHA-256 of what the paper says and of how it is drawn, known without rendering it."""
    dit = json.dumps(en_json(contenu), ensure_ascii=False, sort_keys=True)
    dessin = pdf.empreinte_du_dessin(GABARITS[contenu.nature])
    return hashlib.sha256(f"{dessin}{dit}".encode()).hexdigest()


def produire(contenu: ContenuPiece, *, duplicata_le: datetime.date | None = None) -> Produit:
    """Render the paper as tagged PDF; a duplicata says the same, and that it is one.

    Raises BibliothequesAbsentes.
    """
    contexte = {
        "piece": contenu,
        "centre": contenu.centre,
        "session": contenu.session,
        "duplicata_le": duplicata_le,
    }
    debut = f"duplicata-{duplicata_le:%Y-%m-%d}-" if duplicata_le else ""
    return Produit(
        nom=f"{debut}{contenu.nature}-{contenu.candidat.dossier}.pdf",
        titre=f"Duplicata : {contenu.titre}" if duplicata_le else contenu.titre,
        contenu=pdf.rendre(GABARITS[contenu.nature], contexte),
    )
