"""What a planning shows: the words every app uses to say it."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Filtre:
    """The lapse of time and the choices of the person who looks; the last day is included."""

    premier: datetime.date
    dernier: datetime.date
    evaluateur: int | None = None
    cqpm: str = ""


@dataclass(frozen=True)
class Evenement:
    """One line of the planning; `debut` is empty for what takes a whole day."""

    jour: datetime.date
    titre: str
    genre: str
    url: str
    debut: datetime.datetime | None = None
    fin: datetime.datetime | None = None
    detail: str = ""
    lieu: str = ""
    personnes: str = ""
    etat: str = ""
    ton: str = "neutre"
