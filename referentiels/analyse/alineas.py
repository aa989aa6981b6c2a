"""Cut the lines of a table cell into paragraphs, and say how sure each cut is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from referentiels.analyse.lignes import TIRETS, LigneLue, est_courte
from referentiels.analyse.mots import Mot, Mots, est_coupe
from referentiels.analyse.phrases import (
    commence_phrase,
    finit_phrase,
    ouvre_phrase,
    profondeurs,
    reprend,
)


@dataclass
class Alinea:
    """A paragraph of a column. A blank, another cell or another page may stand before it.

    `coupe` says why the cut before it is weak, `garde` why a cut inside it was not made.
    """

    mots: list[Mot]
    puce: bool = False
    glyphe: Mot | None = None
    blanc: bool = False
    autre_case: bool = False
    saut_de_page: bool = False
    coupe: str = ""
    garde: str = ""

    @property
    def annonce(self) -> bool:
        return self.mots[-1].texte.endswith(":")


@dataclass(frozen=True)
class Cellule:
    """What is known of the column: its width, and whether blanks are the author's."""

    largeur: int
    double: bool


@dataclass
class _Lecture:
    cellule: Cellule
    alineas: list[Alinea] = field(default_factory=list)
    blanc: bool = False


def couper(lignes: Sequence[LigneLue], cellule: Cellule) -> list[Alinea]:
    """The paragraphs of a cell, in order."""
    niveaux = _niveaux(lignes)
    lecture = _Lecture(cellule)
    avant: LigneLue | None = None
    for ligne in lignes:
        blanc = ligne.blanc_avant and not cellule.double and not ligne.coupure
        lecture.blanc |= blanc
        dedans = avant is not None and niveaux[avant.mots[-1].debut] > 0
        if avant is not None and _est_un_tiret(avant, ligne, dedans):
            ligne = ligne.rendre_la_puce()
        if avant is None or _neuf(avant, ligne, dedans, lecture):
            _ouvrir(ligne, avant, lecture)
        else:
            lecture.alineas[-1].mots.extend(ligne.mots)
            lecture.alineas[-1].saut_de_page |= ligne.debut_page
        avant = ligne
    return lecture.alineas


def _niveaux(lignes: Sequence[LigneLue]) -> dict[int, int]:
    """After each word, known by its place, the number of parentheses still to be closed."""
    mots = [mot for ligne in lignes for mot in ligne.mots]
    niveaux = zip(mots, profondeurs(mots), strict=True)
    return {mot.debut: niveau for mot, niveau in niveaux}


def _neuf(avant: LigneLue, ligne: LigneLue, dedans: bool, lecture: _Lecture) -> bool:
    if ligne.puce:
        return True
    premier, dernier = ligne.mots[0], avant.mots[-1]
    if _est_point(ligne.mots):
        return True
    if ligne.coupure:
        return commence_phrase(premier) or finit_phrase(dernier)
    if dedans or est_coupe(dernier, premier) or not commence_phrase(premier):
        return False
    fin = finit_phrase(dernier)
    courte = est_courte(avant, ligne, lecture.cellule.largeur)
    blanc = ligne.blanc_avant and not lecture.cellule.double
    if fin and reprend(premier):
        lecture.alineas[-1].garde = f"la phrase « {premier.texte} … » reprend la précédente"
        return False
    return fin or courte or blanc or ouvre_phrase(premier)


def _est_un_tiret(avant: LigneLue, ligne: LigneLue, dedans: bool) -> bool:
    """« sous – ensembles » cut after « sous » has a dash at the head of a line, not a bullet."""
    if ligne.glyphe is None or ligne.glyphe.texte not in TIRETS:
        return False
    milieu = avant.courte is False and not finit_phrase(avant.mots[-1])
    return dedans or (milieu and ligne.mots[0].texte[0].islower())


def _est_point(mots: Mots) -> bool:
    """« . des procédures », or « .des procédures », but not the end of « (outils, ...) »."""
    premier = mots[0].texte
    return (premier == "." and len(mots) > 1) or (premier[0] == "." and premier[1:2].isalpha())


def _ouvrir(ligne: LigneLue, avant: LigneLue | None, lecture: _Lecture) -> None:
    coupe = ""
    if avant is not None and not (ligne.puce or ligne.coupure):
        fin = finit_phrase(avant.mots[-1])
        net = ligne.blanc_avant and not lecture.cellule.double
        courte = est_courte(avant, ligne, lecture.cellule.largeur)
        if not fin and not net:
            coupe = "la phrase d'avant n'a pas de point"
        elif fin and not net and not courte and not avant.mots[-1].texte.endswith(":"):
            coupe = "une phrase finit là où la ligne est pleine"
    lecture.alineas.append(
        Alinea(
            list(ligne.mots),
            puce=ligne.puce,
            glyphe=ligne.glyphe,
            blanc=lecture.blanc,
            autre_case=ligne.coupure and ligne.case is not None,
            saut_de_page=ligne.debut_page and avant is not None,
            coupe=coupe,
        )
    )
    lecture.blanc = False
