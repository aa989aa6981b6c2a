"""The situations and projects that will prove the critères."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from dossiers.plan import Situation
from dossiers.selectors.plan import lire_plan
from dossiers.services.plan import remplacer, verifier_version, verrouiller_plan


@transaction.atomic
def enregistrer_situations(
    dossier: Dossier,
    situations: Sequence[Situation],
    *,
    par: Utilisateur,
    version: str | None = None,
) -> Dossier:
    """Replace the situations and what they prove; the agreement on the modalités stays.

    Raises PlanModifie or PlanVerrouille.
    """
    dossier = verrouiller_plan(dossier)
    avant = lire_plan(dossier)
    verifier_version(dossier, version, avant.version_situations)
    plan = replace(avant, situations=tuple(situations))
    return remplacer(dossier, plan, libelle="Situations et projets modifiés.", par=par)
