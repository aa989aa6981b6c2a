"""The orders of the list: one expression each, the key last so that no two rows tie."""

from dataclasses import dataclass

from django.db.models import Case, F, Q, When
from django.db.models.expressions import Combinable

from dossiers.enums import EtatDossier
from dossiers.querysets import DossierQuerySet

# The rank of a state in the life of a dossier.
_RANG_D_ETAT = Case(*(When(etat=etat, then=rang) for rang, etat in enumerate(EtatDossier)))
# Word in the address, expression, how the rising order is said, then the falling one.
_ORDRES: tuple[tuple[str, Combinable, str, str], ...] = (
    ("numero", F("pk"), "Numéro, du plus ancien", "Numéro, du plus récent"),
    ("nom", F("nom_de_tri"), "Nom, de A à Z", "Nom, de Z à A"),
    ("cqpm", F("referentiel__titre"), "CQPM, de A à Z", "CQPM, de Z à A"),
    ("etat", _RANG_D_ETAT, "État, du début à la fin", "État, de la fin au début"),
    (
        "inscription",
        F("inscrit_le"),
        "Inscription, la plus ancienne",
        "Inscription, la plus récente",
    ),
    ("modification", F("modifie_le"), "Changement ancien en tête", "Changement récent en tête"),
)


@dataclass(frozen=True)
class Tri:
    """One order; `code` is its word in the address, with « - » when it falls."""

    code: str
    cle: Combinable
    libelle: str
    descend: bool

    def appliquer(self, dossiers: DossierQuerySet, *, rebours: bool = False) -> DossierQuerySet:
        """Sort, or sort the other way round."""
        descend = self.descend != rebours
        rangs = dossiers.alias(cle_de_tri=self.cle)
        return rangs.order_by(*(["-cle_de_tri", "-pk"] if descend else ["cle_de_tri", "pk"]))

    def au_dela(
        self, dossiers: DossierQuerySet, cle, pk: int, *, avant: bool = False
    ) -> DossierQuerySet:
        """Keep what comes after this row in this order, or before it, without reading the rest."""
        sens = "lt" if self.descend != avant else "gt"
        stricte = Q(**{f"cle_de_tri__{sens}": cle}) | Q(**{f"pk__{sens}": pk})
        # The first condition lets the database start at the right place of an index.
        return dossiers.alias(cle_de_tri=self.cle).filter(
            Q(**{f"cle_de_tri__{sens}e": cle}), stricte
        )


TRIS: dict[str, Tri] = {
    tri.code: tri
    for code, cle, monte, descend in _ORDRES
    for tri in (Tri(code, cle, monte, descend=False), Tri(f"-{code}", cle, descend, descend=True))
}
TRI_HABITUEL = TRIS["-numero"]
