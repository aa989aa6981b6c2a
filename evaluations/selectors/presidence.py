"""Who withdrew, and who presides, for one candidate (R30).

Each reads `deliberation.session.membres` and `deliberation.conflits`, prefetched or not.
"""

from evaluations.enums import College
from evaluations.models import Deliberation, MembreJury
from evaluations.selectors.conflits import retires_de


def membres_retires(deliberation: Deliberation) -> list[MembreJury]:
    """The members who withdrew for this candidate, in the order of the jury."""
    retires = retires_de(deliberation)
    return [un for un in deliberation.session.membres.all() if un.pk in retires]


def president_retire(deliberation: Deliberation) -> bool:
    """Tell whether the session's president withdrew for this candidate."""
    retires = retires_de(deliberation)
    return any(un.est_president and un.pk in retires for un in deliberation.session.membres.all())


def relais_possibles(deliberation: Deliberation) -> list[MembreJury]:
    """Who may take the chair: délégation patronale, in séance, not withdrawn."""
    retires = retires_de(deliberation)
    return [
        un
        for un in deliberation.session.membres.all()
        if un.college == College.EMPLOYEURS and un.en_seance and un.pk not in retires
    ]
