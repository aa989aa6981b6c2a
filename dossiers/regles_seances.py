"""Names compared, hours of France, and slots that follow one another: pure functions."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from cqpm.commun.recherche import normaliser

PARIS = ZoneInfo("Europe/Paris")
DUREE_MIN = datetime.timedelta(minutes=5)
DUREE_MAX = datetime.timedelta(hours=12)


@dataclass(frozen=True)
class Prevision:
    """A meeting as someone wants it: no capacité means all of them, no evaluator everyone."""

    nature: str
    debut: datetime.datetime
    fin: datetime.datetime
    lieu: str
    capacites: list[Any] = field(default_factory=list)
    evaluateurs: list[Any] = field(default_factory=list)
    precisions: str = ""


def meme_personne(un: str, autre: str) -> bool:
    """Tell whether two full names are the same, whatever their accents, capitals and order."""
    mots = sorted(normaliser(un).split())
    return mots != [] and mots == sorted(normaliser(autre).split())


def moment(jour: datetime.date, heure: datetime.time) -> datetime.datetime | None:
    """That hour in France; None for one that the change to summer time jumps over.

    The hour that comes twice in October is its first one.
    """
    local = datetime.datetime.combine(jour, heure, tzinfo=PARIS)
    retour = local.astimezone(datetime.UTC).astimezone(PARIS)
    return local if retour.replace(tzinfo=None) == local.replace(tzinfo=None) else None


def creneaux(
    debut: datetime.datetime, duree: datetime.timedelta, pause: datetime.timedelta, nombre: int
) -> list[tuple[datetime.datetime, datetime.datetime]]:
    """Slots one after the other, a pause between two, as the clock of the wall shows them."""
    pas = duree + pause
    return [(debut + rang * pas, debut + rang * pas + duree) for rang in range(nombre)]
