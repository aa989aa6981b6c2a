"""Who has a grid on their screen."""

import datetime

from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from evaluations.errors import AccesPerdu
from evaluations.models import PresenceGrille

# A page says that it is open every fifteen seconds; two silences, and it is closed.
VIVANTE = datetime.timedelta(seconds=40)


def signaler(dossier_pk: int, *, par: Utilisateur) -> list[str]:
    """Note that this person has the grid open; gives the names of the others, now.

    Raises AccesPerdu (R22).
    """
    if not Dossier.objects.evaluables_par(par).filter(pk=dossier_pk).exists():
        raise AccesPerdu
    maintenant = timezone.now()
    PresenceGrille.objects.bulk_create(
        [PresenceGrille(dossier_id=dossier_pk, utilisateur=par, vue_le=maintenant)],
        update_conflicts=True,
        unique_fields=["dossier", "utilisateur"],
        update_fields=["vue_le"],
    )
    autres = PresenceGrille.objects.filter(dossier=dossier_pk, vue_le__gte=maintenant - VIVANTE)
    autres = autres.exclude(utilisateur=par).select_related("utilisateur")
    return [str(une.utilisateur) for une in autres.order_by("utilisateur__nom", "pk")]
