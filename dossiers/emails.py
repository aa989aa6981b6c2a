"""Mails about a dossier; called from jobs only."""

from cqpm.commun import emails
from cqpm.commun.models import sujet_de
from cqpm.commun.travaux import Produit
from dossiers.models import Dossier


def envoyer_transmission(dossier: Dossier, produit: Produit, *, cle: str = "") -> None:
    """Send the dossier de modalités to the resource centre, if it has an address."""
    if dossier.centre_ressources.courriel:
        emails.envoyer(
            "dossiers/emails/transmission.txt",
            {"dossier": dossier},
            dossier.centre_ressources.courriel,
            pieces=[produit],
            sujet=sujet_de(dossier),
            cle=cle,
        )
