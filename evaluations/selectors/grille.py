"""The grid as the commission reads it, in a constant number of queries."""

from dataclasses import dataclass, field

from dossiers.models import Dossier, ModalitePrevue
from dossiers.selectors.plan import plan_par_capacite
from evaluations.enums import Conclusion
from evaluations.models import ConclusionCapacite, Evaluation, ResultatCritere, SignatureGrille
from evaluations.regles import Compte, compter, proposition
from referentiels.enums import CodeModalite
from referentiels.models import Capacite, Critere


@dataclass(frozen=True)
class LigneCritere:
    """A critère and what the commission says of it."""

    critere: Critere
    resultat: ResultatCritere | None


@dataclass(frozen=True)
class LigneCapacite:
    """A capacité of the grid: planned modalités, critères, count, proposal, conclusion."""

    capacite: Capacite
    modalites: list[ModalitePrevue]
    criteres: list[LigneCritere]
    conclusion: ConclusionCapacite | None
    attend_rapport: bool

    @property
    def niveaux(self) -> list[str | None]:
        return [ligne.resultat and ligne.resultat.niveau for ligne in self.criteres]

    @property
    def compte(self) -> Compte:
        return compter(self.niveaux)

    @property
    def proposition(self) -> Conclusion | None:
        return proposition(self.niveaux)


@dataclass(frozen=True)
class Grille:
    """The whole grid of a dossier."""

    capacites: list[LigneCapacite]
    signatures: list[SignatureGrille] = field(default_factory=list)

    @property
    def signataires(self) -> set[int]:
        return {signature.evaluateur_id for signature in self.signatures}


def grille(dossier: Dossier) -> Grille:
    """Load the grid; the référentiel's words come with it. Eight queries, whatever the sizes."""
    capacites = _capacites(dossier)
    evaluation = Evaluation.objects.filter(dossier=dossier).first()
    resultats = _par(evaluation, ResultatCritere, "critere_id")
    conclusions = _par(evaluation, ConclusionCapacite, "capacite_id")
    lignes = []
    for prevue in plan_par_capacite(dossier):
        capacite = capacites[prevue.capacite.pk]
        sur_presentation = any(
            un.modalite.code == CodeModalite.PRESENTATION_PROJETS for un in prevue.modalites
        )
        lignes.append(
            LigneCapacite(
                capacite,
                prevue.modalites,
                [
                    LigneCritere(critere, resultats.get(critere.pk))
                    for critere in capacite.criteres.all()
                ],
                conclusions.get(capacite.pk),
                attend_rapport=sur_presentation and not dossier.rapport_disponible,
            )
        )
    signatures = SignatureGrille.objects.filter(evaluation=evaluation).select_related("evaluateur")
    return Grille(lignes, list(signatures) if evaluation else [])


def _capacites(dossier: Dossier) -> dict[int, Capacite]:
    capacites = Capacite.objects.filter(referentiel=dossier.referentiel_id)
    return {un.pk: un for un in capacites.prefetch_related("criteres__sous_points")}


def _par(evaluation: Evaluation | None, modele, cle: str) -> dict:
    if evaluation is None:
        return {}
    lignes = modele.objects.filter(evaluation=evaluation).select_related("auteur")
    return {getattr(ligne, cle): ligne for ligne in lignes}
