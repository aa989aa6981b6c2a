"""From the characters of a region of a PDF page to its lines of text, and what their places tell.

A region is a cell, or what stands outside tables. Characters are pdfplumber's; `top` grows
downwards.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist
from statistics import median

from pdfplumber.utils import extract_words

from referentiels.analyse.source import Case

# A gap wider than this share of the character's size separates two words.
ESPACE = 0.2
ESPACE_USUELLE = 0.25
COLLE = 0.1
# A gap between two lines over this many times the usual one is a blank.
BLANC = 1.3
PAS_USUEL = 1.2
# Marks that a break never separates from the word before, or after, them.
_COLLES_A_GAUCHE = {":", ";", "?", "!", "»", "%"}
_COLLES_A_DROITE = {"«"}
_COUPABLE = re.compile(r"\w[-‐]\w")


@dataclass
class LigneVue:
    """A line as it stands on its page; `amorce` is the width of what a break cannot cut at its
    beginning."""

    texte: str
    gauche: float
    droite: float
    haut: float
    bas: float
    mots: list[dict] = field(repr=False)
    amorce: float = 0
    case: Case | None = None
    blanc_avant: bool = False
    courte: bool | None = None

    @property
    def taille(self) -> float:
        return self.bas - self.haut


def lire_lignes(caracteres: list[dict]) -> list[LigneVue]:
    """The lines of a region from top to bottom; lines of turned text come last."""
    droits = [c for c in caracteres if est_droit(c)]
    tournes = [c for c in caracteres if not est_droit(c)]
    suivis = {id(c) for c, suivant in pairwise(droits) if suivant["text"].isspace()}
    lignes = [_assembler(mots, suivis) for mots in _ranger(_mots(droits))]
    return lignes + _lignes_tournees(tournes)


def est_droit(caractere: dict) -> bool:
    """Tell whether the character is written from left to right, neither turned nor mirrored."""
    a, b, *_ = caractere["matrix"]
    return a > 0 and abs(b) < a / 100


def _mots(caracteres: list[dict]) -> list[dict]:
    """Words in the order in which the file draws them: no character can slip into another one."""
    return extract_words(
        caracteres,
        return_chars=True,
        use_text_flow=True,
        expand_ligatures=False,
        x_tolerance_ratio=ESPACE,
    )


def _ranger(mots: list[dict]) -> list[list[dict]]:
    """Put together the words that overlap in height by half: a note mark joins its line."""
    lignes: list[tuple[dict, list[dict]]] = []
    for mot in sorted(mots, key=lambda mot: (mot["top"], mot["x0"])):
        recents = [(_chevauchement(mot, repere), rang) for rang, (repere, _) in _fin(lignes)]
        part, rang = max(recents, default=(0, 0))
        if part < 0.5:
            lignes.append((mot, [mot]))
            continue
        repere, ligne = lignes[rang]
        ligne.append(mot)
        if mot["height"] > repere["height"]:
            lignes[rang] = (mot, ligne)
    lignes.sort(key=lambda ligne: ligne[0]["bottom"])
    return [sorted(ligne, key=lambda mot: mot["x0"]) for _, ligne in lignes]


def _fin(lignes: list) -> Iterable[tuple[int, tuple[dict, list[dict]]]]:
    """The last lines with their ranks: words come from top to bottom, older lines are closed."""
    debut = max(0, len(lignes) - 8)
    return enumerate(lignes[debut:], start=debut)


def _chevauchement(mot: dict, repere: dict) -> float:
    commun = min(mot["bottom"], repere["bottom"]) - max(mot["top"], repere["top"])
    return commun / (min(mot["height"], repere["height"]) or 1)


def _assembler(mots: list[dict], suivis: set[int]) -> LigneVue:
    """Join the words of a line; a note mark drawn against its word stays glued to it."""
    colles: list[dict] = []
    for mot in mots:
        if colles and _est_colle(colles[-1], mot, suivis):
            colles[-1] = _souder(colles[-1], mot)
        else:
            colles.append(mot)
    return _ligne(colles)


def _ligne(mots: list[dict]) -> LigneVue:
    repere = max(mots, key=lambda mot: mot["height"])
    return LigneVue(
        texte=" ".join(mot["text"] for mot in mots),
        gauche=mots[0]["x0"],
        droite=max(mot["x1"] for mot in mots),
        haut=repere["top"],
        bas=repere["bottom"],
        mots=mots,
        amorce=_amorce(mots),
    )


def fendre(lignes: list[LigneVue], x: float) -> tuple[list[LigneVue], list[LigneVue]]:
    """The lines on the left of `x`, then those on its right; turned text stays on the left."""
    gauche, droite = [], []
    for ligne in lignes:
        avant = [mot for mot in ligne.mots if mot["x0"] < x]
        apres = [mot for mot in ligne.mots if mot["x0"] >= x]
        if not apres:
            gauche.append(ligne)
            continue
        gauche += [_ligne(avant)] if avant else []
        droite.append(_ligne(apres))
    return gauche, droite


def _est_colle(mot: dict, suivant: dict, suivis: set[int]) -> bool:
    dernier = mot["chars"][-1]
    return id(dernier) not in suivis and suivant["x0"] - mot["x1"] < COLLE * dernier["size"]


def _souder(mot: dict, suivant: dict) -> dict:
    return mot | {
        "text": mot["text"] + suivant["text"],
        "x1": max(mot["x1"], suivant["x1"]),
        "chars": mot["chars"] + suivant["chars"],
    }


def _amorce(mots: list[dict]) -> float:
    """The width of the first word, up to its hyphen, with the marks that hold to it."""
    premier = mots[0]
    if coupe := _COUPABLE.search(premier["text"]):
        atteint = 0
        for caractere in premier["chars"]:
            atteint += len(caractere["text"])
            if atteint >= coupe.start() + 2:
                return caractere["x1"] - premier["x0"]
    fin = premier
    for mot in mots[1:]:
        if fin["text"] not in _COLLES_A_DROITE and mot["text"] not in _COLLES_A_GAUCHE:
            break
        fin = mot
    return fin["x1"] - premier["x0"]


def _lignes_tournees(caracteres: list[dict]) -> list[LigneVue]:
    """Turned text, in the order in which the file draws it."""
    suites: list[list[dict]] = []
    for caractere in caracteres:
        if suites and _se_suivent(suites[-1][-1], caractere):
            suites[-1].append(caractere)
        else:
            suites.append([caractere])
    return [_ligne_tournee(suite) for suite in suites if any(_noir(c) for c in suite)]


def _se_suivent(avant: dict, apres: dict) -> bool:
    return (
        avant["matrix"][:4] == apres["matrix"][:4]
        and dist(_centre(avant), _centre(apres)) < 2 * apres["size"]
    )


def _ligne_tournee(suite: list[dict]) -> LigneVue:
    return LigneVue(
        texte=" ".join("".join(c["text"] for c in suite).split()),
        gauche=min(c["x0"] for c in suite),
        droite=max(c["x1"] for c in suite),
        haut=min(c["top"] for c in suite),
        bas=max(c["bottom"] for c in suite),
        mots=[],
    )


def _noir(caractere: dict) -> bool:
    return not caractere["text"].isspace()


def _centre(caractere: dict) -> tuple[float, float]:
    return (caractere["x0"] + caractere["x1"]) / 2, (caractere["top"] + caractere["bottom"]) / 2


def pas_usuel(
    regions: Iterable[list[LigneVue]], defaut: float = PAS_USUEL, *, minimum: int = 3
) -> float:
    """The usual distance between two lines, as a share of their height.

    The lower quartile, since gaps between paragraphs only pull upwards. With fewer than `minimum`
    gaps to look at, the answer is `defaut`.
    """
    pas = sorted(_pas(a, b) for lignes in regions for a, b in pairwise(lignes) if b.mots)
    pas = [un for un in pas if un > 0.5]
    return pas[len(pas) // 4] if len(pas) >= minimum else defaut


def _pas(avant: LigneVue, apres: LigneVue) -> float:
    return (apres.bas - avant.bas) / (apres.taille or 1)


def marquer_blancs(lignes: list[LigneVue], usuel: float) -> None:
    """Note the lines of a region that a visible gap separates from the one before."""
    for avant, apres in pairwise(lignes):
        apres.blanc_avant = not apres.mots or _pas(avant, apres) > BLANC * usuel


def marquer_courtes(lignes: list[LigneVue], bord: float, espace: float) -> None:
    """Note the lines after which the next one's first word would have fitted before `bord`."""
    for ligne, suivante in pairwise(lignes):
        if ligne.mots and suivante.mots:
            besoin = espace * suivante.taille + suivante.amorce
            ligne.courte = ligne.droite + besoin <= bord - 0.5


def largeur_espace(caracteres: Iterable[dict]) -> float:
    """The usual width of a space, as a share of the size of the characters."""
    largeurs = [c["width"] / c["size"] for c in caracteres if c["text"] == " " and c["size"] > 0]
    return median(largeurs) if largeurs else ESPACE_USUELLE
