"""The corrections of a signed PV: whom they may concern, and those that exist (R40)."""

from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from evaluations.enums import DecisionJury, EtatSession
from evaluations.models import SessionJury


def rectifiables(session: SessionJury) -> DossierQuerySet:
    """The candidates to whom this PV gave a result, in its order."""
    return (
        Dossier.objects.filter(deliberations__session=session)
        .exclude(deliberations__in=session.deliberations.filter(decision=DecisionJury.RENVOI))
        .select_related("candidat")
        .order_by("deliberations__rang")
    )


def rectificatif_en_cours(dossier: Dossier) -> SessionJury | None:
    """The correction that lists this dossier and whose PV is not signed yet."""
    sessions = SessionJury.objects.filter(rectifie__isnull=False, deliberations__dossier=dossier)
    return sessions.exclude(etat=EtatSession.SIGNEE).first()
