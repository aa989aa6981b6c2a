"""What an evaluator types in one cell of the grid, and what stands there already."""

import datetime
import uuid
from dataclasses import dataclass
from enum import StrEnum

COMMENTAIRE_MAX = 4000  # signs


class Genre(StrEnum):
    CRITERE = "critere"
    CAPACITE = "capacite"


class Portee(StrEnum):
    """Whose cell: the evaluator's own, or the commission's once the capacité is in common."""

    INDIVIDUELLE = "individuelle"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Saisie:
    """One value of one cell, as a device sends it.

    `version` is the version on which it was typed, 0 for an empty cell. `jeton` names the value:
    sent twice, it is written once. `precedents` name the values of this cell that the device sent
    before without any answer: the server may have them, they are no one else's. `age` is how long
    ago it was typed, in seconds: the clock of the device does not count. `source` is the key of
    the sheet, filled by hand, from which it is keyed.
    """

    genre: Genre
    cle: int
    portee: Portee
    niveau: str
    commentaire: str
    version: int
    jeton: uuid.UUID
    precedents: frozenset[uuid.UUID] = frozenset()
    age: float = 0.0
    source: int | None = None

    @property
    def cellule(self) -> str:
        """The name of the cell, e.g. « critere-12 »."""
        return f"{self.genre}-{self.cle}"

    @property
    def valeur(self) -> list[str]:
        return [self.niveau, self.commentaire]


@dataclass(frozen=True)
class Enregistree:
    """A cell as the database has it; `libelle` is the level in the version's own words."""

    portee: Portee
    version: int
    niveau: str
    libelle: str
    commentaire: str
    auteur: str
    le: datetime.datetime
    conclusion_retiree: bool = False
