"""The scale of a version: the levels that an evaluator may give to a critère. Never a mark (R25).

A level is a code, the word that is read, and its meaning (`NiveauCritere`), which the rules know:
a version may have « Partiellement acquis », which means non acquis. Source: DOMAINE.md §5.1.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from referentiels.enums import NiveauCritere


@dataclass(frozen=True)
class Niveau:
    """One level; `sens` is a value of NiveauCritere."""

    code: str
    libelle: str
    sens: str

    @property
    def precision(self) -> str:
        """What it counts as, where the word alone does not say it."""
        sens = NiveauCritere(self.sens).label
        return "" if self.libelle == sens else f"compte comme {sens.lower()}"

    @property
    def description(self) -> str:
        return f"{self.libelle} ({self.precision})" if self.precision else self.libelle


@dataclass(frozen=True)
class Echelle:
    """The levels of a version, in the order in which they are shown and numbered."""

    niveaux: tuple[Niveau, ...]

    @classmethod
    def lire(cls, lignes: Iterable[dict]) -> "Echelle":
        """Read what the version stores, a list of {code, libelle, sens}; empty: the usual scale."""
        lues = tuple(Niveau(ligne["code"], ligne["libelle"], ligne["sens"]) for ligne in lignes)
        return cls(lues) if lues else USUELLE

    @property
    def lignes(self) -> list[dict]:
        """What a version stores of it: `lire` reads it back."""
        return [asdict(un) for un in self.niveaux]

    def sens(self, code: str | None) -> str | None:
        """The meaning of a level; `None` for none, and for a code of another scale."""
        return next((un.sens for un in self.niveaux if un.code == code), None)

    def libelle(self, code: str | None) -> str:
        """The word of a level; where nothing is scored, the scale's own word for it."""
        usuel = NiveauCritere.NON_EVALUE.label
        vides = (un.libelle for un in self.niveaux if un.sens == NiveauCritere.NON_EVALUE)
        return next((un.libelle for un in self.niveaux if un.code == code), next(vides, usuel))

    @property
    def codes(self) -> list[str]:
        return [un.code for un in self.niveaux]

    @property
    def descriptions(self) -> list[str]:
        return [un.description for un in self.niveaux]


USUELLE = Echelle(tuple(Niveau(un.value, un.label, un.value) for un in NiveauCritere))
