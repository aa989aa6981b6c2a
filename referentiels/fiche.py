"""What stands beside the content of a version: its origin, its sisters, its history, the acts."""

from dataclasses import dataclass

from cqpm.comptes.models import Utilisateur
from referentiels.models import Acte, Provenance, Referentiel
from referentiels.permissions import peut_archiver, peut_modifier, peut_preparer

ACTES_MONTRES = 50


@dataclass(frozen=True)
class Fiche:
    """`soeurs` are the other versions of the number that this person may read.

    `actes` is empty for who does not prepare the versions: who wrote what is their business.
    """

    provenance: Provenance | None
    soeurs: list[Referentiel]
    actes: list[Acte]
    droits: dict[str, bool]


def fiche(referentiel: Referentiel, utilisateur: Utilisateur) -> Fiche:
    """Three queries at most, whatever the age of the version."""
    prepare = peut_preparer(utilisateur)
    actes = referentiel.actes.select_related("auteur").defer("document")
    return Fiche(
        provenance=provenance_de(referentiel),
        soeurs=_soeurs(referentiel, utilisateur),
        actes=list(actes[:ACTES_MONTRES]) if prepare else [],
        droits={
            "preparer": prepare,
            "modifier": peut_modifier(utilisateur, referentiel),
            "archiver": peut_archiver(utilisateur, referentiel),
        },
    )


def provenance_de(referentiel: Referentiel) -> Provenance | None:
    """Where the version comes from, in one query; `None` for one older than this memory."""
    return (
        Provenance.objects.select_related("origine", "par")
        .defer("texte", "attributions")
        .filter(referentiel=referentiel)
        .first()
    )


def _soeurs(referentiel: Referentiel, utilisateur: Utilisateur) -> list[Referentiel]:
    if not referentiel.numero:
        return []
    memes = Referentiel.objects.visible_par(utilisateur).filter(numero=referentiel.numero)
    return list(memes.exclude(pk=referentiel.pk).par_preference())
