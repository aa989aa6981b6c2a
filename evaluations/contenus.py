"""What a paper of one candidate says: plain values, frozen, that go to JSON and come back.

Nothing in it depends on the day it is written: the same decision gives the same paper.
"""

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from evaluations.enums import DecisionJury, NaturePiece


@dataclass(frozen=True)
class CentreEcrit:
    """The exam centre, as the head of a letter names it."""

    nom: str
    adresse: str
    ville: str
    courriel: str

    def __str__(self):
        return self.nom


@dataclass(frozen=True)
class SessionEcrite:
    """The jury that decided; `rectifie` is the number of the session whose PV it corrects.

    `date` is the day of its meeting, `deliberee_le` that of the deliberation: a PV rectificatif
    corrects what was deliberated on another day (R38).
    """

    numero: str
    date: datetime.date
    deliberee_le: datetime.date
    lieu: str
    signee_le: datetime.date
    rectifie: str
    president: str
    president_qualite: str
    jury: str
    accord: str


@dataclass(frozen=True)
class CandidatEcrit:
    """The person, and the certification that they aim at; `blocs_vises` is empty for all of it."""

    nom: str
    etat_civil: str
    dossier: str
    cqpm: str
    version: str
    blocs_vises: str


@dataclass(frozen=True)
class Jugement:
    """The jury's word on one capacité."""

    capacite: str
    validee: bool
    motif: str


@dataclass(frozen=True)
class Acquis:
    """A capacité or a bloc that the candidate has; no `jusqu_au` for who obtained everything."""

    libelle: str
    validee_le: datetime.date
    session: str
    jusqu_au: datetime.date | None


@dataclass(frozen=True)
class ContenuPiece:
    """Everything that one paper says (R37, R38); `but` is what `a_representer` would give (R9)."""

    nature: str
    centre: CentreEcrit
    session: SessionEcrite
    candidat: CandidatEcrit
    decision: str
    libelle: str
    but: str
    motif: str
    jugements: tuple[Jugement, ...]
    capacites: tuple[Acquis, ...]
    blocs: tuple[Acquis, ...]
    a_representer: tuple[str, ...]

    @property
    def est_renvoye(self) -> bool:
        return self.decision == DecisionJury.RENVOI

    @property
    def est_entier(self) -> bool:
        """The whole certification is obtained: nothing has an end."""
        return bool(self.capacites) and all(un.jusqu_au is None for un in self.capacites)

    @property
    def premiere_fin(self) -> datetime.date | None:
        """The first day on which something is lost."""
        return min((un.jusqu_au for un in self.capacites if un.jusqu_au), default=None)

    @property
    def titre(self) -> str:
        return f"{NaturePiece(self.nature).label}, {self.candidat.nom}"


_JOURS_DE_SESSION = ("date", "deliberee_le", "signee_le")


def en_json(contenu: ContenuPiece) -> dict[str, Any]:
    """The same as JSON values, days as ISO text."""
    return _en_json(asdict(contenu))


def _en_json(valeur):
    if isinstance(valeur, dict):
        return {cle: _en_json(une) for cle, une in valeur.items()}
    if isinstance(valeur, (list, tuple)):
        return [_en_json(une) for une in valeur]
    return valeur.isoformat() if isinstance(valeur, datetime.date) else valeur


def depuis_json(donnees: dict[str, Any]) -> ContenuPiece:
    """Read back what `en_json` gave."""
    session = donnees["session"]
    jours = {cle: datetime.date.fromisoformat(session[cle]) for cle in _JOURS_DE_SESSION}
    return ContenuPiece(
        **donnees
        | {
            "centre": CentreEcrit(**donnees["centre"]),
            "session": SessionEcrite(**session | jours),
            "candidat": CandidatEcrit(**donnees["candidat"]),
            "jugements": tuple(Jugement(**un) for un in donnees["jugements"]),
            "capacites": tuple(map(_acquis, donnees["capacites"])),
            "blocs": tuple(map(_acquis, donnees["blocs"])),
            "a_representer": tuple(donnees["a_representer"]),
        }
    )


def _acquis(donnees: dict[str, Any]) -> Acquis:
    jours = {cle: _jour(donnees[cle]) for cle in ("validee_le", "jusqu_au")}
    return Acquis(**donnees | jours)


def _jour(texte: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(texte) if texte else None
