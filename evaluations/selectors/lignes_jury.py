"""A candidate's capacités in front of the jury: commission, company and jury side by side."""

from dataclasses import dataclass

from evaluations.enums import Conclusion, SensAvis
from evaluations.models import ConclusionCapacite, DecisionCapacite, Deliberation
from evaluations.selectors.avis import AvisDossier, LigneAvis
from evaluations.selectors.grille import LigneCapacite, grille
from referentiels.models import Capacite


@dataclass(frozen=True)
class LigneDeliberation:
    """A capacité in front of the jury: commission and company side by side, then its own word."""

    grille: LigneCapacite
    avis: LigneAvis | None
    decision: DecisionCapacite | None

    @property
    def capacite(self) -> Capacite:
        return self.grille.capacite

    @property
    def conclusion(self) -> ConclusionCapacite | None:
        return self.grille.conclusion

    @property
    def proposition(self) -> bool:
        """What the commission's conclusion would give."""
        return bool(self.conclusion and self.conclusion.conclusion == Conclusion.ACQUISE)

    @property
    def desaccord(self) -> bool:
        """The company says the contrary of the commission: no veto, but the jury is told (R18)."""
        reponse = self.avis.reponse if self.avis else None
        if reponse is None or self.conclusion is None:
            return False
        return reponse.sens == (SensAvis.DEFAVORABLE if self.proposition else SensAvis.FAVORABLE)


def lignes_deliberation(deliberation: Deliberation, avis: AvisDossier) -> list[LigneDeliberation]:
    """The candidate's capacités with what commission, company and jury said of each."""
    decisions = {un.capacite_id: un for un in deliberation.capacites.all()}
    return [
        LigneDeliberation(
            ligne, avis.par_capacite.get(ligne.capacite.pk), decisions.get(ligne.capacite.pk)
        )
        for ligne in grille(deliberation.dossier).capacites
    ]
