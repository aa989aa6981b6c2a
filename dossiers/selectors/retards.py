"""What is late: an expected act whose due date is past."""

import datetime

from django.db.models import Q

from dossiers import attentes
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet


def en_retard(dossiers: DossierQuerySet, jour: datetime.date) -> DossierQuerySet:
    """Keep the dossiers that wait, on that day, for an act that was due before it."""
    retards = Q(pk__in=[])
    for une in attentes.toutes():
        if une.echeance is not None:
            attendus = une.filtre(Dossier.objects.all()).alias(echeance_de_l_acte=une.echeance)
            retards |= Q(pk__in=attendus.filter(echeance_de_l_acte__lt=jour).values("pk"))
    return dossiers.filter(retards)
