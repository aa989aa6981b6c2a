"""Write the plan of modalités, with the deadline of the report."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from dossiers.regles import Choix, verifier_date
from dossiers.selectors.plan import lire_plan
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
