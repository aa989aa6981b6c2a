"""Mails about evaluations; called from jobs only."""

from cqpm.commun import emails
from cqpm.commun.models import sujet_de
from dossiers.models import Relance
from dossiers.relances.courriels import contexte_de
from evaluations import liens
from evaluations.selectors.avis import lien_du_jeton


def envoyer_demande_avis(jeton: str, *, cle: str = "") -> None:
    """Ask the company's representative for the opinion: why, where, until when."""
    lien = lien_du_jeton(jeton)
    contexte = {
        "demande": lien.demande,
        "dossier": lien.demande.dossier,
        "adresse": liens.adresse(jeton),
        "expire_le": lien.expire_le,
    }
    emails.envoyer(
        "evaluations/emails/demande_avis.txt",
        contexte,
        lien.demande.courriel,
        sujet=sujet_de(lien.demande.dossier),
        secret=True,
        cle=cle,
    )


def envoyer_relance_avis(relance: Relance, jeton: str, *, cle: str) -> None:
    """Ask again, with a fresh personal link, in the centre's own words."""
    emails.envoyer(
        "dossiers/emails/relance.txt",
        contexte_de(relance, liens.adresse(jeton)),
        relance.courriel,
        sujet=relance.sujet,
        secret=True,
        cle=cle,
    )
