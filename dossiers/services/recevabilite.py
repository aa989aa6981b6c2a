"""Answer a VAE application before its modalités are defined (R43)."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Centre, Utilisateur
from dossiers import transitions
from dossiers.enums import (
    PLAN_MODIFIABLE,
    Acte,
    DecisionRecevabilite,
    EtatDossier,
    Parcours,
)
from dossiers.errors import DateImpossible, RecevabiliteRefusee
from dossiers.models import Dossier, Recevabilite
from dossiers.regles import verifier_date
from dossiers.selectors.plan import manques_du_plan
from dossiers.selectors.reglages import reglages_de
from dossiers.services.journal import noter


@dataclass(frozen=True)
class Reponse:
    """What was typed; `decision` is empty as long as nobody has decided."""

    complet_le: datetime.date | None
    decision: str = ""
    decidee_le: datetime.date | None = None
    decidee_par: str = ""
    motif: str = ""


def etat_initial(centre: Centre, parcours: str) -> EtatDossier:
    """Where a registration starts: a VAE by its admissibility, unless its centre does without."""
    if parcours == Parcours.VAE and reglages_de(centre).recevabilite_vae:
        return EtatDossier.RECEVABILITE
    return EtatDossier.INSCRIT


@transaction.atomic
def enregistrer(dossier: Dossier, reponse: Reponse, *, par: Utilisateur) -> Dossier:
    """Record the day of the complete file and, when there is one, the decision (R43).

    Raises RecevabiliteRefusee, whose `champ` names the field.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat != EtatDossier.RECEVABILITE:
        raise RecevabiliteRefusee(
            None,
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : sa recevabilité "
            "n'est plus à décider. Le responsable du centre peut annuler la décision.",
        )
    _verifier(dossier, reponse)
    ligne, _ = Recevabilite.objects.get_or_create(dossier=dossier)
    if reponse.decision:
        _ecrire(ligne, reponse)
        return _decider(dossier, reponse, par)
    if ligne.complet_le != reponse.complet_le:
        _ecrire(ligne, reponse)
        quand = f"complète le {reponse.complet_le:%d/%m/%Y}" if reponse.complet_le else "incomplète"
        noter(dossier, Acte.RECEVABILITE, f"Demande de VAE {quand}.", par=par)
    return dossier


@transaction.atomic
def annuler(dossier: Dossier, *, motif: str, par: Utilisateur) -> Dossier:
    """Take a decision back before the transmission, with the manager's reason."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    ligne = Recevabilite.objects.filter(dossier=dossier).first()
    annulable = dossier.etat in PLAN_MODIFIABLE | {EtatDossier.NON_RECEVABLE}
    if ligne is None or not ligne.decision or not annulable:
        raise RecevabiliteRefusee(
            None,
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : il n'y a pas de "
            "décision de recevabilité à annuler.",
        )
    _ecrire(ligne, Reponse(ligne.complet_le))
    _vers_la_recevabilite(dossier, f"Décision de recevabilité annulée : {motif}", par)
    return dossier


def suivre_le_parcours(dossier: Dossier, *, par: Utilisateur) -> Dossier:
    """A corrected registration enters or leaves the admissibility with its parcours (R43).

    Call it inside the correction's transaction. A VAE already found admissible stays so, in its
    new presentations too (R39).
    """
    if dossier.etat == EtatDossier.RECEVABILITE and dossier.parcours != Parcours.VAE:
        libelle = "Le parcours n'est plus une VAE : la recevabilité est sans objet."
        transitions.sortir_de_la_recevabilite(
            dossier, EtatDossier.INSCRIT, par=par, libelle=libelle
        )
        return _completer(dossier, par)
    if (
        dossier.etat in PLAN_MODIFIABLE
        and dossier.origine_id is None
        and (
            etat_initial(dossier.centre, dossier.parcours) == EtatDossier.RECEVABILITE
            and not Recevabilite.objects.filter(dossier=dossier).exclude(decision="").exists()
        )
    ):
        _vers_la_recevabilite(dossier, "Parcours VAE : la recevabilité est à décider.", par)
    return dossier


def _verifier(dossier: Dossier, reponse: Reponse) -> None:
    aujourd_hui = timezone.localdate()
    for champ, quoi in (("complet_le", "La demande"), ("decidee_le", "La décision")):
        if (date := getattr(reponse, champ)) is None:
            continue
        try:
            verifier_date(quoi, date, inscrit_le=dossier.inscrit_le, aujourd_hui=aujourd_hui)
        except DateImpossible as erreur:
            raise RecevabiliteRefusee(champ, str(erreur)) from erreur
    if not reponse.decision:
        return
    if reponse.complet_le is None:
        raise RecevabiliteRefusee(
            "complet_le", "Une décision porte sur une demande complète : indiquez depuis quand."
        )
    if reponse.decidee_le is None or reponse.decidee_le < reponse.complet_le:
        raise RecevabiliteRefusee(
            "decidee_le", "Indiquez la date de la décision : la demande était alors complète."
        )
    if not reponse.decidee_par.strip():
        raise RecevabiliteRefusee("decidee_par", "Indiquez qui a décidé.")
    if reponse.decision == DecisionRecevabilite.NON_RECEVABLE and not reponse.motif.strip():
        raise RecevabiliteRefusee("motif", "Motivez le refus : le candidat le lira.")


def _ecrire(ligne: Recevabilite, reponse: Reponse) -> None:
    ligne.complet_le, ligne.decision = reponse.complet_le, reponse.decision
    ligne.decidee_le = reponse.decidee_le if reponse.decision else None
    ligne.decidee_par = reponse.decidee_par.strip() if reponse.decision else ""
    ligne.motif = reponse.motif.strip() if reponse.decision else ""
    ligne.save()


def _decider(dossier: Dossier, reponse: Reponse, par: Utilisateur) -> Dossier:
    recevable = reponse.decision == DecisionRecevabilite.RECEVABLE
    libelle = (
        f"Demande de VAE {'recevable' if recevable else 'non recevable'}, décidé par "
        f"{reponse.decidee_par.strip()} le {reponse.decidee_le:%d/%m/%Y}"
        + (f" : {reponse.motif.strip()}" if reponse.motif.strip() else ".")
    )
    vers = EtatDossier.INSCRIT if recevable else EtatDossier.NON_RECEVABLE
    transitions.sortir_de_la_recevabilite(dossier, vers, par=par, libelle=libelle)
    return _completer(dossier, par) if recevable else dossier


def _completer(dossier: Dossier, par: Utilisateur) -> Dossier:
    """A plan written before the decision was taken back is complete again at once."""
    if not manques_du_plan(dossier):
        transitions.completer_modalites(dossier, par=par)
    return dossier


def _vers_la_recevabilite(dossier: Dossier, libelle: str, par: Utilisateur) -> None:
    if dossier.etat == EtatDossier.MODALITES_COMPLETES:
        transitions.rouvrir_modalites(dossier, par=par)
    transitions.revenir_a_la_recevabilite(dossier, par=par, libelle=libelle)
