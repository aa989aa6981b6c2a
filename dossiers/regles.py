"""The rules of the plan of modalités and of dates: pure functions, no database, no clock."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dossiers.errors import DateImpossible
from referentiels.enums import CodeModalite


@dataclass(frozen=True)
class Choix:
    """A modality chosen for a capacité, both named as in the référentiel."""

    capacite: int
    code: str
    variante: str = ""
    motif: str = ""


@dataclass(frozen=True)
class Faute:
    """What is wrong in the plan, on which capacité, and what to do."""

    capacite: int
    champ: str
    message: str


def fautes_du_plan(choix: Iterable[Choix], permises: Mapping[int, Iterable[str]]) -> list[Faute]:
    """List what makes a plan unacceptable as it stands.

    `permises` gives the allowed codes by number of target capacité. A modality outside them, a
    reconstituted situation without variant or reason (R12), a capacité with only the company's
    opinion (R11). A capacité without any choice is not a fault: the plan is only unfinished.
    """
    par_capacite: dict[int, list[Choix]] = {}
    for un in choix:
        par_capacite.setdefault(un.capacite, []).append(un)
    fautes = []
    for numero, choisis in sorted(par_capacite.items()):
        fautes += _fautes_de_la_capacite(numero, choisis, set(permises.get(numero, ())))
    return fautes


def _fautes_de_la_capacite(numero: int, choisis: list[Choix], permis: set[str]) -> list[Faute]:
    fautes = []
    for un in choisis:
        if un.code not in permis:
            fautes.append(
                Faute(
                    numero,
                    "modalites",
                    f"Capacité {numero} : le référentiel ne prévoit pas cette modalité. "
                    "Choisissez-en une parmi celles qui sont proposées.",
                )
            )
        if un.code == CodeModalite.SITUATION_RECONSTITUEE:
            if not un.variante:
                fautes.append(
                    Faute(
                        numero,
                        "variante",
                        f"Capacité {numero} : précisez la variante de la situation reconstituée "
                        "(observation ou restitution).",
                    )
                )
            if not un.motif.strip():
                fautes.append(
                    Faute(
                        numero,
                        "motif",
                        f"Capacité {numero} : écrivez pourquoi la situation est reconstituée ; "
                        "le référentiel la réserve aux cas exceptionnels.",
                    )
                )
    if {un.code for un in choisis} == {CodeModalite.AVIS_ENTREPRISE}:
        fautes.append(
            Faute(
                numero,
                "modalites",
                f"Capacité {numero} : l'avis de l'entreprise ne suffit pas. "
                "Ajoutez au moins une autre modalité d'évaluation.",
            )
        )
    return fautes


def capacites_sans_modalite(choix: Iterable[Choix], numeros: Iterable[int]) -> list[int]:
    """Numbers of the target capacités that nothing will evaluate yet (R11)."""
    couvertes = {un.capacite for un in choix if un.code != CodeModalite.AVIS_ENTREPRISE}
    return [numero for numero in numeros if numero not in couvertes]


def comporte_presentation(choix: Iterable[Choix]) -> bool:
    """A presentation is planned: a report with a deadline is then required (R13)."""
    return any(un.code == CodeModalite.PRESENTATION_PROJETS for un in choix)


def verifier_date(
    quoi: str,
    date: datetime.date,
    *,
    inscrit_le: datetime.date,
    aujourd_hui: datetime.date | None = None,
) -> None:
    """Refuse a fact dated before the registration (R8) or, given today, in the future.

    `quoi` is the subject of the sentence, e.g. « L'entretien ». Raises DateImpossible.
    """
    if date < inscrit_le:
        raise DateImpossible(
            quoi,
            date,
            f"l'inscription à la certification, du {inscrit_le:%d/%m/%Y}, précède toute démarche. "
            "Corrigez la date.",
        )
    if aujourd_hui is not None and date > aujourd_hui:
        raise DateImpossible(quoi, date, "cette date n'est pas encore passée. Corrigez la date.")
