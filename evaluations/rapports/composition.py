"""The letters about a jury: requests to the unions, convocations, certificates of attendance."""

from cqpm.commun import pdf
from cqpm.commun.travaux import Produit
from evaluations.accords import accord_en_vigueur
from evaluations.models import DemandeSyndicat, MembreJury, SessionJury


def contexte_de(session: SessionJury) -> dict:
    """What every letter about a session says of it."""
    return {
        "session": session,
        "centre": session.centre,
        "accord": accord_en_vigueur(session.date),
        "versions": list(session.referentiels.all()),
    }


def lettre_de_demande(demande: DemandeSyndicat) -> Produit:
    """The letter that asks a union to name its representative (R28)."""
    session = demande.session
    contexte = contexte_de(session) | {"demande": demande, "organisation": demande.organisation}
    return Produit(
        nom=f"demande-{demande.organisation}-{session.numero}.pdf",
        titre=f"Demande à {demande.organisation}, session {session.numero}",
        contenu=pdf.rendre("evaluations/pdf/demande_syndicat.html", contexte),
    )


def convocation_de(membre: MembreJury) -> Produit:
    """One member's convocation; it names no candidate (R29)."""
    session = membre.session
    return Produit(
        nom=f"convocation-{session.numero}-{membre.pk}.pdf",
        titre=f"Convocation de {membre}, session {session.numero}",
        contenu=pdf.rendre(
            "evaluations/pdf/convocation_jury.html", contexte_de(session) | {"membre": membre}
        ),
    )


def attestation_de_presence(membre: MembreJury) -> Produit:
    """What a member who came gives to their employer or to the OPCO, with the hours (§4.1)."""
    session = membre.session
    contexte = contexte_de(session) | {
        "membre": membre,
        "arrivee": membre.arrive_le or session.ouverte_le,
        "depart": membre.parti_le or session.close_le,
    }
    return Produit(
        nom=f"attestation-presence-{session.numero}-{membre.pk}.pdf",
        titre=f"Attestation de présence de {membre}, session {session.numero}",
        contenu=pdf.rendre("evaluations/pdf/attestation_presence.html", contexte),
    )
