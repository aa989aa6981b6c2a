"""What goes with the PV to the groupe technique paritaire (DOMAINE.md §4.3, §5.4)."""

from cqpm.commun import pdf
from cqpm.commun.travaux import Produit
from evaluations.models import SessionJury
from evaluations.rapports.composition import contexte_de
from evaluations.regles_composition import phrase_de_parite
from evaluations.selectors.composition import avertissements_de

# By the name of their template, the papers and their French titles.
PAPIERS_GTP = {
    "lettre_gtp": "Lettre d'envoi",
    "saisines": "Composition et saisines",
    "emargement": "Feuille d'émargement",
}


def emargement(session: SessionJury) -> Produit:
    """The sheet that every member signs, before or after the session."""
    return produire_papier_gtp(session, "emargement")


def produire_papier_gtp(session: SessionJury, nom: str) -> Produit:
    """Render one of `PAPIERS_GTP`."""
    return Produit(
        nom=f"{nom.replace('_', '-')}-{session.numero}.pdf",
        titre=f"{PAPIERS_GTP[nom]}, session {session.numero}",
        contenu=pdf.rendre(_gabarit(nom), _contexte(session)),
    )


def empreinte_gtp(session: SessionJury, nom: str) -> str:
    """What tells whether it would come out the same, known without rendering it."""
    return pdf.empreinte(_gabarit(nom), _contexte(session))


def _gabarit(nom: str) -> str:
    return f"evaluations/pdf/{nom}.html"


def _contexte(session: SessionJury) -> dict:
    return contexte_de(session) | {
        "membres": list(session.membres.all()),
        "demandes": list(session.demandes.select_related("organisation")),
        "parite": phrase_de_parite(session.sieges),
        "avertissements": avertissements_de(session),
        "nombre": session.deliberations.count(),
    }
