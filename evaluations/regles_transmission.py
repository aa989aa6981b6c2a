"""When the file of a session must reach the groupe technique paritaire: pure functions (R42).

Source: DOMAINE.md §4.1, §5.4. The agreement sets no delay; an older rule of the branch said three
months.
"""

import datetime
from dataclasses import dataclass

from cqpm.commun.dates import mois_plus_tard
from evaluations.accords import accord_en_vigueur


@dataclass(frozen=True)
class EcheanceGTP:
    """Where a session stands: `jours` left before its due date, negative once it is past."""

    date: datetime.date
    jours: int
    transmise_le: datetime.date | None
    en_alerte: bool

    @property
    def en_retard(self) -> bool:
        return self.transmise_le is None and self.jours < 0


def echeance_gtp(
    session: datetime.date,
    aujourd_hui: datetime.date,
    *,
    transmise_le: datetime.date | None,
    alerte_jours: int,
) -> EcheanceGTP:
    """The due date of a session held on that day, and whether its silence alarms.

    It alarms from `alerte_jours` days after the session until it was sent.
    """
    date = mois_plus_tard(session, accord_en_vigueur(session).transmission_gtp_mois)
    silence = transmise_le is None and (aujourd_hui - session).days >= alerte_jours
    return EcheanceGTP(date, (date - aujourd_hui).days, transmise_le, silence)
