"""What a set of dossiers is summed up with, in a few words (`settings.CQPM_BILANS`)."""

from django.conf import settings
from django.utils.module_loading import import_string

from dossiers.querysets import DossierQuerySet

# A sum over more dossiers than that costs more than it tells: it is not told.
BILAN_MAX = 500


def bilans(dossiers: DossierQuerySet) -> list[str]:
    """The sums that say something: one query each, of bounded cost."""
    lus = [import_string(chemin)(dossiers.order_by()) for chemin in settings.CQPM_BILANS]
    return [un for un in lus if un]
