"""The coverage map: which situations prove which critères, and what nothing will prove."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from dossiers.enums import A_MONTRER, MODALITES_EN_BREF
from dossiers.models import Dossier
from dossiers.plan import Plan, Situation
from dossiers.regles_couverture import capacites_hors_plan, sans_preuve
from referentiels.models import Capacite, Critere


@dataclass(frozen=True)
class Case:
    """A critère against a situation: ticked or not, and whether the tick proves anything.

    A situation that is not written yet has no modality: nothing tells against it.
    """

    rang: int
    intitule: str
    cochee: bool
    prevue: bool


@dataclass(frozen=True)
class LigneCritere:
    critere: Critere
    cases: list[Case]

    @property
    def cle(self) -> str:
        """How a form names the critère: capacité and rank."""
        return f"{self.critere.capacite.numero}.{self.critere.rang}"

    @property
    def est_prouve(self) -> bool:
        return any(case.cochee and case.prevue for case in self.cases)

    @property
    def preuves(self) -> list[int]:
        """Numbers, from 1, of the situations that prove it."""
        return [case.rang + 1 for case in self.cases if case.cochee and case.prevue]


@dataclass(frozen=True)
class CapaciteCouverte:
    """A target capacité, its critères, and those that nothing will prove."""

    capacite: Capacite
    codes: set[str]
    lignes: list[LigneCritere]

    @property
    def sans_preuve(self) -> list[LigneCritere]:
        return [ligne for ligne in self.lignes if not ligne.est_prouve]

    @property
    def nombre_prouves(self) -> int:
        return len(self.lignes) - len(self.sans_preuve)

    @property
    def modalites_en_bref(self) -> list[str]:
        """What can be shown for this capacité, in the house's order."""
        return [MODALITES_EN_BREF[code] for code in A_MONTRER if code in self.codes]


@dataclass(frozen=True)
class HorsPlan:
    """A situation ticked for capacités that the plan does not evaluate that way."""

    rang: int
    situation: Situation
    capacites: list[int]


@dataclass(frozen=True)
class Couverture:
    """The whole map, for a page and for the PDF."""

    situations: list[Situation]
    capacites: list[CapaciteCouverte]
    hors_plan: list[HorsPlan]

    @property
    def nombre_criteres(self) -> int:
        return sum(len(une.lignes) for une in self.capacites)

    @property
    def nombre_sans_preuve(self) -> int:
        return sum(len(une.sans_preuve) for une in self.capacites)

    @property
    def a_prouver(self) -> list[CapaciteCouverte]:
        """The capacités with a critère that nothing will prove."""
        return [une for une in self.capacites if une.sans_preuve]


@dataclass(frozen=True)
class Alerte:
    """What the coverage lacks, in numbers, for the pages around it."""

    situations: int
    criteres: int
    sans_preuve: int


def couverture(
    dossier: Dossier, plan: Plan, situations: Sequence[Situation] | None = None
) -> Couverture:
    """Draw the map of these situations, those of the plan unless told. A constant few queries."""
    montrees = list(plan.situations if situations is None else situations)
    codes = plan.codes_par_capacite()
    capacites = dossier.capacites_visees()
    prefetch_related_objects(capacites, "criteres__sous_points")
    hors_plan = [
        HorsPlan(rang + 1, une, numeros)
        for rang, une in enumerate(montrees)
        if (numeros := capacites_hors_plan(une, codes))
    ]
    return Couverture(
        montrees,
        [_couvrir(capacite, montrees, codes.get(capacite.numero, set())) for capacite in capacites],
        hors_plan,
    )


def _couvrir(capacite: Capacite, situations: list[Situation], codes: set[str]) -> CapaciteCouverte:
    lignes = []
    for critere in capacite.criteres.all():
        critere.capacite = capacite
        repere = (capacite.numero, critere.rang)
        cases = [
            Case(rang, une.intitule, repere in une.criteres, not une.nature or une.nature in codes)
            for rang, une in enumerate(situations)
        ]
        lignes.append(LigneCritere(critere, cases))
    return CapaciteCouverte(capacite, codes, lignes)


def alerte_couverture(dossier: Dossier, plan: Plan) -> Alerte:
    """The same in numbers, without the texts."""
    capacites = dossier.capacites_visees()
    prefetch_related_objects(capacites, "criteres")
    reperes = [(une.numero, critere.rang) for une in capacites for critere in une.criteres.all()]
    manquent = sans_preuve(reperes, plan.situations, plan.codes_par_capacite())
    return Alerte(len(plan.situations), len(reperes), len(manquent))
