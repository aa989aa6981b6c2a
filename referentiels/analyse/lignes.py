"""The lines as the analysis reads them: words, bullets, page starts, hard breaks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from referentiels.analyse.mots import Mot, Mots
from referentiels.analyse.source import Case, Ligne, NatureSource, Source

_MOT = re.compile(r"\S+")
_PUCES = "•‣▪●○■□◦➢➤►→✓✔❖·\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e0\uf02d"
TIRETS = ("-", "–", "—", "o")
# A line that reaches this part of the width has no room left for a doubt about its end.
_PLEINE = 0.92
_ETROITE = 50  # in a narrow column that part is less than a word


@dataclass(frozen=True)
class LigneLue:
    """A line, or a part of one, without its bullet.

    `puce` tells that it opens an item, even when the extraction lost the glyph. `coupure` tells
    that another cell of the same column stands before it.
    """

    mots: Mots
    puce: bool = False
    glyphe: Mot | None = None
    blanc_avant: bool = False
    courte: bool | None = None
    debut_page: bool = False
    page: int | None = None
    case: Case | None = None
    coupure: bool = False

    @property
    def largeur(self) -> int:
        return self.mots[-1].fin - self.mots[0].debut if self.mots else 0

    @property
    def rang(self) -> int:
        return self.mots[0].ligne

    def rendre_la_puce(self) -> "LigneLue":
        """The line with its bullet as its first word."""
        mots = (self.glyphe, *self.mots) if self.glyphe else self.mots
        return replace(self, mots=mots, puce=False, glyphe=None)

    def garder(self, debut: int, fin: int | None = None) -> "LigneLue":
        """The words from `debut` to `fin`; the bullet stays with the first one."""
        if debut == 0:
            return replace(self, mots=self.mots[:fin])
        rien = {"puce": False, "glyphe": None, "blanc_avant": False, "debut_page": False}
        return replace(self, mots=self.mots[debut:fin], coupure=False, **rien)


@dataclass
class _Pages:
    """Where pages start: told by the reader, or by the space that a lost form feed left."""

    connue: bool
    precedente: int | None = field(default=None)

    def commence(self, page: int | None, retrait: int, colle: bool, premiere: bool) -> bool:
        if self.connue:
            change, self.precedente = page != self.precedente, page
            return change
        return premiere or (colle and 1 <= retrait <= 2)


def lire_lignes(source: Source) -> list[LigneLue]:
    pages = _Pages(connue=any(ligne.page is not None for ligne in source.lignes))
    lues: list[LigneLue] = []
    attente: Mot | None = None  # a bullet alone on its line opens the next one
    for rang, ligne in enumerate(source.lignes):
        glyphe, mots = _puce_visible(_mots(source, ligne, rang))
        brut = source.lire(ligne)
        retrait = len(brut) - len(brut.lstrip())
        debut_page = pages.commence(ligne.page, retrait, not ligne.blanc_avant, rang == 0)
        if not mots:
            attente = glyphe
            continue
        glyphe, attente = glyphe or attente, None
        perdue = source.nature == NatureSource.TEXTE and _puce_perdue(
            retrait, ligne.blanc_avant, debut_page, pages.connue
        )
        lues.append(
            LigneLue(
                mots,
                puce=glyphe is not None or perdue,
                glyphe=glyphe,
                blanc_avant=ligne.blanc_avant,
                courte=ligne.courte,
                debut_page=debut_page,
                page=ligne.page,
                case=ligne.case,
            )
        )
    return lues


def _mots(source: Source, ligne: Ligne, rang: int) -> Mots:
    return tuple(
        Mot(trouve.group(), ligne.debut + trouve.start(), ligne.debut + trouve.end(), rang)
        for trouve in _MOT.finditer(source.lire(ligne))
    )


def _puce_visible(mots: Mots) -> tuple[Mot | None, Mots]:
    premier = mots[0]
    if premier.texte[0] in _PUCES:
        if len(premier.texte) == 1:
            return premier, mots[1:]
        puce, mot = premier.couper(1)
        return puce, (mot, *mots[1:])
    if premier.texte in TIRETS and len(mots) > 1:
        return premier, mots[1:]
    return None, mots


def _puce_perdue(retrait: int, blanc: bool, debut_page: bool, pages_connues: bool) -> bool:
    """A bullet whose glyph the extraction lost leaves its space at the head of the line."""
    if debut_page and not pages_connues:
        return retrait == 2
    return 1 <= retrait <= 2 and (blanc or debut_page)


def est_courte(ligne: LigneLue, suivante: LigneLue, largeur: int) -> bool:
    """Tell whether the first word of the next line would have fitted: the break is the author's."""
    if ligne.courte is not None:
        return ligne.courte
    premier = len(suivante.mots[0].texte)
    pleine = largeur if largeur < _ETROITE else _PLEINE * largeur
    return ligne.largeur + 1 + premier <= pleine


def est_double(lignes: Sequence[LigneLue]) -> bool:
    """Tell whether a blank stands between all lines, so that blanks say nothing.

    Lines that continue a sentence are the witnesses: no author puts a blank before them.
    """
    suites = [
        ligne.blanc_avant
        for ligne in lignes
        if ligne.mots and ligne.mots[0].texte[0].islower() and not ligne.puce
    ]
    return 2 * sum(suites) > len(suites)
