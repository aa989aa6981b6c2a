"""The column headings of the two tables, wherever the page broke them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mot, Mots, plier, sont_proches


class Colonne(StrEnum):
    CAPACITE = "capacite"
    CONDITIONS = "conditions"
    CRITERES = "criteres"
    MODALITES = "modalites"
    BLOC = "bloc"


# The words of each heading; those after « ? » may be missing.
_MOTS = {
    Colonne.CAPACITE: ["capacites|capacite|competences", "professionnelles|professionnelle"],
    Colonne.CONDITIONS: ["conditions", "?de", "?realisation"],
    Colonne.CRITERES: [
        "criteres",
        *("?observables", "?et", "?ou", "?etou", "?mesurables", "?devaluation"),
        *("?avec", "?niveau|niveaux", "?dexigence|dexigences"),
    ],
    Colonne.MODALITES: ["modalites", "devaluation"],
    Colonne.BLOC: [
        *("?intitule|intitules", "?des|du|de", "regroupements|regroupement|blocs|bloc"),
        *("?de", "?capacites|competences", "?professionnelles", "?en", "?unites", "?coherentes"),
        "?#",
    ],
}
_TABLEAUX = (
    (Colonne.CAPACITE, Colonne.CONDITIONS, Colonne.CRITERES, Colonne.MODALITES),
    (Colonne.CAPACITE, Colonne.CONDITIONS, Colonne.CRITERES),
    (Colonne.CAPACITE, Colonne.BLOC),
)
_LIGNES_MAX = 12


@dataclass(frozen=True)
class EnTete:
    """A row of column headings."""

    colonnes: tuple[tuple[Colonne, Mots], ...]

    @property
    def roles(self) -> tuple[Colonne, ...]:
        return tuple(role for role, _ in self.colonnes)

    @property
    def mots(self) -> Mots:
        return tuple(mot for _, mots in self.colonnes for mot in mots)

    @property
    def exact(self) -> bool:
        """Whether every word is written as the template writes it, case and accents aside."""
        formes = {
            f for role in self.roles for mot in _MOTS[role] for f in mot.strip("?").split("|")
        }
        return all(plier(mot.texte) in formes or mot.texte.isdigit() for mot in self.mots)

    @property
    def est_de_blocs(self) -> bool:
        return Colonne.BLOC in self.roles


def _convient(mot: Mot, attendu: str, precedent: Mot | None) -> bool:
    if attendu == "#":  # the mark of the note, on the line of the word that bears it
        return mot.texte.isdigit() and precedent is not None and mot.ligne == precedent.ligne
    lu = plier(mot.texte)
    return any(sont_proches(lu, forme) for forme in attendu.split("|"))


def lire_colonne(mots: Sequence[Mot], role: Colonne) -> int:
    """How many of the first words are the heading of this column; 0 when they are not it."""
    lus = 0
    for attendu in _MOTS[role]:
        if lus < len(mots) and _convient(
            mots[lus], attendu.removeprefix("?"), mots[lus - 1] if lus else None
        ):
            lus += 1
        elif not attendu.startswith("?"):
            return 0
    return lus


def lire_en_tete(mots: Sequence[Mot]) -> EnTete | None:
    """Read a row of column headings at the start of these words."""
    if not mots or not _convient(mots[0], _MOTS[Colonne.CAPACITE][0], None):
        return None
    for roles in _TABLEAUX:
        colonnes, place = [], 0
        for role in roles:
            lus = lire_colonne(mots[place:], role)
            if not lus:
                break
            colonnes.append((role, tuple(mots[place : place + lus])))
            place += lus
        else:
            return EnTete(tuple(colonnes))
    return None


def detacher(lignes: Sequence[LigneLue]) -> Iterator[LigneLue | EnTete]:
    """The lines, with each row of column headings in the place of the lines that held it.

    Column headings stand at the top of a page: the line after them starts one.
    """
    rang, apres_tete = 0, False
    while rang < len(lignes):
        suite = lignes[rang : rang + _LIGNES_MAX]
        tete = None
        if _convient(lignes[rang].mots[0], _MOTS[Colonne.CAPACITE][0], None):
            tete = lire_en_tete([mot for ligne in suite for mot in ligne.mots])
        if tete is None:
            yield replace(lignes[rang], debut_page=True) if apres_tete else lignes[rang]
            rang, apres_tete = rang + 1, False
            continue
        yield tete
        apres_tete = True
        a_passer = len(tete.mots)
        while a_passer and a_passer >= len(lignes[rang].mots):
            a_passer -= len(lignes[rang].mots)
            rang += 1
        if a_passer:
            yield lignes[rang].garder(a_passer)
            rang += 1
