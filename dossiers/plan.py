"""A plan of modalités as a value: compared, kept in the journal, copied, brought back.

Capacités and critères bear their numbers, as in the version: a plan reads the same in every
dossier of that version.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dossiers.regles import Choix, comporte_presentation

# A critère: the number of its capacité, its rank there.
Repere = tuple[int, int]


@dataclass(frozen=True)
class Situation:
    """A situation, a project or an activity foreseen, and the critères that it proves."""

    nature: str
    intitule: str
    contexte: str = ""
    criteres: frozenset[Repere] = frozenset()

    def vise(self, numero: int) -> bool:
        """It is to prove a critère of this capacité."""
        return any(capacite == numero for capacite, _ in self.criteres)


@dataclass(frozen=True)
class Plan:
    """What is planned for a candidate: choices, report, situations."""

    choix: frozenset[Choix] = frozenset()
    rapport_attendu_le: datetime.date | None = None
    rapport_forme: str = ""
    situations: tuple[Situation, ...] = ()

    @property
    def modalites(self) -> tuple:
        """What the company or the candidate agrees to: choices and report (R10)."""
        return self.choix, self.rapport_attendu_le, self.rapport_forme

    @property
    def version(self) -> str:
        """A mark that changes with the choices or the report."""
        contenu = en_json(self)
        del contenu["situations"]
        return _marque(contenu)

    @property
    def version_situations(self) -> str:
        """A mark that changes with the situations."""
        return _marque(en_json(self)["situations"])

    @property
    def version_entiere(self) -> str:
        """A mark that changes with anything."""
        return _marque(en_json(self))

    def codes_par_capacite(self) -> dict[int, set[str]]:
        codes: dict[int, set[str]] = {}
        for un in self.choix:
            codes.setdefault(un.capacite, set()).add(un.code)
        return codes

    def restreint(self, numeros: Iterable[int]) -> "Plan":
        """The part of the plan about these capacités: the others are not evaluated (R9, R39)."""
        gardes = set(numeros)
        situations = (
            replace(une, criteres=frozenset(un for un in une.criteres if un[0] in gardes))
            for une in self.situations
        )
        return replace(
            self,
            choix=frozenset(un for un in self.choix if un.capacite in gardes),
            situations=tuple(situations),
        )


def fondre(ancien: Plan, modele: Plan) -> Plan:
    """Put a model in place of a plan, for the same capacités.

    What the model says nothing of stays: a capacité without any choice there, the situations when
    it has none. The report keeps its own deadline, another candidate's means nothing here; it goes
    with the last presentation.
    """
    numeros = {un.capacite for un in modele.choix}
    choix = modele.choix | {un for un in ancien.choix if un.capacite not in numeros}
    presente = comporte_presentation(choix)
    return Plan(
        choix=frozenset(choix),
        rapport_attendu_le=ancien.rapport_attendu_le if presente else None,
        rapport_forme=(ancien.rapport_forme or modele.rapport_forme) if presente else "",
        situations=modele.situations or ancien.situations,
    )


def choix_en_json(choix: Iterable[Choix]) -> list[list]:
    """One line per choice, in order: what `PlanHabituel.choix` holds."""
    return sorted([un.capacite, un.code, un.variante, un.motif] for un in choix)


def choix_de_json(lignes: list) -> frozenset[Choix]:
    return frozenset(
        Choix(int(capacite), code, variante, motif) for capacite, code, variante, motif in lignes
    )


def en_json(plan: Plan) -> dict[str, Any]:
    """The plan as the journal keeps it."""
    attendu = plan.rapport_attendu_le
    return {
        "choix": choix_en_json(plan.choix),
        "rapport_attendu_le": attendu.isoformat() if attendu else None,
        "rapport_forme": plan.rapport_forme,
        "situations": [
            {
                "nature": une.nature,
                "intitule": une.intitule,
                "contexte": une.contexte,
                "criteres": sorted(list(repere) for repere in une.criteres),
            }
            for une in plan.situations
        ],
    }


def de_json(contenu: dict[str, Any]) -> Plan:
    """Read again what `en_json` wrote."""
    attendu = contenu["rapport_attendu_le"]
    return Plan(
        choix=choix_de_json(contenu["choix"]),
        rapport_attendu_le=datetime.date.fromisoformat(attendu) if attendu else None,
        rapport_forme=contenu["rapport_forme"],
        situations=tuple(
            Situation(
                une["nature"],
                une["intitule"],
                une["contexte"],
                frozenset((capacite, rang) for capacite, rang in une["criteres"]),
            )
            for une in contenu["situations"]
        ),
    )


def _marque(contenu: Any) -> str:
    ecrit = json.dumps(contenu, sort_keys=True)
    return hashlib.sha256(ecrit.encode()).hexdigest()[:32]
