"""A dossier among the presentations of its candidate (R39)."""

from dataclasses import dataclass

from dossiers.enums import EtatDossier
from dossiers.models import CapaciteConservee, Dossier
from dossiers.permissions import peut_se_representer


@dataclass(frozen=True)
class Presentations:
    """What came before and after this dossier."""

    dossier: Dossier
    conservees: list[CapaciteConservee]
    suites: list[Dossier]

    @property
    def peut_se_representer(self) -> bool:
        """Never past a later presentation that granted something: that one goes on."""
        suivie = any(un.est_decide and un.etat != EtatDossier.NON_ADMIS for un in self.suites)
        return peut_se_representer(self.dossier) and not suivie

    @property
    def est_utile(self) -> bool:
        return bool(self.dossier.origine_id or self.suites or self.peut_se_representer)


def presentations(dossier: Dossier) -> Presentations:
    """Read them; no query for a first presentation that is not decided."""
    conservees = suites = []
    if dossier.origine_id:
        conservees = list(dossier.conservees.select_related("capacite"))
    if dossier.est_decide:
        suites = list(dossier.suites.select_related("referentiel").order_by("pk"))
    return Presentations(dossier, conservees, suites)
