"""How far a dossier is and what it still lacks: the words every app uses to say it."""

from dataclasses import dataclass, field
from enum import StrEnum


class EtatEtape(StrEnum):
    FAITE = "faite"
    EN_COURS = "en_cours"
    A_VENIR = "a_venir"
    SANS_OBJET = "sans_objet"


@dataclass(frozen=True)
class ActeAttendu:
    """One missing act: what, by whom, and where to do it (`url` empty when it is not for you).

    `code` is the one of its kind in `dossiers.attentes`; `personnes` are the keys of those who
    must act, when the role does not say it.
    """

    code: str
    libelle: str
    acteur: str
    url: str = ""
    personnes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Etape:
    """One step of the dossier's road."""

    code: str
    libelle: str
    etat: EtatEtape
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Avancement:
    """The steps and missing acts that one provider of `settings.CQPM_AVANCEMENT` knows."""

    etapes: list[Etape] = field(default_factory=list)
    attendus: list[ActeAttendu] = field(default_factory=list)
