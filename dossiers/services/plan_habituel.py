"""The modalités that a centre usually plans for a version: keep them, apply them."""

import datetime
from dataclasses import replace

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.errors import CopieImpossible, PlanHabituelAbsent
from dossiers.models import Dossier, PlanHabituel
from dossiers.plan import Plan, choix_de_json, choix_en_json, fondre
from dossiers.regles import comporte_presentation
from dossiers.selectors.copie import plan_habituel_de
from dossiers.selectors.plan import lire_plan, modele_pour
from dossiers.services.journal import noter
from dossiers.services.plan import remplacer, verifier_version, verrouiller_plan


@transaction.atomic
def enregistrer(dossier: Dossier, *, par: Utilisateur) -> PlanHabituel:
    """Keep the choices of this dossier as the usual plan of its centre for its version.

    Capacités that it does not plan keep what the usual plan said of them. Situations, dates and
    agreement are the candidate's own and stay out. Raises CopieImpossible on an empty plan.
    """
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    choix = lire_plan(dossier).choix
    if not choix:
        raise CopieImpossible(
            f"Le dossier {dossier.numero} ne prévoit encore rien : enregistrez ses modalités, "
            "puis faites-en le plan habituel du centre."
        )
    ancien = plan_habituel_de(dossier)
    connus = choix_de_json(ancien.choix) if ancien else frozenset()
    fondu = fondre(Plan(choix=connus), Plan(choix=choix))
    habituel, _ = PlanHabituel.objects.update_or_create(
        centre=dossier.centre,
        referentiel=dossier.referentiel,
        defaults={"choix": choix_en_json(fondu.choix), "modifie_par": par},
    )
    noter(dossier, Acte.MODALITES, "Plan enregistré comme plan habituel du centre.", par=par)
    return habituel


def plan_applique(dossier: Dossier) -> Plan:
    """What this dossier's plan becomes with the usual one. Raises PlanHabituelAbsent."""
    habituel = plan_habituel_de(dossier)
    choix = choix_de_json(habituel.choix) if habituel else frozenset()
    modele = modele_pour(dossier, Plan(choix=choix))
    if not modele.choix:
        raise PlanHabituelAbsent(dossier)
    return fondre(lire_plan(dossier), modele)


@transaction.atomic
def appliquer(
    dossier: Dossier,
    *,
    par: Utilisateur,
    version: str | None = None,
    rapport_attendu_le: datetime.date | None = None,
) -> Dossier:
    """Replace the choices of a dossier by the usual plan of its centre.

    The report's deadline is written if the plan foresees a presentation and has none yet.
    Raises PlanHabituelAbsent, PlanRefuse, PlanModifie or PlanVerrouille.
    """
    dossier = verrouiller_plan(dossier)
    verifier_version(dossier, version, lire_plan(dossier).version_entiere)
    plan = plan_applique(dossier)
    if plan.rapport_attendu_le is None and comporte_presentation(plan.choix):
        plan = replace(plan, rapport_attendu_le=rapport_attendu_le)
    return remplacer(
        dossier,
        plan,
        libelle="Plan habituel du centre appliqué.",
        par=par,
    )
