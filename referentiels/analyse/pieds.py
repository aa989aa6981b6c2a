"""Running heads and feet: found by their page number, or by coming back on the pages of a PDF."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mots, joindre
from referentiels.analyse.source import NatureSource

_PAGE = re.compile(
    r"(?:.*\s)?page\s*:?\s*\d{1,3}\s*(?:/|sur|de)\s*\d{1,3}|page\s*\d{1,3}|\d{1,3}\s*/\s*\d{1,3}",
    re.IGNORECASE,
)
CODE = re.compile(r"(?:(?:MQ|CQPM|CQPI|CCPM)\s+)?(?:19|20)\d\d(?:\s+\d\d(?:/\d\d)?){0,2}\s+\d{4}\b")
_NOTE = re.compile(r"\d{1,2}\s*[^\W\d_]")
_BORD = 4  # lines at the top and at the bottom of a page where a running head may stand


@dataclass(frozen=True)
class Pied:
    """A running head or foot; `rang` is the line that follows it."""

    mots: Mots
    rang: int

    @property
    def code(self) -> Mots:
        """The words of the qualification number, when it stands there."""
        texte = joindre(self.mots)
        trouve = CODE.search(texte)
        if not trouve:
            return ()
        avant = len(texte[: trouve.start()].split())
        return self.mots[avant : avant + len(trouve.group().split())]


def retirer_pieds(
    lignes: Sequence[LigneLue], nature: NatureSource
) -> tuple[list[LigneLue], list[Pied]]:
    """Part the lines from the running heads and feet; the line after one starts a page."""
    repetees = _repetees(lignes) if nature == NatureSource.PDF else set()
    gardees: list[LigneLue] = []
    pieds: list[Pied] = []
    apres_pied = False
    for ligne in lignes:
        texte = joindre(ligne.mots)
        if ligne.rang in repetees or _PAGE.fullmatch(texte):
            pieds.append(_pied(ligne, texte, gardees))
            apres_pied = True
            continue
        gardees.append(replace(ligne, debut_page=True) if apres_pied else ligne)
        apres_pied = False
    return gardees, pieds


def _pied(ligne: LigneLue, texte: str, gardees: list[LigneLue]) -> Pied:
    """The whole foot: it may start on the line before, or after the end of a sentence."""
    if trouve := CODE.search(texte):
        avant = len(texte[: trouve.start()].split())
        if avant and texte[: trouve.start()].rstrip().endswith((".", "…", ")")):
            gardees.append(ligne.garder(0, avant))
            return Pied(ligne.mots[avant:], ligne.rang + 1)
    elif gardees and gardees[-1].rang == ligne.rang - 1 and CODE.match(joindre(gardees[-1].mots)):
        return Pied((*gardees.pop().mots, *ligne.mots), ligne.rang + 1)
    return Pied(ligne.mots, ligne.rang + 1)


def _repetees(lignes: Sequence[LigneLue]) -> set[int]:
    """The lines that come back, digits aside, at the top or at the bottom of two pages."""
    pages: dict[int, list[LigneLue]] = defaultdict(list)
    for ligne in lignes:
        if ligne.page is not None and ligne.case is None:
            pages[ligne.page].append(ligne)
    vues: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for page, siennes in pages.items():
        for bord, extraites in (("haut", siennes[:_BORD]), ("bas", siennes[-_BORD:])):
            for ligne in extraites:
                texte = joindre(ligne.mots)
                if not _NOTE.match(texte):
                    vues[bord, re.sub(r"\d+", "#", texte)].setdefault(page, ligne.rang)
    couverture = {ligne.rang for ligne in pages.get(min(pages, default=0), ()) if not _code(ligne)}
    repetees = {rang for rangs in vues.values() if len(rangs) > 1 for rang in rangs.values()}
    return repetees - couverture


def _code(ligne: LigneLue) -> bool:
    """On the cover, a line that comes back may be the title itself: only a number is sure."""
    return bool(CODE.search(joindre(ligne.mots)))
