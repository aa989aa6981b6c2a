"""What evaluations add to the list of dossiers (`settings.CQPM_COLONNES`)."""

from django.utils import timezone

from dossiers.enums import AVANT_JURY
from dossiers.models import Dossier
from dossiers.selectors.colonnes import Colonne
from evaluations.enums import EtatAvis
from evaluations.regles_avis import avis_requis, etat_avis


def _avis(dossier: Dossier) -> str:
    """Where the company's opinion stands, with the date that matters."""
    demande = next((une for une in dossier.demandes_avis.all() if une.est_ouverte), None)
    recu = getattr(dossier, "avis", None)
    etat = etat_avis(
        requis=avis_requis(dossier.parcours, dossier.referentiel.avis_vae_exempt),
        repondu=recu is not None,
        dispense=getattr(dossier, "dispense_avis", None) is not None,
        demande=demande is not None,
    )
    if recu:
        return f"Signé le {timezone.localdate(recu.signe_le):%d/%m/%Y}"
    if etat == EtatAvis.DEMANDE:
        retard = "en retard, " if demande.est_en_retard else ""
        return f"Demandé, {retard}attendu le {demande.echeance:%d/%m/%Y}"
    if etat == EtatAvis.A_DEMANDER and dossier.etat not in AVANT_JURY:
        return ""  # not asked before the transmission
    return etat.label


COLONNES = (
    Colonne(
        "avis",
        "Avis de l'entreprise",
        _avis,
        joint=("avis", "dispense_avis"),
        charge=("demandes_avis",),
    ),
)
