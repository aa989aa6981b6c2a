"""Mails about evaluations; called from jobs only."""

import datetime

from django.conf import settings
from django.urls import reverse

from cqpm.commun import emails
from cqpm.commun.fichiers import ouvrir
from cqpm.commun.liens import Cle
from cqpm.commun.models import sujet_de
from cqpm.commun.travaux import Produit
from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier, Relance
from dossiers.relances.courriels import contexte_de
from evaluations import liens
from evaluations.accords import accord_en_vigueur
from evaluations.agenda import invitation
from evaluations.models import (
    AvisEntreprise,
    Deliberation,
    DemandeSyndicat,
    MembreJury,
    PieceJury,
)
from evaluations.selectors import espace
from evaluations.selectors.avis import lien_du_jeton

# What {lien} reads in a reminder to a candidate who was given no space.
SANS_ESPACE = "écrivez à votre centre d'examen"


def envoyer_demande_avis(acces: Cle, *, redemande: bool = False, cle: str = "") -> None:
    """Ask the company's representative for the opinion: why, where, with which code, until when.

    `redemande`: they have just asked for a fresh code from the page.
    """
    lien = lien_du_jeton(acces.jeton)
    contexte = {
        "demande": lien.demande,
        "dossier": lien.demande.dossier,
        "adresse": liens.adresse(acces.jeton),
        "code": acces.code_lisible,
        "expire_le": lien.expire_le,
        "redemande": redemande,
        "oral": getattr(lien.demande, "oral", None),
    }
    emails.envoyer(
        "evaluations/emails/demande_avis.txt",
        contexte,
        lien.demande.courriel,
        sujet=sujet_de(lien.demande.dossier),
        secret=True,
        cle=cle,
    )


def envoyer_grille_rouverte(dossier: Dossier, membre: Utilisateur, motif: str, *, cle: str) -> None:
    """Tell a member of the commission that their grid waits for them again, and why."""
    grille = settings.ADRESSE_PUBLIQUE + reverse("evaluations:grille", args=[dossier.pk])
    emails.envoyer(
        "evaluations/emails/grille_rouverte.txt",
        {"dossier": dossier, "membre": membre, "motif": motif, "adresse": grille},
        membre.email,
        sujet=sujet_de(dossier),
        cle=cle,
    )


def envoyer_avis_signe(avis: AvisEntreprise, produit: Produit, *, cle: str) -> None:
    """Send a copy of what was signed to the address that was asked for the opinion."""
    emails.envoyer(
        "evaluations/emails/avis_signe.txt",
        {"avis": avis, "demande": avis.demande, "dossier": avis.demande.dossier},
        avis.demande.courriel,
        pieces=[produit],
        sujet=sujet_de(avis.demande.dossier),
        cle=cle,
    )


def envoyer_relance_avis(relance: Relance, acces: Cle, *, cle: str) -> None:
    """Ask again, with a fresh personal link, in the centre's own words."""
    emails.envoyer(
        "dossiers/emails/relance.txt",
        contexte_de(relance, liens.adresse(acces.jeton), acces.code_lisible),
        relance.courriel,
        sujet=relance.sujet,
        secret=True,
        cle=cle,
    )


# --- The candidate ------------------------------------------------------------------------------


def envoyer_espace(dossier: Dossier, acces: Cle, *, rapport_attendu: bool, cle: str) -> None:
    """Give the candidate the link to their space and its code: why, until when, whom to write."""
    contexte = {
        "dossier": dossier,
        "adresse": espace.adresse(acces.jeton),
        "code": acces.code_lisible,
        "expire_le": acces.lien.expire_le,
        "rapport_attendu": rapport_attendu,
    }
    emails.envoyer(
        "evaluations/emails/espace_candidat.txt",
        contexte,
        dossier.candidat.courriel,
        sujet=sujet_de(dossier),
        secret=True,
        cle=cle,
    )


def envoyer_relance_candidat(relance: Relance, acces: Cle | None, *, cle: str) -> None:
    """Ask again in the centre's own words, with a fresh link where the candidate has a space."""
    lien = espace.adresse(acces.jeton) if acces else SANS_ESPACE
    emails.envoyer(
        "dossiers/emails/relance.txt",
        contexte_de(relance, lien, acces.code_lisible if acces else ""),
        relance.courriel,
        sujet=relance.sujet,
        secret=acces is not None,
        cle=cle,
    )


# --- The jury ---------------------------------------------------------------------------------


def envoyer_demande_syndicat(
    demande: DemandeSyndicat, lettre: Produit, *, relance: bool, cle: str
) -> None:
    """Ask a union to name its representative, or remind it; the letter goes with it (R28)."""
    session = demande.session
    contexte = {
        "demande": demande,
        "organisation": demande.organisation,
        "session": session,
        "centre": session.centre,
        "accord": accord_en_vigueur(session.date),
        "relance": relance,
    }
    emails.envoyer(
        "evaluations/emails/demande_syndicat.txt",
        contexte,
        demande.courriel,
        pieces=[lettre],
        sujet=sujet_de(session),
        cle=cle,
    )


def envoyer_convocation_jury(
    membre: MembreJury, pieces: list[Produit], *, mise_a_jour: bool, cle: str
) -> None:
    """Convene a member, or tell them of a change, with the paper and the invitation (R29)."""
    session = membre.session
    contexte = {
        "membre": membre,
        "session": session,
        "centre": session.centre,
        "accord": accord_en_vigueur(session.date),
        "mise_a_jour": mise_a_jour,
        "adresse": settings.ADRESSE_PUBLIQUE + session.get_absolute_url(),
    }
    emails.envoyer(
        "evaluations/emails/convocation_jury.txt",
        contexte,
        membre.adresse,
        pieces=pieces,
        sujet=sujet_de(session),
        cle=cle,
    )


def envoyer_pieces_jury(deliberation: Deliberation, pieces: list[PieceJury], *, cle: str) -> None:
    """Send the candidate their own papers; the mail's words tell no result (R37)."""
    dossier, session = deliberation.dossier, deliberation.session
    emails.envoyer(
        "evaluations/emails/pieces_jury.txt",
        {
            "candidat": dossier.candidat,
            "dossier": dossier,
            "session": session,
            "centre": session.centre,
            "pieces": pieces,
        },
        dossier.candidat.courriel,
        pieces=[_jointe(une) for une in pieces],
        sujet=sujet_de(dossier),
        cle=cle,
    )


def _jointe(piece: PieceJury) -> Produit:
    with ouvrir(piece.document) as fichier:
        return Produit(piece.document.nom, piece.document.titre, fichier.read())


def parametres_annulation(membre: MembreJury) -> dict:
    """All that the cancellation says: the seat is gone when it leaves."""
    session = membre.session
    return {
        "nom": membre.nom_complet,
        "courriel": membre.adresse,
        "date": session.date.isoformat(),
        "lieu": session.lieu,
        "numero": session.numero,
        "centre": str(session.centre),
        "agenda": invitation(membre, annulee=True).contenu.decode(),
    }


def envoyer_annulation_jury(parametres: dict, *, sujet: str, cle: str) -> None:
    """Tell a member that they are no longer expected."""
    agenda = Produit(
        "invitation.ics",
        "Invitation",
        parametres["agenda"].encode(),
        "text/calendar; method=CANCEL",
    )
    emails.envoyer(
        "evaluations/emails/annulation_jury.txt",
        parametres | {"date": datetime.date.fromisoformat(parametres["date"])},
        parametres["courriel"],
        pieces=[agenda],
        sujet=sujet,
        cle=cle,
    )
