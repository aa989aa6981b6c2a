"""What a partial result leaves, and until when: pure functions, no database, no clock (R35, R38).

Source: DOMAINE.md §4.4.
"""

import datetime
from collections.abc import Mapping

from cqpm.commun.dates import mois_plus_tard
from evaluations.accords import accord_en_vigueur


def blocs_valides(
    blocs: Mapping[int, set[int]], validees: set[int], *, enregistre_rncp: bool
) -> set[int]:
    """Which blocs are granted: RNCP-registered version, every capacité of the bloc (R35).

    `blocs` gives, by bloc key, the numbers of its capacités. A bloc without capacité is badly
    entered data: it is never granted.
    """
    if not enregistre_rncp:
        return set()
    return {cle for cle, numeros in blocs.items() if numeros and numeros <= validees}


def fins_de_conservation(
    deliberation: datetime.date,
    *,
    nouvelles: set[int],
    anciennes: Mapping[int, datetime.date],
    blocs: Mapping[int, set[int]],
    enregistre_rncp: bool,
) -> dict[int, datetime.date]:
    """Until when each capacité is kept after a deliberation, by number (R38).

    `nouvelles` were validated that day; `anciennes` give the last day of those kept from an
    earlier jury, which keep it, and are lost when it is past. A bloc that the new ones complete is
    validated that day, with all its capacités (DOMAINE.md §4.4).
    """
    accord = accord_en_vigueur(deliberation)
    fins = {numero: fin for numero, fin in anciennes.items() if fin >= deliberation}
    fin_capacite = fin_conservation(deliberation, accord.conservation_capacite_mois)
    fins |= dict.fromkeys(nouvelles, fin_capacite)
    fin_bloc = fin_conservation(deliberation, accord.conservation_bloc_mois)
    for bloc in blocs_valides(blocs, set(fins), enregistre_rncp=enregistre_rncp):
        if blocs[bloc] & nouvelles:
            fins |= dict.fromkeys(blocs[bloc], fin_bloc)
    return fins


def fin_conservation(deliberation: datetime.date, mois: int) -> datetime.date:
    """Last day on which what was validated still counts, inclusive (R38).

    The same day of the month, `mois` months later; the month's last day where it has no such day.
    """
    return mois_plus_tard(deliberation, mois)
