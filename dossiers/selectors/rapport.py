"""The candidate's report: the deadline that may be proposed for it."""

import datetime

from django.utils import timezone

from dossiers.enums import EtatSeance, NatureSeance
from dossiers.models import Dossier
from dossiers.regles_couverture import proposer_echeance


def echeance_proposee(dossier: Dossier) -> datetime.date:
    """A deadline before the first presentation foreseen, or in a month."""
    premiere = dossier.seances.filter(
        nature=NatureSeance.PRESENTATION_PROJETS, etat=EtatSeance.PREVUE
    ).first()
    return proposer_echeance(
        inscrit_le=dossier.inscrit_le,
        aujourd_hui=timezone.localdate(),
        presentation_le=timezone.localdate(premiere.debut) if premiere else None,
    )
