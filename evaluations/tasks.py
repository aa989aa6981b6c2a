"""The long jobs of this app: thin functions that fetch, call and report progress."""

import datetime

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from dossiers.selectors.relances import a_envoyer
from dossiers.services.relances import retenir_et_noter
from evaluations.emails import envoyer_demande_avis, envoyer_relance_avis
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


@travaux.execute("relance_entreprise")
def relancer_entreprise(travail: Travail, avancer) -> None:
    """Remind the person who was asked for an opinion, if they are still waited for."""
    avancer(0, 1, "Envoi de la relance")
    moment = datetime.datetime.fromisoformat(travail.parametres["moment"])
    for relance in a_envoyer([travail.parametres["relance"]], moment):
        demande = (
            DemandeAvis.objects.select_related("dossier")
            .filter(
                dossier=relance.dossier_id,
                courriel=relance.courriel,
                revoquee_le=None,
                repondue_le=None,
            )
            .first()
        )
        if demande is None:
            continue  # answered or revoked since the reminder was asked for
        envoyer_relance_avis(relance, lien_du_courriel(demande), cle=travail.cle)
        retenir_et_noter(relance, moment, par=travail.demande_par)


@travaux.execute("pv")
def produire_proces_verbal(travail: Travail, avancer) -> travaux.Produit:
    """Produce the PV of a closed session, exactly once."""
    session = SessionJury.objects.select_related("centre").get(pk=travail.parametres["session"])
    return produire_pv(session, avancer)
