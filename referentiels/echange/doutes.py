"""A place of a document that a person must read again."""

from dataclasses import dataclass

from referentiels.enums import NatureDoute


@dataclass(frozen=True)
class Doute:
    """A doubtful place; `explication` says in French what was decided and what to check.

    `chemin` is empty when it concerns no field. `debut` and `fin` are offsets in the source,
    equal when nothing in the source can be shown.
    """

    nature: NatureDoute
    explication: str
    chemin: str = ""
    extrait: str = ""
    debut: int = 0
    fin: int = 0
