"""Measures granted to a candidate: what, when, by whom; never why (R51)."""

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import AMENAGEABLE, Acte
from dossiers.errors import AmenagementRefuse
from dossiers.models import Amenagement, Dossier
from dossiers.regles_identite import ANCIENNETE_MAX
from dossiers.services.journal import noter


@dataclass(frozen=True)
class Mesure:
    """What was granted, as typed."""

    mesure: str
    demande_le: datetime.date
    accorde_le: datetime.date
    accorde_par: str


@transaction.atomic
def enregistrer(
    dossier: Dossier, mesure: Mesure, *, par: Utilisateur, amenagement: Amenagement | None = None
) -> Amenagement:
    """Add a measure, or correct one. The journal says when and by whom, without the measure:
    a word too many can be taken out for good.

    Raises AmenagementRefuse, whose `champ` names the field.
    """
    dossier = _modifiable(dossier)
    _verifier(mesure)
    verbe = "corrigé" if amenagement else "enregistré"
    amenagement = amenagement or Amenagement(dossier=dossier)
    for champ, valeur in asdict(mesure).items():
        setattr(amenagement, champ, valeur)
    amenagement.save()
    _noter(dossier, f"Aménagement {verbe}", amenagement, par)
    return amenagement


@transaction.atomic
def retirer(amenagement: Amenagement, *, par: Utilisateur) -> None:
    """Take a measure out; its words are kept nowhere."""
    dossier = _modifiable(amenagement.dossier)
    _noter(dossier, "Aménagement retiré", amenagement, par)
    amenagement.delete()


def _modifiable(dossier: Dossier) -> Dossier:
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.etat not in AMENAGEABLE:
        raise AmenagementRefuse(
            "mesure",
            f"Le dossier {dossier.numero} est « {dossier.libelle_etat} » : ses aménagements ne "
            "changent plus.",
        )
    return dossier


def _verifier(mesure: Mesure) -> None:
    aujourd_hui = timezone.localdate()
    if mesure.demande_le.year < aujourd_hui.year - ANCIENNETE_MAX:
        raise AmenagementRefuse("demande_le", "Cette demande est bien ancienne : vérifiez l'année.")
    if mesure.accorde_le > aujourd_hui:
        raise AmenagementRefuse(
            "accorde_le", "Une mesure s'enregistre une fois accordée : cette date est à venir."
        )
    if mesure.accorde_le < mesure.demande_le:
        raise AmenagementRefuse(
            "accorde_le", "Une mesure ne peut pas être accordée avant d'avoir été demandée."
        )


def _noter(dossier: Dossier, quoi: str, amenagement: Amenagement, par: Utilisateur) -> None:
    quand = f"accordé le {amenagement.accorde_le:%d/%m/%Y} par {amenagement.accorde_par}"
    noter(dossier, Acte.AMENAGEMENT, f"{quoi} ({quand}).", par=par)
