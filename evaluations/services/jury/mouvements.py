"""A coming or going recorded late does not change who took a decision (R26, R36)."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from evaluations.errors import SessionRefusee
from evaluations.models import Deliberation, MembreJury, SessionJury
from evaluations.selectors.conflits import retires_de


@dataclass(frozen=True)
class Releve:
    """When a member was in séance, as recorded so far; hours are whole minutes."""

    present: bool
    arrive_le: datetime.datetime | None
    sorties: list[tuple[datetime.datetime, datetime.datetime | None]]

    def compte(self, le: datetime.datetime) -> bool:
        """Was in séance then; the minute of an arrival or of a departure counts."""
        minute = le.replace(second=0, microsecond=0)
        if not self.present or (self.arrive_le and minute < self.arrive_le):
            return False
        return not any(de < minute and (a is None or minute < a) for de, a in self.sorties)


def relever(membre: MembreJury) -> Releve:
    """Read a member's comings and goings."""
    lire = datetime.datetime.fromisoformat
    sorties: list = [(lire(de), lire(a)) for de, a in membre.absences]
    if membre.parti_le:
        sorties.append((membre.parti_le, None))
    return Releve(membre.present, membre.arrive_le, sorties)


def refuser_si_decide(session: SessionJury, membre: MembreJury, avant: Releve) -> None:
    """Refuse what changes who judged a candidate, naming those whose decision is in question.

    Whoever is told to have been away was counted: each such decision is taken anew. Whoever is told
    to have been here was not: a decision without vote stands. Raises SessionRefusee.
    """
    apres = relever(membre)
    decidees = (
        session.deliberations.exclude(decision="")
        .select_related("dossier__candidat")
        .prefetch_related("conflits", "capacites")
    )
    if noms := [
        str(une.dossier.candidat)
        for une in decidees
        if membre.pk not in retires_de(une) and _est_touchee(une, avant.compte, apres.compte)
    ]:
        raise SessionRefusee(
            f"Rien n'est noté pour {membre} : le jury a décidé, à une heure que cela change, pour "
            f"{', '.join(noms)}. Annulez d'abord ces décisions, notez le mouvement, puis décidez "
            "de nouveau ; ou corrigez l'heure."
        )


def _est_touchee(
    deliberation: Deliberation,
    avant: Callable[[datetime.datetime], bool],
    apres: Callable[[datetime.datetime], bool],
) -> bool:
    compte, comptera = avant(deliberation.decidee_le), apres(deliberation.decidee_le)
    if compte and not comptera:
        return True
    vote = any(une.voix for une in deliberation.capacites.all())
    return comptera and not compte and vote
