"""The commission's grid as everyone reads it: what was put in common, in a constant number of
queries. What an evaluator scores for themselves is read in `page_grille` alone."""

from collections import defaultdict
from dataclasses import dataclass, field

from dossiers.models import Dossier, ModalitePrevue
from dossiers.selectors.plan import plan_par_capacite
from evaluations.enums import Conclusion
from evaluations.models import (
    ConclusionCapacite,
    Evaluation,
    MiseEnCommun,
    ObservationCapacite,
    ResultatCritere,
    SignatureGrille,
)
from evaluations.regles import Compte, compter, proposition
from referentiels.echelle import Echelle
from referentiels.enums import CodeModalite
from referentiels.models import Capacite, Critere


@dataclass(frozen=True)
class LigneCritere:
    """A critère and what the commission says of it, in the version's own words."""

    critere: Critere
    resultat: ResultatCritere | None
    echelle: Echelle

    @property
    def sens(self) -> str | None:
        return self.resultat and self.echelle.sens(self.resultat.niveau)

    @property
    def libelle(self) -> str:
        return self.echelle.libelle(self.resultat and self.resultat.niveau)


@dataclass(frozen=True)
class LigneCapacite:
    """A capacité of the grid: planned modalités, critères, count, proposal, conclusion.

    `partages` are the keys of the evaluators who shared it; in common, it has one result.
    """

    capacite: Capacite
    modalites: list[ModalitePrevue]
    criteres: list[LigneCritere]
    conclusion: ConclusionCapacite | None
    attend_rapport: bool
    est_commune: bool = True
    partages: frozenset[int] = frozenset()

    @property
    def niveaux(self) -> list[str | None]:
        return [ligne.sens for ligne in self.criteres]

    @property
    def divergences(self) -> int:
        """How many critères the members did not agree on, with their reason recorded."""
        return sum(bool(un.resultat and un.resultat.divergence) for un in self.criteres)

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
    """Load the grid; the référentiel's words come with it. Ten queries, whatever the sizes."""
    capacites = _capacites(dossier)
    echelle = dossier.referentiel.echelle_des_criteres
    evaluation = Evaluation.objects.filter(dossier=dossier).first()
    resultats = _par(evaluation, ResultatCritere, "critere_id")
    conclusions = _par(evaluation, ConclusionCapacite, "capacite_id")
    communes, partages = _mises_en_commun(evaluation)
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
                    LigneCritere(critere, resultats.get(critere.pk), echelle)
                    for critere in capacite.criteres.all()
                ],
                conclusions.get(capacite.pk),
                attend_rapport=sur_presentation and not dossier.rapport_disponible,
                est_commune=capacite.pk in communes,
                partages=frozenset(partages[capacite.pk]),
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


def _mises_en_commun(evaluation: Evaluation | None) -> tuple[set[int], dict[int, set[int]]]:
    """The capacités in common, and who has shared each."""
    communes, partages = set(), defaultdict(set)
    if evaluation is None:
        return communes, partages
    lignes = MiseEnCommun.objects.filter(evaluation=evaluation)
    communes.update(lignes.values_list("capacite_id", flat=True))
    partagees = ObservationCapacite.objects.filter(evaluation=evaluation, partagee_le__isnull=False)
    for capacite, evaluateur in partagees.values_list("capacite_id", "evaluateur_id"):
        partages[capacite].add(evaluateur)
    return communes, partages
