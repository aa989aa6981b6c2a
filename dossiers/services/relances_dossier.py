"""What staff do with the reminders of one dossier: send one now, pause them, resume."""

import datetime

from django.db import transaction
from django.utils import timezone

from cqpm.commun.models import Travail
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.errors import RelanceRefusee
from dossiers.models import Dossier, Relance, SuspensionRelance
from dossiers.relances.rappels import genres
from dossiers.services.journal import noter
from dossiers.services.relances import (
    NATURE_RELANCE,
    accorder,
    adresses_en_defaut,
    demander_relance,
)

# The same person is not written to again by hand before that.
DELAI = datetime.timedelta(hours=1)
SUSPENSION_MAX = datetime.timedelta(days=366)


@transaction.atomic
def relancer_maintenant(
    relance: Relance, *, par: Utilisateur, maintenant: datetime.datetime | None = None
) -> Travail:
    """Write to that person at once; two clicks are one mail.

    Raises RelanceRefusee: done meanwhile, written to within the hour, an address that failed.
    """
    maintenant = maintenant or timezone.now()
    if relance.dossier:
        accorder(maintenant, relance.dossier)
    relance = Relance.objects.select_for_update(of=("self",)).get(pk=relance.pk)
    if relance.terminee_le:
        raise RelanceRefusee(
            f"« {relance.libelle} » n'est plus attendu de {relance.nom} : il n'y a rien à relancer."
        )
    if relance.derniere_le and maintenant - relance.derniere_le < DELAI:
        raise RelanceRefusee(
            f"{relance.nom} a reçu une relance à {timezone.localtime(relance.derniere_le):%H:%M}. "
            "Laissez passer une heure avant d'en envoyer une autre, ou téléphonez."
        )
    if relance.courriel.lower() in adresses_en_defaut():
        raise RelanceRefusee(
            f"L'adresse {relance.courriel} n'a pas reçu un message précédent. Corrigez-la, puis "
            "marquez ce message « Réglé » dans la page « Courriels »."
        )
    cle = f"{NATURE_RELANCE}:{relance.pk}:manuelle:{relance.envois}"
    return demander_relance(relance, cle, maintenant, par)


@transaction.atomic
def suspendre(
    dossier: Dossier, *, attente: str, jusqu_au: datetime.date, par: Utilisateur
) -> SuspensionRelance:
    """Remind nobody of that act (of any, if empty) until that day. Raises RelanceRefusee."""
    jour = timezone.localdate()
    if not jour < jusqu_au <= jour + SUSPENSION_MAX:
        raise RelanceRefusee(
            f"Les relances ne peuvent pas être suspendues jusqu'au {jusqu_au:%d/%m/%Y} : "
            "choisissez une date à venir, dans l'année."
        )
    suspension, _ = SuspensionRelance.objects.update_or_create(
        dossier=dossier, attente=attente, defaults={"jusqu_au": jusqu_au}
    )
    libelle = f"Relances suspendues jusqu'au {jusqu_au:%d/%m/%Y} : {_quoi(attente)}."
    noter(dossier, Acte.RELANCE, libelle, par=par)
    accorder(timezone.now(), dossier)
    return suspension


@transaction.atomic
def reprendre(suspension: SuspensionRelance, *, par: Utilisateur) -> None:
    """End a suspension; nothing happens if another person just did."""
    supprimees, _ = SuspensionRelance.objects.filter(pk=suspension.pk).delete()
    if supprimees:
        libelle = f"Relances reprises : {_quoi(suspension.attente)}."
        noter(suspension.dossier, Acte.RELANCE, libelle, par=par)
        accorder(timezone.now(), suspension.dossier)


def _quoi(attente: str) -> str:
    connu = genres().get(attente)
    return connu.libelle if connu else "tous les actes"
