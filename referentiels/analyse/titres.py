"""The headings of the two templates, recognised by their words and numbers, never by the year."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mots, joindre, plier_mots, sont_proches
from referentiels.enums import NatureDoute


class Modele(StrEnum):
    """The two templates, named by the numbers of their headings."""

    ROMAIN = "parties I à IV"
    ARABE = "parties 1 à 4"


class Role(StrEnum):
    """What stands under a heading; AUTRE for paragraphs only."""

    AUTRE = ""
    LISTE = "liste"
    TABLEAU = "tableau"
    ADMISSIBILITE = "admissibilite"
    VALIDATION = "validation"
    DEFINITIONS = "definitions"


@dataclass(frozen=True)
class _Connu:
    profondeur: int
    role: Role
    formes: tuple[str, ...]


_CONNUS = (
    _Connu(1, Role.AUTRE, ("objectifprofessionnelducqpm", "objectifprofessionnel")),
    _Connu(1, Role.AUTRE, ("referentieldactivitesducqpm", "referentieldactivites")),
    _Connu(1, Role.TABLEAU, ("referentieldecertification", "referentieldecertificationducqpm")),
    _Connu(1, Role.ADMISSIBILITE, ("conditionsdadmissibilite", "conditiondadmissibilite")),
    _Connu(1, Role.AUTRE, ("modalitesdevaluation",)),
    _Connu(2, Role.AUTRE, ("missionsetactivitesviseesparlaqualification",)),
    _Connu(2, Role.AUTRE, ("environnementdetravail",)),
    _Connu(2, Role.AUTRE, ("interactionsdanslenvironnementdetravail",)),
    _Connu(2, Role.LISTE, ("capacitesprofessionnellesducqpm", "capacitesprofessionnelles")),
    _Connu(
        2,
        Role.TABLEAU,
        (
            "conditionsderealisationetcriteresdevaluationdescapacitesprofessionnellesducqpm",
            "conditionsderealisationetcriteresdevaluationdescapacitesprofessionnelles",
        ),
    ),
    _Connu(2, Role.AUTRE, ("conditionsdemiseenoeuvredesevaluationsenvuedelacertification",)),
    _Connu(2, Role.AUTRE, ("miseenoeuvredesmodalitesdevaluation",)),
    _Connu(3, Role.VALIDATION, ("validationdescapacitesprofessionnelles",)),
    _Connu(3, Role.DEFINITIONS, ("definitiondesdifferentesmodalitesdevaluation",)),
)
_NUMEROS = (
    (1, re.compile(r"[IVX]{1,4}[.)\-–]?|\d[.)\-–]?")),
    (2, re.compile(r"[IVX]{1,4}(?:\.\d{1,2}){1,2}[.)\-–]?|\d(?:\.\d{1,2}){1,2}[.)\-–]?")),
    (3, re.compile(r"[A-H][.)]")),
)
_MOTS_MAX = 16


@dataclass(frozen=True)
class Titre:
    """A heading; `connu` when its words are known, `exact` when they have no slip."""

    numero: Mots
    titre: Mots
    profondeur: int
    role: Role = Role.AUTRE
    connu: bool = True
    exact: bool = True

    @property
    def cle(self) -> tuple[str, ...]:
        """The parts of its number: ("IV", "1")."""
        return tuple(re.findall(r"[A-Za-z]+|\d+", joindre(self.numero)))


def profondeur_de(numero: str) -> int | None:
    return next((rang for rang, motif in _NUMEROS if motif.fullmatch(numero)), None)


def reconnaitre(ligne: LigneLue, suivante: LigneLue | None) -> Titre | None:
    """Read a line as a heading: known by its words, or only by its number."""
    mots = ligne.mots
    profondeur = profondeur_de(mots[0].texte)
    if profondeur is None or len(mots) > _MOTS_MAX + 1:
        return _sans_numero(mots)
    numero, mots = mots[:1], mots[1:]
    if mots and mots[0].texte in ("-", "–", ".", ")"):
        numero, mots = (*numero, mots[0]), mots[1:]
    if not mots:
        return None
    suite = suivante.mots if suivante is not None else ()
    lus = filter(None, (_connu(mots, profondeur), suite and _connu((*mots, *suite), profondeur)))
    if proches := sorted(lus, key=lambda titre: not titre.exact):
        return replace(proches[0], numero=numero)
    return Titre(numero, mots, profondeur, connu=False, exact=False)


def _connu(mots: Mots, profondeur: int) -> Titre | None:
    if len(mots) > _MOTS_MAX:
        return None
    trouve = _chercher(plier_mots(mots), profondeur, joindre(mots).isupper())
    if trouve is None:
        return None
    connu, exact = trouve
    return Titre((), mots, connu.profondeur, connu.role, exact=exact)


@lru_cache(maxsize=1000)
def _chercher(lettres: str, profondeur: int, capitales: bool) -> tuple[_Connu, bool] | None:
    """The known heading that these letters are, and whether they are exactly its own."""
    siens = [connu for connu in _CONNUS if connu.profondeur == profondeur]
    for connu in siens:
        if lettres in connu.formes:
            return connu, True
    for connu in siens:
        if any(sont_proches(lettres, forme) for forme in connu.formes):
            return connu, False
    for connu in siens if capitales and profondeur == 1 else []:
        if any(_commence_par(lettres, forme) for forme in connu.formes):
            return connu, False
    return None


def _commence_par(lettres: str, forme: str) -> bool:
    """A heading in capitals that goes on after the words we know, or has two slips."""
    return lettres.startswith(forme) or _deux_fautes(lettres, forme)


def _deux_fautes(lettres: str, forme: str) -> bool:
    milieu = len(forme) // 2
    return any(
        sont_proches(lettres[:coupe], forme[:milieu])
        and sont_proches(lettres[coupe:], forme[milieu:])
        for coupe in range(milieu - 2, milieu + 3)
    )


def _sans_numero(mots: Mots) -> Titre | None:
    """A first-rank heading whose number was forgotten is still in capitals."""
    if len(mots) > _MOTS_MAX or not joindre(mots).isupper():
        return None
    return _connu(mots, 1)


def signaler(titre: Titre, carnet: Carnet) -> None:
    """Mark a heading that is not written as the template writes it."""
    vu = joindre(titre.titre)
    if not titre.connu:
        constat = f"Le titre « {vu} » n'est pas dans le modèle : il a été gardé. Vérifiez-le."
    elif not titre.numero:
        constat = f"Le titre « {vu} » n'a pas de numéro. Vérifiez sa place."
    elif not titre.exact:
        constat = f"Le titre « {vu} » n'est pas écrit comme dans le modèle. Vérifiez-le."
    else:
        return
    carnet.douter(NatureDoute.TITRE, constat, titre.titre)


def modele_de(titres: list[Titre]) -> Modele:
    """The template: Roman or Arabic numbers of the first-rank headings, by majority."""
    numeros = [titre.cle[0] for titre in titres if titre.profondeur == 1 and titre.numero]
    romains = sum(not numero.isdigit() for numero in numeros)
    return Modele.ROMAIN if 2 * romains > len(numeros) else Modele.ARABE
