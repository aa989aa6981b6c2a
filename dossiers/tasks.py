"""The long jobs of this app: thin functions that fetch, call and report progress."""

import datetime

from celery import shared_task
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from dossiers.documents import dossier_modalites
from dossiers.emails import envoyer_transmission
from dossiers.models import Dossier
from dossiers.relances import courriels
from dossiers.selectors.relances import a_envoyer
from dossiers.services import relances


@travaux.execute("dossier_modalites")
def produire_dossier_modalites(travail: Travail, avancer) -> travaux.Produit:
    """Render the dossier de modalités as PDF."""
    avancer(0, 1, "Mise en page du dossier de modalités")
    return dossier_modalites(_dossier(travail))


@travaux.execute("transmission_modalites")
def transmettre_dossier_modalites(travail: Travail, avancer) -> travaux.Produit:
    """Render the dossier as transmitted and mail it to the resource centre."""
    avancer(0, 2, "Mise en page du dossier de modalités")
    dossier = _dossier(travail)
    produit = dossier_modalites(dossier)
    avancer(1, 2, "Envoi au centre de ressources")
    envoyer_transmission(dossier, produit, cle=travail.cle)
    return produit


def _dossier(travail: Travail) -> Dossier:
    return Dossier.objects.pour_fiche().get(pk=travail.parametres["dossier"])


# --- Reminders ----------------------------------------------------------------------------------


@shared_task(name="dossiers.relances")
def rappeler() -> int:
    """Beat's call: the memory follows what waits, then what is due is asked for."""
    maintenant = timezone.now()
    relances.accorder(maintenant)
    return relances.envoyer_du_jour(maintenant)


@travaux.execute(relances.NATURE_RECAPITULATIF)
def envoyer_recapitulatif(travail: Travail, avancer) -> None:
    """Send the summary of the day to one person, then remember it."""
    avancer(0, 1, "Envoi du récapitulatif")
    moment = datetime.datetime.fromisoformat(travail.parametres["moment"])
    dues = a_envoyer(travail.parametres["relances"], moment)
    if dues:
        personne = dues[0].utilisateur
        courriels.envoyer_recapitulatif(personne, dues, moment, cle=travail.cle)
        relances.retenir([une.pk for une in dues], moment)


@travaux.execute(relances.NATURE_RELANCE)
def envoyer_relance(travail: Travail, avancer) -> None:
    """Send one reminder to one person, then remember it."""
    avancer(0, 1, "Envoi de la relance")
    moment = datetime.datetime.fromisoformat(travail.parametres["moment"])
    for relance in a_envoyer([travail.parametres["relance"]], moment):
        courriels.envoyer_relance(relance, cle=travail.cle)
        relances.retenir_et_noter(relance, moment, par=travail.demande_par)
