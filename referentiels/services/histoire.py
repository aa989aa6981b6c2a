"""The history of a version: each act leaves a line, each change of content its whole document."""

from cqpm.comptes.models import Utilisateur
from referentiels.models import Acte, Referentiel

CONTENUS_GARDES = 100  # older lines stay, without their document; the first one keeps it


def noter(referentiel: Referentiel, libelle: str, *, par: Utilisateur | None) -> Acte:
    """Add a line that changes no content. `par` is `None` when the application itself acts."""
    return Acte.objects.create(referentiel=referentiel, libelle=_raccourci(libelle), auteur=par)


def noter_contenu(
    referentiel: Referentiel,
    document: dict,
    libelle: str,
    *,
    par: Utilisateur | None,
    retour_a: Acte | None = None,
) -> Acte:
    """Add the line of the brouillon's current `revision`, with the content it now has.

    `retour_a` is the act whose content is taken up again.
    """
    revision = referentiel.revision
    avant = Acte.objects.filter(referentiel=referentiel, revision=revision - 1).first()
    acte = Acte.objects.create(
        referentiel=referentiel,
        libelle=_raccourci(libelle),
        auteur=par,
        revision=revision,
        etat_de=retour_a.etat_de if retour_a else revision,
        precedente=retour_a.precedente if retour_a else avant and avant.etat_de,
        document=document,
    )
    anciens = Acte.objects.filter(
        referentiel=referentiel, revision__lte=revision - CONTENUS_GARDES, document__isnull=False
    )
    anciens.filter(revision__gt=0).update(document=None)
    return acte


def _raccourci(libelle: str) -> str:
    limite = Acte._meta.get_field("libelle").max_length
    return libelle if len(libelle) <= limite else libelle[: limite - 1] + "…"
