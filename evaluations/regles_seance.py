"""To which day of a meeting a typed hour belongs: pure functions, no database, no clock.

Source: DOMAINE.md §4, rule R26.
"""

import datetime
from collections.abc import Iterable

from dossiers.regles_seances import moment


def situer(
    heure: datetime.time,
    jours: Iterable[datetime.date],
    *,
    ouverte: datetime.datetime,
    maintenant: datetime.datetime,
) -> datetime.datetime | None:
    """That hour, on the last of the days on which the jury sat that makes it possible.

    It is between the opening and now, else there is none: a session resumed another day, or that
    goes on after midnight, has several days.
    """
    for jour in sorted(set(jours), reverse=True):
        le = moment(jour, heure)
        if le and ouverte <= le <= maintenant:
            return le
    return None
