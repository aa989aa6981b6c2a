"""What goes with the PV to the groupe technique paritaire (DOMAINE.md §4.3, §5.4)."""

from cqpm.commun import pdf
from cqpm.commun.travaux import Produit
from evaluations.models import SessionJury
from evaluations.rapports.composition import contexte_de
from evaluations.regles_composition import phrase_de_parite
from evaluations.selectors.composition import avertissements_de


def emargement(session: SessionJury) -> Produit:
    """The sheet that every member signs, before or after the session."""
    return _produit(session, "emargement", "Feuille d'émargement")


def lettre_gtp(session: SessionJury) -> Produit:
    """The letter that says what is sent, and that the organisation was checked."""
    return _produit(session, "lettre_gtp", "Lettre d'envoi")


def saisines(session: SessionJury) -> Produit:
    """Who was asked, who sat, and the delays: the proof of a regular composition."""
    demandes = session.demandes.select_related("organisation")
    return _produit(session, "saisines", "Composition et saisines", demandes=list(demandes))


def _produit(session: SessionJury, nom: str, titre: str, **contexte) -> Produit:
    contexte |= contexte_de(session)
    contexte |= {
        "membres": list(session.membres.all()),
        "parite": phrase_de_parite(session.sieges),
        "avertissements": avertissements_de(session),
        "nombre": session.deliberations.count(),
    }
    return Produit(
        nom=f"{nom.replace('_', '-')}-{session.numero}.pdf",
        titre=f"{titre}, session {session.numero}",
        contenu=pdf.rendre(f"evaluations/pdf/{nom}.html", contexte),
    )
