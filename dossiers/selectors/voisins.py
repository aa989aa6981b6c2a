"""The dossiers before and after this one in the list one came from, in constant queries."""

from dataclasses import dataclass

from cqpm.commun.pagination import PLAFOND, compter
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.selectors.tri import Tri


@dataclass(frozen=True)
class Voisins:
    """Keys of the neighbours, and where one stands.

    `rang` is None when the dossier has left the filter (an act changed it) or stands beyond the
    ceiling of the list; its neighbours are told all the same.
    """

    precedent: int | None
    suivant: int | None
    rang: int | None
    total: int
    en_reste: bool


def voisins(dossier: Dossier, dossiers: DossierQuerySet, tri: Tri) -> Voisins:
    """Find the neighbours of a dossier in a filtered list and its order."""
    cle = Dossier.objects.annotate(cle_de_tri=tri.cle).values_list("cle_de_tri", flat=True)
    cle = cle.get(pk=dossier.pk)
    avant = tri.au_dela(dossiers, cle, dossier.pk, avant=True)
    apres = tri.au_dela(dossiers, cle, dossier.pk)
    total, en_reste = compter(dossiers)
    precedents, _ = compter(avant, PLAFOND)
    est_dedans = dossiers.filter(pk=dossier.pk).exists()
    return Voisins(
        precedent=_premier(tri.appliquer(avant, rebours=True)),
        suivant=_premier(tri.appliquer(apres)),
        rang=precedents + 1 if est_dedans and precedents < PLAFOND else None,
        total=total,
        en_reste=en_reste,
    )


def _premier(dossiers: DossierQuerySet) -> int | None:
    return dossiers.values_list("pk", flat=True).first()
