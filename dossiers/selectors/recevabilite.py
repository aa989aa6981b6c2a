"""The VAE admissibility: its step, what it waits for, its last day (R43)."""

from django.urls import reverse

from cqpm.comptes.models import Utilisateur
from dossiers.avancement import ActeAttendu, Etape, EtatEtape
from dossiers.enums import EtatDossier, Parcours
from dossiers.models import Dossier, Recevabilite
from dossiers.permissions import peut_suivre_recevabilite
from dossiers.regles_dates import echeance_recevabilite


def recevabilite_de(dossier: Dossier) -> Recevabilite | None:
    """Its row, None before anything is recorded. At most one query, none outside a VAE."""
    return getattr(dossier, "recevabilite", None) if dossier.parcours == Parcours.VAE else None


def etapes_recevabilite(dossier: Dossier, utilisateur: Utilisateur | None) -> list[Etape]:
    """The step of a VAE that goes through it; none for the others."""
    ligne = recevabilite_de(dossier)
    if dossier.etat != EtatDossier.RECEVABILITE and ligne is None:
        return []
    decidee = ligne is not None and bool(ligne.decision)
    return [
        Etape(
            "recevabilite",
            "Recevabilité",
            EtatEtape.FAITE if decidee else EtatEtape.EN_COURS,
            f"{ligne.get_decision_display().lower()} le {ligne.decidee_le:%d/%m/%Y}"
            if decidee
            else "",
            _url(dossier, utilisateur),
        )
    ]


def attendus_recevabilite(dossier: Dossier, utilisateur: Utilisateur | None) -> list[ActeAttendu]:
    """The decision to take, with its last day once the application is complete."""
    if dossier.etat != EtatDossier.RECEVABILITE:
        return []
    ligne = recevabilite_de(dossier)
    echeance = echeance_recevabilite(ligne and ligne.complet_le)
    libelle = (
        f"Décider de la recevabilité de la VAE, au plus tard le {echeance:%d/%m/%Y}."
        if echeance
        else "Enregistrer le jour où la demande de VAE est complète, puis décider de sa "
        "recevabilité."
    )
    return [ActeAttendu("recevabilite", libelle, "Centre d'examen", _url(dossier, utilisateur))]


def _url(dossier: Dossier, utilisateur: Utilisateur | None) -> str:
    permis = utilisateur is not None and peut_suivre_recevabilite(utilisateur, dossier)
    return reverse("dossiers:recevabilite", args=[dossier.pk]) if permis else ""
