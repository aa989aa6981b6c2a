"""Write the plan of modalités, record the report and its deadline."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import AVANT_JURY, Acte
from dossiers.errors import RapportRefuse
from dossiers.models import Dossier
from dossiers.regles import Choix, verifier_date
from dossiers.selectors.plan import lire_plan
from dossiers.services.journal import noter
from dossiers.services.plan import remplacer, verifier_version, verrouiller_plan


@transaction.atomic
def enregistrer_plan(
    dossier: Dossier,
    choix: Iterable[Choix],
    *,
    rapport_attendu_le: datetime.date | None,
    par: Utilisateur,
    rapport_forme: str = "",
    version: str | None = None,
) -> Dossier:
    """Replace the choices and the report, finished or not, and move the dossier accordingly.

    A plan that changes withdraws the recorded agreement: it was given to another plan (R10).
    `version` is the mark of the plan that this person was looking at. Raises PlanRefuse (R11,
    R12), DateImpossible (R8), PlanModifie or PlanVerrouille.
    """
    dossier = verrouiller_plan(dossier)
    avant = lire_plan(dossier)
    verifier_version(dossier, version, avant.version)
    if rapport_attendu_le:
        verifier_date("Le rapport", rapport_attendu_le, inscrit_le=dossier.inscrit_le)
    plan = replace(
        avant,
        choix=frozenset(choix),
        rapport_attendu_le=rapport_attendu_le,
        rapport_forme=rapport_forme,
    )
    return remplacer(dossier, plan, libelle="Modalités d'évaluation modifiées.", par=par)


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


def _rapport_modifiable(dossier: Dossier) -> Dossier:
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in AVANT_JURY:
        raise RapportRefuse(dossier)
    return dossier
