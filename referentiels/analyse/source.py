"""The text of an official document, with where each line stands: what every reader hands over."""

from dataclasses import dataclass
from enum import StrEnum


class NatureSource(StrEnum):
    TEXTE = "texte"
    PDF = "pdf"


@dataclass(frozen=True)
class Case:
    """The place of a line in a table of the page; ranks start at 0.

    `tableau` counts the tables over the whole document. A cell merged over several rows has the
    rank of its first row, and `hauteur` tells how many rows it covers; `largeur`, how many columns.
    """

    tableau: int
    rangee: int
    colonne: int
    hauteur: int = 1
    largeur: int = 1


@dataclass(frozen=True)
class Ligne:
    """A line of the source: `texte[debut:fin]`, without its line break.

    `blanc_avant` tells that an empty line, or a visible vertical gap, stands before it. `courte`
    tells that the first word of the next line of the same cell or paragraph would have fitted at
    its end, so that the break is the author's (`None` when the reader cannot tell). `page` counts
    from 1; `None` when the text has no pages. `case` is `None` outside tables, and always in a
    plain text.
    """

    debut: int
    fin: int
    page: int | None = None
    case: Case | None = None
    blanc_avant: bool = False
    courte: bool | None = None


@dataclass(frozen=True)
class Source:
    """A document as text: every character that its reader saw is in `texte`.

    `lignes` are the lines that hold something other than spaces, in reading order; every
    character of `texte` that is not a space belongs to exactly one of them. In a PDF the lines of
    one cell follow each other.
    """

    nom: str
    nature: NatureSource
    texte: str
    lignes: tuple[Ligne, ...]

    def lire(self, ligne: Ligne) -> str:
        return self.texte[ligne.debut : ligne.fin]
