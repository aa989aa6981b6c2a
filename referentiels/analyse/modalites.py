"""The modalities: their definitions, and the cell of the table that names them per capacité."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.feuilles import Texte, Valeur
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mot, Mots, joindre, plier, plier_mots, sont_proches
from referentiels.analyse.paragraphes import Paragraphe, lire_paragraphes
from referentiels.analyse.phrases import finit_phrase
from referentiels.enums import CodeModalite, NatureDoute

_LETTRE = re.compile(r"([a-z])[).]|([a-z])\)(?=[^\W\d_])")
_CODES = (
    ("reconstitu", CodeModalite.SITUATION_RECONSTITUEE),
    ("reelle", CodeModalite.SITUATION_REELLE),
    ("presentation", CodeModalite.PRESENTATION_PROJETS),
    ("projets", CodeModalite.PRESENTATION_PROJETS),
    ("avis", CodeModalite.AVIS_ENTREPRISE),
)
_MOTS_MAX = 16
Connues = dict[str, str]  # folded title -> code


def code_de(mots: Sequence[Mot]) -> str | None:
    """The code that the words of a title say, whatever its letter."""
    lettres = plier_mots(mots)
    return next((code.value for mot, code in _CODES if mot in lettres), None)


@dataclass(frozen=True)
class Definition:
    lettre: tuple[str, Mots]
    titre: Mots
    lignes: Sequence[LigneLue]


def lire_definitions(
    lignes: Sequence[LigneLue], carnet: Carnet
) -> tuple[list[dict], list[LigneLue], Connues]:
    """The definitions « a) … d) »; the lines before the first; the titles, to know them again."""
    departs = [rang for rang, ligne in enumerate(lignes) if _lettre(ligne.mots)]
    definitions, connues = [], connues_par_defaut()
    vus: set[str] = set()
    for debut, fin in pairwise([*departs, len(lignes)]):
        definition = _definition(lignes[debut:fin])
        code = code_de(definition.titre)
        if code is None or code in vus:
            _refuser(definition, code, carnet)
            continue
        vus.add(code)
        connues[plier_mots(definition.titre)] = code
        definitions.append(_decrire(definition, code, carnet))
    return definitions, list(lignes[: departs[0]] if departs else lignes), connues


def est_une_definition(mots: Mots) -> bool:
    """Tell whether a line is « a) » and the title of a modality."""
    lue = _lettre(mots)
    return lue is not None and code_de(lue[2]) is not None


def lignes_de(code: CodeModalite, lignes: Sequence[LigneLue]) -> list[LigneLue]:
    """The lines that define this modality."""
    siennes: list[LigneLue] = []
    dedans = False
    for ligne in lignes:
        if lue := _lettre(ligne.mots):
            dedans = code_de(lue[2]) == code.value
        if dedans:
            siennes.append(ligne)
    return siennes


def connues_par_defaut() -> Connues:
    return {plier(code.label): code.value for code in CodeModalite}


def _lettre(mots: Mots) -> tuple[str, Mots, Mots] | None:
    """The letter, its words, and the words that follow."""
    trouve = _LETTRE.match(mots[0].texte)
    if not trouve:
        return None
    if trouve.end() == len(mots[0].texte):
        return (trouve.group(1) or trouve.group(2), mots[:1], mots[1:]) if mots[1:] else None
    if not trouve.group(2) and mots[0].texte[1] != ")":
        return None
    lettre, reste = mots[0].couper(trouve.end())
    return trouve.group()[0], (lettre,), (reste, *mots[1:])


def _definition(lignes: Sequence[LigneLue]) -> Definition:
    lettre, siens, titre = _lettre(lignes[0].mots)
    fin = 1
    while fin < len(lignes) and _continue_le_titre(titre, lignes[fin]):
        titre, fin = (*titre, *lignes[fin].mots), fin + 1
    return Definition((lettre, siens), titre, lignes[fin:])


def _continue_le_titre(titre: Mots, ligne: LigneLue) -> bool:
    if ligne.puce or finit_phrase(titre[-1]) or len(titre) > _MOTS_MAX:
        return False
    return ligne.mots[0].texte[0].islower()


def _refuser(definition: Definition, code: str | None, carnet: Carnet) -> None:
    titre = joindre(definition.titre)
    raison = "définie deux fois" if code else "inconnue : la liste des modalités est fermée"
    carnet.douter(
        NatureDoute.MODALITE,
        f"La modalité « {titre} » est {raison}. Son texte n'a pas été repris.",
        definition.titre,
    )


def _decrire(definition: Definition, code: str, carnet: Carnet) -> dict:
    lettre, mots = definition.lettre
    paragraphes: list[Paragraphe] = lire_paragraphes(definition.lignes, carnet)
    debut = next((rang for rang, p in enumerate(paragraphes) if p.points), len(paragraphes))
    alineas = tuple(tuple(p.mots) for p in paragraphes[: debut + 1] if p.mots)
    return {
        "code": code,
        "lettre": Valeur(lettre, mots),
        "titre": Texte.de(definition.titre),
        "texte": Texte(alineas),
        "points": [Texte.de(point) for point in _points(paragraphes[debut:], carnet) if point],
    }


def _points(paragraphes: Sequence[Paragraphe], carnet: Carnet) -> Iterator[list[Mot]]:
    """The points; a paragraph after them stays after them, as the source has it."""
    for rang, paragraphe in enumerate(paragraphes):
        if rang and paragraphe.mots:
            constat = "Ligne sans puce après une liste : elle a été comptée comme un point."
            carnet.douter(NatureDoute.SOUS_POINT, f"{constat} Vérifiez.", paragraphe.mots)
            yield paragraphe.mots
        yield from paragraphe.points


@dataclass(frozen=True)
class Prevue:
    """A modality in a cell of the table, with the word that ties it to the one before."""

    code: str
    connecteur: Mots
    libelle: Mots

    def decrire(self) -> dict:
        mot = plier_mots(self.connecteur)
        return {
            "code": self.code,
            "connecteur": Valeur(mot, self.connecteur),
            "libelle": Texte.de(self.libelle),
        }


def lire_suite(mots: Sequence[Mot], connues: Connues) -> tuple[list[Prevue], int]:
    """Read known modalities from the first word on; answer them, and how many words they take."""
    prevues: list[Prevue] = []
    place = 0
    while place < len(mots):
        tete = place + (plier(mots[place].texte) in ("ou", "et"))
        fin, code = _connue(mots, tete, connues)
        if code is None or (tete > place and not prevues):
            break
        prevues.append(Prevue(code, tuple(mots[place:tete]), tuple(mots[tete:fin])))
        place = fin
    return prevues, place


def _connue(mots: Sequence[Mot], debut: int, connues: Connues) -> tuple[int, str | None]:
    lettres, trouve = "", (debut, None)
    for fin in range(debut, min(debut + _MOTS_MAX, len(mots))):
        lettres += plier(mots[fin].texte)
        code = connues.get(lettres) or next(
            (code for titre, code in connues.items() if sont_proches(lettres, titre)), None
        )
        if code and (trouve[1] is None or lettres in connues):
            trouve = (fin + 1, code)
    return trouve


def lire_cellule(mots: Sequence[Mot], connues: Connues, carnet: Carnet) -> list[dict]:
    """The modalities of a cell, known by their titles or by their words."""
    prevues: list[Prevue] = []
    place = 0
    while place < len(mots):
        suite, lus = lire_suite(mots[place:], connues)
        if not suite and prevues:
            suite, lus = _apres_connecteur(mots[place:], connues)
        if not suite:
            suite, lus = _au_vocabulaire(mots[place:])
        for prevue in suite:
            if prevue.code in {une.code for une in prevues}:
                _inconnue(prevue.libelle, "figure déjà dans la cellule", carnet)
            else:
                prevues.append(prevue)
        if not suite:
            _inconnue(mots[place : place + lus], "n'est pas reconnue", carnet)
        place += lus
    return [prevue.decrire() for prevue in prevues]


def _inconnue(mots: Sequence[Mot], constat: str, carnet: Carnet) -> None:
    explication = f"La modalité « {joindre(mots)} » {constat} : elle n'a pas été reprise."
    carnet.douter(NatureDoute.MODALITE, explication, mots)


def _apres_connecteur(mots: Sequence[Mot], connues: Connues) -> tuple[list[Prevue], int]:
    if plier(mots[0].texte) not in ("ou", "et"):
        return [], 0
    fin, code = _connue(mots, 1, connues)
    return ([Prevue(code, (mots[0],), tuple(mots[1:fin]))], fin) if code else ([], 0)


def _au_vocabulaire(mots: Sequence[Mot]) -> tuple[list[Prevue], int]:
    """One modality worded in its own way: it goes to the next connector that starts a line."""
    fin = 1
    while fin < len(mots) and not _separe(mots, fin):
        fin += 1
    tete = 1 if plier(mots[0].texte) in ("ou", "et") and fin > 1 else 0
    code = code_de(mots[tete:fin])
    if code is None:
        return [], fin
    return [Prevue(code, tuple(mots[:tete]), tuple(mots[tete:fin]))], fin


def _separe(mots: Sequence[Mot], rang: int) -> bool:
    neuve = mots[rang].ligne != mots[rang - 1].ligne
    return neuve and mots[rang].texte in ("Ou", "Et", "OU", "ET")
