"""Mails about a dossier; called from jobs only."""

from django.conf import settings
from django.urls import reverse

from cqpm.commun import emails
from cqpm.commun.models import sujet_de
from cqpm.commun.travaux import Produit
from dossiers.models import Convocation, DemandeCandidat, DepotRapport, Dossier, Transmission


def envoyer_transmission(
    dossier: Dossier, transmission: Transmission | None, produit: Produit, *, cle: str = ""
) -> None:
    """Send the dossier de modalités to the resource centre, if it has an address."""
    if dossier.centre_ressources.courriel:
        adresse = (
            settings.ADRESSE_PUBLIQUE + reverse("dossiers:recu", args=[transmission.pk])
            if transmission
            else ""
        )
        emails.envoyer(
            "dossiers/emails/transmission.txt",
            {"dossier": dossier, "adresse": adresse, "titre": produit.titre},
            dossier.centre_ressources.courriel,
            pieces=[produit],
            sujet=sujet_de(dossier),
            cle=cle,
        )


def envoyer_reponse(transmission: Transmission, *, cle: str) -> None:
    """Tell the exam centre what the resource centre answered, if it has an address."""
    dossier = transmission.dossier
    if dossier.centre.courriel:
        emails.envoyer(
            "dossiers/emails/reponse_ressources.txt",
            {
                "transmission": transmission,
                "dossier": dossier,
                "corrections": transmission.corrections.select_related("capacite"),
                "adresse": settings.ADRESSE_PUBLIQUE + dossier.get_absolute_url() + "#echange",
            },
            dossier.centre.courriel,
            sujet=sujet_de(dossier),
            cle=cle,
        )


def envoyer_recu_rapport(depot: DepotRapport, *, cle: str) -> None:
    """Send the candidate what proves their deposit: file, size, hash, moment, late or not."""
    _au_candidat("recu_rapport", depot.dossier, {"depot": depot}, cle)


def envoyer_decision_rapport(depot: DepotRapport, *, cle: str) -> None:
    """Tell the candidate whether their late report is accepted, and why."""
    _au_candidat("decision_rapport", depot.dossier, {"depot": depot}, cle)


def envoyer_reponse_demande(demande: DemandeCandidat, *, cle: str) -> None:
    """Send the candidate the answer of the exam centre."""
    _au_candidat("reponse_demande", demande.dossier, {"demande": demande}, cle)


def _au_candidat(gabarit: str, dossier: Dossier, contexte: dict, cle: str) -> None:
    emails.envoyer(
        f"dossiers/emails/{gabarit}.txt",
        {"dossier": dossier, **contexte},
        dossier.candidat.courriel,
        sujet=sujet_de(dossier),
        cle=cle,
    )


def envoyer_convocation(
    convocation: Convocation, envoi: str, pieces: list[Produit], *, cle: str
) -> None:
    """Send the convocation or its update, with the paper and the calendar's invitation."""
    emails.envoyer(
        "dossiers/emails/convocation.txt",
        _contexte(convocation) | {"mise_a_jour": envoi == "mise à jour"},
        convocation.courriel,
        pieces=pieces,
        sujet=sujet_de(convocation.seance.dossier),
        cle=cle,
    )


def envoyer_annulation(convocation: Convocation, agenda: Produit, *, cle: str) -> None:
    """Tell someone that they are no longer expected."""
    emails.envoyer(
        "dossiers/emails/annulation.txt",
        _contexte(convocation),
        convocation.courriel,
        pieces=[agenda],
        sujet=sujet_de(convocation.seance.dossier),
        cle=cle,
    )


def _contexte(convocation: Convocation) -> dict:
    seance = convocation.seance
    return {"convocation": convocation, "seance": seance, "dossier": seance.dossier}
