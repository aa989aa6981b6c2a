"""Change the options and the contact data of an exam centre, and remember who did (R50)."""

from typing import Any

from django.db import models, transaction

from cqpm.comptes.models import Centre, Utilisateur
from dossiers.models import EntreeReglages
from dossiers.selectors.reglages import reglages_de

COORDONNEES = ("adresse", "courriel")
OPTIONS = (
    "approbation_requise",
    "recevabilite_vae",
    "commission_minimale",
    "horizon_jours",
    "heure_recapitulatif",
)


@transaction.atomic
def changer_reglages(centre: Centre, valeurs: dict[str, Any], *, par: Utilisateur) -> list[str]:
    """Write what differs among `OPTIONS` and `COORDONNEES`; return one sentence per change.

    Two managers at once follow one another: each change is a line of the centre's journal.
    """
    centre = Centre.objects.select_for_update().get(pk=centre.pk)
    reglages = reglages_de(centre)
    changes = _poser(reglages, OPTIONS, valeurs) + _poser(centre, COORDONNEES, valeurs)
    if changes:
        reglages.save()
        centre.save()
        EntreeReglages.objects.bulk_create(
            EntreeReglages(centre=centre, libelle=libelle, auteur=par) for libelle in changes
        )
    return changes


def _poser(objet: models.Model, champs: tuple[str, ...], valeurs: dict[str, Any]) -> list[str]:
    changes = []
    for champ in champs:
        avant, apres = getattr(objet, champ), valeurs.get(champ, getattr(objet, champ))
        if avant != apres:
            setattr(objet, champ, apres)
            libelle = objet._meta.get_field(champ).verbose_name
            libelle = libelle[0].upper() + libelle[1:]
            changes.append(f"{libelle} : {_en_mots(avant)} → {_en_mots(apres)}.")
    return changes


def _en_mots(valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return f"« {valeur} »" if valeur != "" else "vide"
