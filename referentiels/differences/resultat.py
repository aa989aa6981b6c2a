"""What a comparison answers, ready for a page: chapters of the document, and what changed there."""

from collections.abc import Iterator
from dataclasses import dataclass

from referentiels.differences.natures import Nature, Nom


@dataclass(frozen=True)
class Passage:
    """A run of words: kept (INCHANGE), removed (RETIRE) or added (AJOUTE).

    `avant` is the white space that separates it from the previous run.
    """

    nature: Nature
    texte: str
    avant: str = ""


@dataclass(frozen=True)
class Texte:
    """A text before and after; `passages` reads both at once."""

    ancien: str
    nouveau: str
    passages: tuple[Passage, ...]

    @property
    def change(self) -> bool:
        return self.ancien != self.nouveau

    @property
    def espaces_seuls(self) -> bool:
        """Only white space differs: no word can be shown."""
        natures = {passage.nature for passage in self.passages}
        return self.change and natures <= {Nature.INCHANGE}


@dataclass(frozen=True)
class Fait:
    """A value of the document under its label: a field of the identity, a rule, a bloc."""

    libelle: str
    texte: Texte
    ancre: str

    @property
    def natures(self) -> tuple[Nature, ...]:
        return (Nature.MODIFIE,) if self.texte.change else ()


@dataclass(frozen=True)
class Lieu:
    """The rank of a piece, from 1, and its container when that is another (« la capacité 2 »)."""

    rang: int
    conteneur: str = ""

    def __str__(self):
        return (
            f"dans {self.conteneur}, au rang {self.rang}"
            if self.conteneur
            else f"au rang {self.rang}"
        )


@dataclass(frozen=True)
class Morceau:
    """One new piece of a line (several when it was cut in two) with its sub-points."""

    rang: int
    texte: Texte
    points: tuple["Ligne", ...] = ()


@dataclass(frozen=True)
class Ligne:
    """One element of a list: a critère, a condition, a paragraph, a note.

    `natures` is empty when nothing changed. `anciens` is empty when it was added and `nouveaux`
    when it was removed; the morceaux then carry the rank on the side that exists.
    """

    nom: Nom
    natures: tuple[Nature, ...]
    anciens: tuple[Lieu, ...]
    nouveaux: tuple[Lieu, ...]
    morceaux: tuple[Morceau, ...]
    ancre: str

    @property
    def est_retiree(self) -> bool:
        return not self.nouveaux

    @property
    def est_entiere(self) -> bool:
        """It came or went with its sub-points: that is one change."""
        return not (self.anciens and self.nouveaux)

    @property
    def origine(self) -> str:
        """« était au rang 3 », when it is not where it was or as it was; else nothing."""
        if not {Nature.DEPLACE, Nature.SCINDE, Nature.FONDU} & set(self.natures):
            return ""
        if len(self.anciens) == 1:
            return f"était {self.anciens[0]}"
        *debut, dernier = (str(lieu.rang) for lieu in self.anciens)
        return f"étaient aux rangs {', '.join(debut)} et {dernier}"


@dataclass(frozen=True)
class Depart:
    """The trace, where it stood, of an element that went to another container.

    `arrivee` is the anchor of its line there.
    """

    ancien: Lieu
    nouveau: Lieu
    texte: str
    ancre: str
    arrivee: str


def _inchanges(nom: Nom, nombre: int) -> str:
    """« 5 critères inchangés », or nothing."""
    return nom.compter(nombre, Nature.INCHANGE) if nombre else ""


@dataclass(frozen=True)
class Liste:
    """The lines of a container, in the new order; the removed ones stand where they were."""

    nom: Nom
    titre: str
    lignes: tuple[Ligne, ...]
    departs: tuple[Depart, ...] = ()

    @property
    def changees(self) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.natures]

    @property
    def inchangees(self) -> str:
        return _inchanges(self.nom, len(self.lignes) - len(self.changees))

    @property
    def change(self) -> bool:
        return bool(self.changees or self.departs)


@dataclass(frozen=True)
class Fiche:
    """A part with a title and lists of its own: a capacité, a modalité, a section.

    `origine` says what it was, when that differs: « était la capacité 2 ».
    """

    nom: Nom
    etiquette: str
    titre: Texte
    natures: tuple[Nature, ...]
    origine: str
    ancre: str
    faits: tuple[Fait, ...] = ()
    listes: tuple[Liste, ...] = ()

    @property
    def faits_changes(self) -> list[Fait]:
        return [fait for fait in self.faits if fait.natures]

    @property
    def est_entiere(self) -> bool:
        """It came or went with all that it holds: that is one change."""
        return bool({Nature.AJOUTE, Nature.RETIRE} & set(self.natures))

    @property
    def change(self) -> bool:
        return bool(self.natures) or any(liste.change for liste in self.listes)


@dataclass(frozen=True)
class Chapitre:
    """A part of the page; `nom` is what its faits are called."""

    titre: str
    ancre: str
    nom: Nom
    faits: tuple[Fait, ...] = ()
    listes: tuple[Liste, ...] = ()
    fiches: tuple[Fiche, ...] = ()

    @property
    def faits_changes(self) -> list[Fait]:
        return [fait for fait in self.faits if fait.natures]

    @property
    def faits_inchanges(self) -> str:
        return _inchanges(self.nom, len(self.faits) - len(self.faits_changes))

    @property
    def fiches_changees(self) -> list[Fiche]:
        return [fiche for fiche in self.fiches if fiche.change]

    @property
    def fiches_inchangees(self) -> str:
        return _inchanges(self.nom, len(self.fiches) - len(self.fiches_changees))

    @property
    def change(self) -> bool:
        lignes = any(liste.change for liste in self.listes)
        return bool(self.faits_changes or self.fiches_changees or lignes)

    @property
    def existe(self) -> bool:
        """Tell whether either version has anything there."""
        return bool(self.faits or self.fiches or any(liste.lignes for liste in self.listes))


@dataclass(frozen=True)
class Total:
    """One line of the summary, and where the first of these changes stands on the page."""

    texte: str
    ancre: str


@dataclass(frozen=True)
class Differences:
    """The whole comparison, in the order of the page."""

    chapitres: tuple[Chapitre, ...]

    @property
    def change(self) -> bool:
        return any(chapitre.change for chapitre in self.chapitres)

    @property
    def totaux(self) -> list[Total]:
        """How many of each change, what bears the same name together, in the order of the page."""
        comptes: dict[Nom, dict[Nature, list[str]]] = {}
        for nom, nature, ancre in self._changements():
            comptes.setdefault(nom, {}).setdefault(nature, []).append(ancre)
        return [
            Total(nom.compter(len(ancres), nature), ancres[0])
            for nom, par_nature in comptes.items()
            for nature, ancres in par_nature.items()
        ]

    def _changements(self) -> Iterator[tuple[Nom, Nature, str]]:
        for chapitre in self.chapitres:
            for liste in chapitre.listes:
                yield from _de_la_liste(liste)
            for fait in chapitre.faits:
                yield from ((chapitre.nom, nature, fait.ancre) for nature in fait.natures)
            for fiche in chapitre.fiches:
                yield from ((fiche.nom, nature, fiche.ancre) for nature in fiche.natures)
                for liste in fiche.listes:
                    yield from _de_la_liste(liste, entiere=fiche.est_entiere)


def _de_la_liste(liste: Liste, *, entiere: bool = False) -> Iterator[tuple[Nom, Nature, str]]:
    """What came or went with its whole fiche is one change: only what moved counts besides."""
    emportees = {Nature.AJOUTE, Nature.RETIRE} if entiere else set()
    for ligne in liste.lignes:
        for nature in ligne.natures:
            if nature not in emportees:
                yield liste.nom, nature, ligne.ancre
