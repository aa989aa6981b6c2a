"""The long jobs of this app: thin functions that fetch, call and report progress."""

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from evaluations.emails import envoyer_demande_avis
from evaluations.models import DemandeAvis, SessionJury
from evaluations.rapports.pv import produire_pv
from evaluations.selectors.avis import NATURE_COURRIEL
from evaluations.services.avis import lien_du_courriel


@travaux.execute(NATURE_COURRIEL)
def envoyer_courriel_avis(travail: Travail, avancer) -> None:
    """Mail a fresh link; one more is made if the job runs again, all of them valid."""
    avancer(0, 1, "Envoi du courriel")
    demande = DemandeAvis.objects.select_related("dossier").get(pk=travail.parametres["demande"])
    envoyer_demande_avis(lien_du_courriel(demande), cle=travail.cle)


@travaux.execute("pv")
def produire_proces_verbal(travail: Travail, avancer) -> travaux.Produit:
    """Produce the PV of a closed session, exactly once."""
    session = SessionJury.objects.select_related("centre").get(pk=travail.parametres["session"])
    return produire_pv(session, avancer)
