"""Write the plan of modalités, record the agreement, the report and its deadline."""

import datetime

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import AVANT_JURY, PLAN_MODIFIABLE, Acte, EtatDossier
from dossiers.errors import PlanRefuse, PlanVerrouille, RapportRefuse
from dossiers.models import Dossier, ModalitePrevue
from dossiers.regles import Choix, fautes_du_plan, verifier_date
from dossiers.selectors.plan import choix_du_plan, manques_du_plan
from dossiers.services.journal import noter
from referentiels.selectors import modalites_permises


@transaction.atomic
def enregistrer_plan(
    dossier: Dossier,
    choix: list[Choix],
    *,
    rapport_attendu_le: datetime.date | None,
    par: Utilisateur,
) -> Dossier:
    """Replace the plan, finished or not, and move the dossier accordingly.

    A plan that changes withdraws the recorded agreement: it was given to another plan (R10).
    Raises PlanRefuse (R11, R12), DateImpossible (R8) or PlanVerrouille.
    """
    dossier = _verrouiller(dossier)
    if rapport_attendu_le:
        verifier_date("Le rapport", rapport_attendu_le, inscrit_le=dossier.inscrit_le)
    capacites = {capacite.numero: capacite for capacite in dossier.capacites_visees()}
    permises = modalites_permises(dossier.referentiel)
    par_code = {
        numero: {modalite.code: modalite for modalite in permises[capacite.pk]}
        for numero, capacite in capacites.items()
    }
    if fautes := fautes_du_plan(choix, par_code):
        raise PlanRefuse(fautes)
    avant = choix_du_plan(dossier)
    change = set(avant) != set(choix) or rapport_attendu_le != dossier.rapport_attendu_le
    if not change:
        return dossier
    dossier.modalites_prevues.all().delete()
    ModalitePrevue.objects.bulk_create(
        ModalitePrevue(
            dossier=dossier,
            capacite=capacites[un.capacite],
            modalite=par_code[un.capacite][un.code],
            variante=un.variante,
            motif=un.motif,
        )
        for un in choix
    )
    Dossier.objects.filter(pk=dossier.pk).update(
        rapport_attendu_le=rapport_attendu_le,
        accord_par="",
        accord_signataire="",
        accord_le=None,
        modifie_le=timezone.now(),
    )
    noter(
        dossier,
        Acte.MODALITES,
        "Modalités d'évaluation modifiées."
        + (" L'accord enregistré est à redemander." if dossier.accord_le else ""),
        par=par,
        avant=_journaliser(avant),
        apres=_journaliser(choix),
    )
    dossier.refresh_from_db()
    if dossier.etat == EtatDossier.MODALITES_COMPLETES:
        transitions.rouvrir_modalites(dossier, par=par)
    return dossier


@transaction.atomic
def enregistrer_accord(
    dossier: Dossier, *, signataire: str, date: datetime.date, par: Utilisateur
) -> Dossier:
    """Record that the company, or the candidate if there is none, agrees to the plan (R10).

    The dossier becomes complete if nothing else is missing. Raises DateImpossible (R8).
    """
    dossier = _verrouiller(dossier)
    verifier_date("L'accord", date, inscrit_le=dossier.inscrit_le, aujourd_hui=timezone.localdate())
    partie = dossier.partie_de_l_accord
    Dossier.objects.filter(pk=dossier.pk).update(
        accord_par=partie, accord_signataire=signataire, accord_le=date, modifie_le=timezone.now()
    )
    dossier.refresh_from_db()
    noter(
        dossier,
        Acte.ACCORD,
        f"Accord sur les modalités donné par {signataire} ({partie.label.lower()}), "
        f"le {date:%d/%m/%Y}.",
        par=par,
    )
    if dossier.etat == EtatDossier.INSCRIT and not manques_du_plan(dossier):
        transitions.completer_modalites(dossier, par=par)
    return dossier


@transaction.atomic
def recevoir_rapport(dossier: Dossier, *, date: datetime.date, par: Utilisateur) -> Dossier:
    """Record the arrival of the candidate's report: its capacités may be evaluated (R13)."""
    dossier = _rapport_modifiable(dossier)
    verifier_date(
        "Le rapport", date, inscrit_le=dossier.inscrit_le, aujourd_hui=timezone.localdate()
    )
    en_retard = dossier.rapport_attendu_le and date > dossier.rapport_attendu_le
    Dossier.objects.filter(pk=dossier.pk).update(rapport_recu_le=date)
    noter(
        dossier,
        Acte.RAPPORT,
        f"Rapport du candidat reçu le {date:%d/%m/%Y}"
        + (
            f", après la date limite du {dossier.rapport_attendu_le:%d/%m/%Y}."
            if en_retard
            else "."
        ),
        par=par,
    )
    dossier.refresh_from_db()
    return dossier


@transaction.atomic
def deroger_au_rapport(dossier: Dossier, *, motif: str, par: Utilisateur) -> Dossier:
    """Let the commission evaluate without the report, with the manager's reason (R13)."""
    dossier = _rapport_modifiable(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(rapport_derogation=motif)
    noter(dossier, Acte.RAPPORT, f"Évaluation autorisée sans le rapport : {motif}", par=par)
    dossier.refresh_from_db()
    return dossier


def _verrouiller(dossier: Dossier) -> Dossier:
    """Take the row for this transaction; two people never write one plan half each."""
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in PLAN_MODIFIABLE:
        raise PlanVerrouille(dossier)
    return dossier


def _rapport_modifiable(dossier: Dossier) -> Dossier:
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in AVANT_JURY:
        raise RapportRefuse(dossier)
    return dossier


def _journaliser(choix: list[Choix]) -> list[list[str]]:
    return [[str(un.capacite), un.code, un.variante, un.motif] for un in choix]
