"""The unions of the branch: loaded once, then kept by the people who run the juries (R27)."""

import datetime
import json
from pathlib import Path

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from cqpm.comptes.models import Utilisateur
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
def enregistrer(organisation: OrganisationSyndicale, *, par: Utilisateur) -> OrganisationSyndicale:
    """Keep a period, new or changed, and who did it, before and after (R50).

    Raises OrganisationRefusee if it meets another one.
    """
    memes = OrganisationSyndicale.objects.select_for_update().filter(
        sigle__iexact=organisation.sigle
    )
    fin = organisation.jusqu_au or datetime.date.max
    autres = memes.exclude(pk=organisation.pk).filter(
        Q(jusqu_au=None) | Q(jusqu_au__gte=organisation.depuis), depuis__lte=fin
    )
    if autre := autres.first():
        raise OrganisationRefusee(autre)
    avant = memes.filter(pk=organisation.pk).first()
    organisation.save()
    _noter(organisation, avant, par)
    return organisation


def _noter(
    organisation: OrganisationSyndicale, avant: OrganisationSyndicale | None, par: Utilisateur
) -> None:
    """In the administration's own journal, where its changes by hand are too."""
    dit = _en_mots(organisation)
    LogEntry.objects.create(
        user=par,
        content_type=ContentType.objects.get_for_model(OrganisationSyndicale),
        object_id=organisation.pk,
        object_repr=str(organisation),
        action_flag=CHANGE if avant else ADDITION,
        change_message=f"{_en_mots(avant)} devient {dit}" if avant else dit,
    )


def _en_mots(organisation: OrganisationSyndicale) -> str:
    fin = f" jusqu'au {organisation.jusqu_au:%d/%m/%Y}" if organisation.jusqu_au else ""
    return f"« {organisation.nom} », depuis le {organisation.depuis:%d/%m/%Y}{fin}"
