"""Mails about a dossier; called from jobs only."""

from cqpm.commun import emails
from cqpm.commun.travaux import Produit
from dossiers.models import Convocation, Dossier


def envoyer_transmission(dossier: Dossier, produit: Produit) -> None:
    """Send the dossier de modalités to the resource centre, if it has an address."""
    if dossier.centre_ressources.courriel:
        emails.envoyer(
            "dossiers/emails/transmission.txt",
            {"dossier": dossier},
            dossier.centre_ressources.courriel,
            pieces=[produit],
        )


def envoyer_convocation(convocation: Convocation, envoi: str, pieces: list[Produit]) -> None:
    """Send the convocation or its update, with the paper and the calendar's invitation."""
    emails.envoyer(
        "dossiers/emails/convocation.txt",
        _contexte(convocation) | {"mise_a_jour": envoi == "mise à jour"},
        convocation.courriel,
        pieces=pieces,
    )


def envoyer_annulation(convocation: Convocation, agenda: Produit) -> None:
    """Tell someone that they are no longer expected."""
    emails.envoyer(
        "dossiers/emails/annulation.txt",
        _contexte(convocation),
        convocation.courriel,
        pieces=[agenda],
    )


def _contexte(convocation: Convocation) -> dict:
    seance = convocation.seance
    return {"convocation": convocation, "seance": seance, "dossier": seance.dossier}
