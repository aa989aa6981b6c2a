"""The long jobs of this app: thin functions that fetch, call and report progress."""

import datetime

from celery import shared_task

from cqpm.commun import travaux
from cqpm.commun.models import Travail
from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from dossiers.relances.courriels import envoyer_relance
from dossiers.selectors.rapport import rapport_du_dossier
from dossiers.selectors.relances import a_envoyer
from dossiers.services.relances import retenir_et_noter
from evaluations import tasks_composition, tasks_pieces  # noqa: F401  (their jobs)
from evaluations.emails import (
    envoyer_demande_avis,
    envoyer_espace,
    envoyer_grille_rouverte,
    envoyer_relance_avis,
    envoyer_relance_candidat,
)
from evaluations.enums import DocumentAvis, GrillePapier
from evaluations.models import DemandeAvis, SessionJury
from evaluations.rapports.pv import produire_pv
from evaluations.selectors.avis import NATURE_COURRIEL
from evaluations.selectors.espace import NATURE_COURRIEL as NATURE_ESPACE
from evaluations.services import certificateur, documents_avis, espace, papier
from evaluations.services.avis import lien_du_courriel
from evaluations.services.signature import NATURE_ROUVERTE


@travaux.execute(NATURE_COURRIEL)
def envoyer_courriel_avis(travail: Travail, avancer) -> None:
    """Mail a fresh link; one more is made if the job runs again, all of them valid."""
    avancer(0, 1, "Envoi du courriel")
    demande = DemandeAvis.objects.select_related("dossier").get(pk=travail.parametres["demande"])
    redemande = travail.parametres.get("redemande", False)
    envoyer_demande_avis(lien_du_courriel(demande), redemande=redemande, cle=travail.cle)


@travaux.execute(DocumentAvis.SIGNE)
def produire_copie_de_l_avis(travail: Travail, avancer) -> travaux.Produit:
    """Produce the copy of a signed opinion, and mail it to who signed."""
    avancer(0, 2, "Mise en page de l'avis")
    return documents_avis.produire_copie(travail, avancer)


@travaux.execute(DocumentAvis.VIERGE)
def produire_avis_vierge(travail: Travail, avancer) -> travaux.Produit:
    """Produce the form that the company fills with a pen."""
    avancer(0, 1, "Mise en page du formulaire")
    return documents_avis.produire_vierge(travail)


@travaux.execute("relance_entreprise")
def relancer_entreprise(travail: Travail, avancer) -> None:
    """Remind the person who was asked for an opinion, if they are still waited for."""
    avancer(0, 1, "Envoi de la relance")
    moment = datetime.datetime.fromisoformat(travail.parametres["moment"])
    for relance in a_envoyer([travail.parametres["relance"]], moment):
        demandes = DemandeAvis.objects.select_related("dossier").filter(
            dossier=relance.dossier_id,
            courriel=relance.courriel,
            revoquee_le=None,
            repondue_le=None,
        )
        if not (demande := demandes.last()):
            continue  # answered, or withdrawn, since the memory was brought in line
        envoyer_relance_avis(relance, lien_du_courriel(demande), cle=travail.cle)
        retenir_et_noter(relance, moment, par=travail.demande_par)


@travaux.execute(NATURE_ROUVERTE)
def prevenir_d_une_grille_rouverte(travail: Travail, avancer) -> None:
    """Mail one member of the commission, if they still are one and the grid still is open."""
    avancer(0, 1, "Envoi du courriel")
    dossier = Dossier.objects.select_related("candidat", "centre").get(
        pk=travail.parametres["dossier"]
    )
    evaluation = dossier.evaluation
    membre = Utilisateur.objects.filter(
        pk=travail.parametres["membre"], affectations__dossier=dossier, is_active=True
    ).first()
    if membre and evaluation.verrouillee_le is None:
        envoyer_grille_rouverte(dossier, membre, evaluation.motif_reouverture, cle=travail.cle)


@travaux.execute(NATURE_ESPACE)
def envoyer_lien_espace(travail: Travail, avancer) -> None:
    """Mail a fresh link to the candidate's space; one more is made if the job runs again."""
    avancer(0, 1, "Envoi du courriel")
    dossier, acces = espace.lien_du_courriel(travail)
    rapport = rapport_du_dossier(dossier)
    attendu = bool(rapport.attendu_le) and rapport.courant is None and rapport.peut_deposer
    envoyer_espace(dossier, acces, rapport_attendu=attendu, cle=travail.cle)


@travaux.execute("relance_candidat")
def relancer_candidat(travail: Travail, avancer) -> None:
    """Remind the candidate; staff, when the candidate has no address, as for any other act."""
    avancer(0, 1, "Envoi de la relance")
    moment = datetime.datetime.fromisoformat(travail.parametres["moment"])
    for relance in a_envoyer([travail.parametres["relance"]], moment):
        if relance.utilisateur_id or relance.dossier is None:
            envoyer_relance(relance, cle=travail.cle)
        else:
            if relance.courriel != relance.dossier.candidat.courriel:
                continue  # corrected since: the next one goes to the right address
            acces = espace.lien_du_rappel(relance.dossier, relance.courriel)
            envoyer_relance_candidat(relance, acces, cle=travail.cle)
        retenir_et_noter(relance, moment, par=travail.demande_par)


@travaux.execute("pv")
def produire_proces_verbal(travail: Travail, avancer) -> travaux.Produit:
    """Produce the PV of a closed session, exactly once."""
    session = SessionJury.objects.select_related("centre").get(pk=travail.parametres["session"])
    return produire_pv(session, avancer)


@travaux.execute(GrillePapier.VIERGE)
@travaux.execute(GrillePapier.REMPLIE)
def produire_grille(travail: Travail, avancer) -> travaux.Produit:
    """Produce a dossier's grid on paper, to fill or to sign."""
    avancer(0, 1, "Mise en page de la grille")
    return papier.produire(travail)


@shared_task(name="evaluations.oublier_les_nir")
def oublier_les_nir() -> int:
    """Beat's call: a social security number is not kept longer than it is awaited (R46)."""
    return certificateur.oublier_les_nir()
