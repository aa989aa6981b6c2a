"""Which critères the foreseen situations will prove: pure functions, no database, no clock.

A situation proves a critère when it is ticked and when the plan evaluates that capacité with the
modality of the situation.
"""

import datetime
from collections.abc import Iterable, Mapping, Set

from dossiers.plan import Repere, Situation

Codes = Mapping[int, Set[str]]

# Where the sources are silent: time for the commission to read the report before it is presented,
# and time for the candidate to write it.
JOURS_DE_LECTURE = 15
JOURS_DE_REDACTION = 30


def prouve(situation: Situation, repere: Repere, codes: Codes) -> bool:
    """Tell whether this situation proves this critère. `codes`: modalities planned by capacité."""
    return repere in situation.criteres and situation.nature in codes.get(repere[0], ())


def sans_preuve(
    reperes: Iterable[Repere], situations: Iterable[Situation], codes: Codes
) -> list[Repere]:
    """The critères that nothing will prove, in the order given."""
    prevues = list(situations)
    return [repere for repere in reperes if not any(prouve(une, repere, codes) for une in prevues)]


def capacites_hors_plan(situation: Situation, codes: Codes) -> list[int]:
    """Numbers of the capacités ticked here that the plan does not evaluate by this modality."""
    cochees = {capacite for capacite, _ in situation.criteres}
    return sorted(un for un in cochees if situation.nature not in codes.get(un, ()))


def proposer_echeance(
    *,
    inscrit_le: datetime.date,
    aujourd_hui: datetime.date,
    presentation_le: datetime.date | None = None,
) -> datetime.date:
    """A plausible deadline for the report: a working day before the presentation, or in a month.

    Never before the registration (R8) nor before today.
    """
    debut = max(inscrit_le, aujourd_hui)
    if presentation_le is None:
        return _jour_ouvre(debut + datetime.timedelta(days=JOURS_DE_REDACTION), 1)
    date = _jour_ouvre(presentation_le - datetime.timedelta(days=JOURS_DE_LECTURE), -1)
    return max(date, debut)


def _jour_ouvre(date: datetime.date, pas: int) -> datetime.date:
    while date.weekday() > 4:
        date += datetime.timedelta(days=pas)
    return date
