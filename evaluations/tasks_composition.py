"""The long jobs that prepare a jury: letters and mails to the unions and to the members."""

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from evaluations.emails import envoyer_annulation_jury
from evaluations.models import DemandeSyndicat, MembreJury, SessionJury
from evaluations.rapports.composition import attestation_de_presence
from evaluations.rapports.envoi_gtp import emargement
from evaluations.selectors.convocations import (
    NATURE_ANNULATION,
    NATURE_ATTESTATION,
    NATURE_CONVOCATION,
)
from evaluations.selectors.demandes import NATURE_DEMANDE
from evaluations.selectors.transmission import NATURE_EMARGEMENT
from evaluations.services.jury import convocations, demandes


@travaux.execute(NATURE_DEMANDE)
def envoyer_demande(travail: Travail, avancer) -> travaux.Produit | None:
    """Draw the letter to one union, and mail it unless only the paper was asked for."""
    demande = DemandeSyndicat.objects.select_related("session__centre", "organisation").get(
        pk=travail.parametres["demande"]
    )
    return demandes.executer(demande, travail.parametres["envoi"], avancer, cle=travail.cle)


@travaux.execute(NATURE_CONVOCATION)
def convoquer_un_membre(travail: Travail, avancer) -> travaux.Produit | None:
    """Tell one member of one version of the session; nothing if they are gone or know it."""
    membre = _membre(travail)
    if membre is None:
        return None
    return convocations.executer(membre, travail.parametres["sequence"], avancer, cle=travail.cle)


@travaux.execute(NATURE_ANNULATION)
def prevenir_de_l_annulation(travail: Travail, avancer) -> None:
    """Tell someone that they are no longer expected."""
    avancer(0, 1, "Envoi de l'annulation")
    envoyer_annulation_jury(travail.parametres, sujet=travail.sujet, cle=travail.cle)


@travaux.execute(NATURE_ATTESTATION)
def attester_la_presence(travail: Travail, avancer) -> travaux.Produit | None:
    """Draw one member's certificate of attendance."""
    avancer(0, 1, "Mise en page de l'attestation")
    membre = _membre(travail)
    return attestation_de_presence(membre) if membre else None


@travaux.execute(NATURE_EMARGEMENT)
def produire_l_emargement(travail: Travail, avancer) -> travaux.Produit:
    """Draw the sheet that the members sign."""
    avancer(0, 1, "Mise en page de la feuille d'émargement")
    session = SessionJury.objects.select_related("centre").get(pk=travail.parametres["session"])
    return emargement(session)


def _membre(travail: Travail) -> MembreJury | None:
    membres = MembreJury.objects.select_related("session__centre", "utilisateur")
    return membres.filter(pk=travail.parametres["membre"]).first()
