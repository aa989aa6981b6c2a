"""What a file holds, whatever its format: numbered rows of texts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cqpm.commun.fichiers import FichierRefuse

# Beyond, a cell is not an answer: a quote was left open, or the file is not a list of people.
SIGNES_MAX = 500
COLONNES_MAX = 100


@dataclass
class Rangee:
    """A row as the spreadsheet numbers it; `fautes` says by place which cells cannot be read."""

    numero: int
    cellules: list[str]
    fautes: dict[int, str] = field(default_factory=dict)

    @property
    def est_vide(self) -> bool:
        return not self.fautes and not any(self.cellules)

    def cellule(self, place: int | None) -> str:
        """The text at that place; a row may be shorter than the headings."""
        if place is None or place >= len(self.cellules):
            return ""
        return self.cellules[place]


def pleines(rangees: Iterator[Rangee], maximum: int, entete: int) -> list[Rangee]:
    """The rows under the headings that hold something. Raises FichierRefuse beyond `maximum`.

    The rest of the file is then not even read.
    """
    gardees: list[Rangee] = []
    for rangee in rangees:
        if rangee.numero <= entete or rangee.est_vide:
            continue
        if len(gardees) == maximum:
            raise FichierRefuse(
                f"Le fichier compte plus de {_en_milliers(maximum)} candidats, ce qu'un import "
                "accepte au plus. Partagez-le en plusieurs fichiers, puis importez-les l'un "
                "après l'autre."
            )
        gardees.append(rangee)
    return gardees


def _en_milliers(nombre: int) -> str:
    return f"{nombre:,}".replace(",", "\u202f")
