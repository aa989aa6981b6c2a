"""The corrections of a signed PV: whom they may concern, and those that exist (R40)."""

from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from evaluations.enums import DecisionJury
from evaluations.models import SessionJury


def rectifiables(session: SessionJury) -> DossierQuerySet:
    """The candidates to whom this PV gave a result, in its order."""
    return (
        Dossier.objects.filter(deliberations__session=session)
        .exclude(deliberations__in=session.deliberations.filter(decision=DecisionJury.RENVOI))
        .select_related("candidat")
        .order_by("deliberations__rang")
    )
