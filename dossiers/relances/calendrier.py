"""When a reminder is due: pure functions of dates, no database, no clock."""

import datetime
from dataclasses import dataclass

JOUR = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Cadence:
    """What a centre chose for one kind of act (the model's defaults otherwise)."""

    active: bool = True
    avance_jours: int = 7
    cadence_jours: int = 7


def prochaine(
    cadence: Cadence,
    *,
    ouverte_le: datetime.date,
    derniere_le: datetime.date | None,
    echeance: datetime.date | None,
    pas_avant: datetime.date | None = None,
) -> datetime.date | None:
    """The day of the next reminder; None if the centre does not remind of this act.

    Nobody is reminded on the day when the act starts to wait, unless it is due that day; then
    `avance_jours` before the due date, on the due date itself, and every `cadence_jours`. An act
    that was already late when it appeared waits for the next day's summary.
    """
    if not cadence.active:
        return None
    pas = max(cadence.cadence_jours, 1) * JOUR
    if derniere_le is not None:
        jour = derniere_le + pas
    elif echeance is not None:
        jour = max(ouverte_le + JOUR, echeance - cadence.avance_jours * JOUR)
    else:
        jour = ouverte_le + pas
    if echeance and echeance >= ouverte_le and (derniere_le is None or derniere_le < echeance):
        jour = min(jour, echeance)
    return max(jour, pas_avant) if pas_avant else jour


def est_echu(echeance: datetime.date | None, jour: datetime.date) -> bool:
    return echeance is not None and echeance <= jour
