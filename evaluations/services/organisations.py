"""The unions of the branch: loaded once, then kept by the people who run the juries (R27)."""

import datetime
import json
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from evaluations.errors import OrganisationRefusee
from evaluations.models import OrganisationSyndicale


@transaction.atomic
def charger(fichier: Path) -> list[OrganisationSyndicale]:
    """Add the unions of the file that are not known yet, and give them.

    A sigle that is known is left as people made it, whatever its periods.
    """
    lignes = json.loads(fichier.read_text(encoding="utf-8"))
    connues = set(OrganisationSyndicale.objects.values_list("sigle", flat=True))
    nouvelles = [
        OrganisationSyndicale(**{**ligne, "depuis": datetime.date.fromisoformat(ligne["depuis"])})
        for ligne in lignes
        if ligne["sigle"] not in connues
    ]
    # Two starts at the same moment write the same rows: the second one's are the first one's.
    return OrganisationSyndicale.objects.bulk_create(nouvelles, ignore_conflicts=True)


@transaction.atomic
def enregistrer(organisation: OrganisationSyndicale) -> OrganisationSyndicale:
    """Keep a period, new or changed. Raises OrganisationRefusee if it meets another one."""
    memes = OrganisationSyndicale.objects.select_for_update().filter(
        sigle__iexact=organisation.sigle
    )
    fin = organisation.jusqu_au or datetime.date.max
    autres = memes.exclude(pk=organisation.pk).filter(
        Q(jusqu_au=None) | Q(jusqu_au__gte=organisation.depuis), depuis__lte=fin
    )
    if autre := autres.first():
        raise OrganisationRefusee(autre)
    organisation.save()
    return organisation
