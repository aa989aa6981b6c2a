"""What waits for whom, now: the question that every app answers for what it knows."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from dossiers.querysets import DossierQuerySet
from dossiers.relances.textes import Genre


@dataclass(frozen=True)
class Destinataire:
    """Who is reminded; without account (`utilisateur_id` None) they get their own mail."""

    nom: str
    courriel: str
    utilisateur_id: int | None = None


@dataclass(frozen=True)
class Rappel:
    """One act that waits for one person. `pas_avant` is the day a postponed dossier resumes."""

    genre: str
    sujet: str
    centre_id: int
    dossier_id: int | None
    libelle: str
    chemin: str
    a: Destinataire
    echeance: datetime.date | None = None
    pas_avant: datetime.date | None = None

    @property
    def cle(self) -> tuple[str, str, str]:
        return self.sujet, self.genre, self.a.courriel


@dataclass(frozen=True)
class Source:
    """What one app knows (`settings.CQPM_RELANCES`): its kinds, what waits on these dossiers.

    `hors_dossier` tells what waits on something else (a jury session).
    """

    genres: Callable[[], list[Genre]]
    sur_dossiers: Callable[[DossierQuerySet], Iterable[Rappel]]
    hors_dossier: Callable[[], Iterable[Rappel]] = tuple


def sources() -> list[Source]:
    return [import_string(chemin) for chemin in settings.CQPM_RELANCES]


def genres() -> dict[str, Genre]:
    """Every kind by code, in the order of a dossier's life; the first app that names one wins.

    But an act of a whole session is said once for it, not dossier by dossier.
    """
    trouves: dict[str, Genre] = {}
    for source in sources():
        for genre in source.genres():
            if genre.code not in trouves or not genre.sur_dossier:
                trouves[genre.code] = genre
    return trouves
