"""What the exchange with the resource centre still lacks: an agreement, corrections (R14)."""

from django.urls import reverse

from cqpm.comptes.models import Utilisateur
from dossiers.avancement import ActeAttendu, Avancement
from dossiers.enums import TERMINES, PartieDossier
from dossiers.models import DemandeCorrection, Dossier
from dossiers.permissions import est_gestionnaire
from dossiers.selectors.transmission import attend_l_accord, corrections_ouvertes


def avancement_echange(dossier: Dossier, utilisateur: Utilisateur | None) -> Avancement:
    """The acts alone: the step « Transmission » is the plan's."""
    if dossier.etat in TERMINES:
        return Avancement()
    lit = utilisateur is not None and est_gestionnaire(utilisateur, dossier)
    url = reverse("dossiers:fiche", args=[dossier.pk]) + "#echange" if lit else ""
    attendus = [_corriger(une, url) for une in corrections_ouvertes(dossier)]
    if attend_l_accord(dossier):
        attendus.append(
            ActeAttendu(
                "accord_ressources",
                "Donner son accord sur les modalités : votre centre l'attend avant d'évaluer.",
                f"{dossier.centre_ressources}",
                url,
            )
        )
    return Avancement([], attendus)


def _corriger(correction: DemandeCorrection, url: str) -> ActeAttendu:
    partie = PartieDossier(correction.partie).label
    capacite = f", capacité {correction.capacite.numero}" if correction.capacite else ""
    return ActeAttendu(
        "corrections",
        f"Traiter la correction demandée par le centre de ressources ({partie}{capacite}) : "
        f"« {correction.commentaire} »",
        "Centre d'examen",
        url,
    )
