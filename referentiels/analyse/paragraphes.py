"""Paragraphs and points of a section, from its lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from referentiels.analyse.carnet import Carnet
from referentiels.analyse.etrangers import (
    MODELE,
    douter_d_un_paragraphe,
    douter_d_un_point,
    est_isolee,
)
from referentiels.analyse.feuilles import Texte
from referentiels.analyse.lignes import LigneLue, est_courte
from referentiels.analyse.mots import Mot, est_coupe, plier
from referentiels.analyse.phrases import commence_phrase, finit_par_un_point, finit_phrase, reprend
from referentiels.enums import NatureDoute

_NUMERO = re.compile(r"(\d{1,2})[.)\-–]?")


@dataclass
class Paragraphe:
    mots: list[Mot] = field(default_factory=list)
    points: list[list[Mot]] = field(default_factory=list)

    @property
    def dernier(self) -> list[Mot]:
        return self.points[-1] if self.points else self.mots

    def decrire(self) -> dict:
        return {
            "texte": Texte.de(self.mots),
            "points": [Texte.de(point) for point in self.points if point],
        }


def numero_de_point(mots: Sequence[Mot]) -> int | None:
    """The number of an item: « 1) Etablir », « 1 - Etablir », « 1 Etablir », « 1.Etablir »."""
    if not mots:
        return None
    premier = mots[0].texte
    if trouve := _NUMERO.fullmatch(premier):
        suite = mots[1:]
        if suite and suite[0].texte in ("-", "–", ")", "."):
            suite = suite[1:]
        return int(trouve.group(1)) if suite and commence_phrase(suite[0]) else None
    if (trouve := re.match(r"(\d{1,2})[.)\-–](?=[^\W\d_])", premier)) and premier[
        trouve.end()
    ].isupper():
        return int(trouve.group(1))
    return None


def lire_paragraphes(lignes: Sequence[LigneLue], carnet: Carnet) -> list[Paragraphe]:
    """Cut the lines at bullets, numbers, and ends of sentences."""
    paragraphes: list[Paragraphe] = []
    largeur = max((ligne.largeur for ligne in lignes), default=0)
    avant: LigneLue | None = None
    ou: list[Mot] = []  # « Ou » alone on its line begins the next point
    dernier_numero = 0
    for rang, ligne in enumerate(lignes):
        carnet.reperer(ligne.glyphe)
        if plier(ligne.mots[0].texte) == "ou" and len(ligne.mots) == 1 and rang + 1 < len(lignes):
            ou, avant = [*ou, *ligne.mots], ligne
            continue
        numero = numero_de_point(ligne.mots)
        numerote = numero is not None and _suit(numero, dernier_numero, paragraphes)
        if not paragraphes and not (ligne.puce or numerote):
            paragraphes.append(Paragraphe([*ou, *ligne.mots]))
        elif ligne.puce or numerote or ou:
            paragraphes = paragraphes or [Paragraphe()]
            paragraphes[-1].points.append([*ou, *ligne.mots])
            dernier_numero = numero if numerote else dernier_numero
        elif _nouveau(avant, ligne, largeur):
            paragraphes.append(Paragraphe(list(ligne.mots)))
            dernier_numero = 0
        else:
            _continuer(paragraphes[-1].dernier, ligne, carnet)
        ou, avant = [], ligne
    _relire(paragraphes, lignes, carnet)
    return paragraphes


def _relire(paragraphes: Sequence[Paragraphe], lignes: Sequence[LigneLue], carnet: Carnet) -> None:
    """A first line that the next one does not continue is read as a paragraph of its own."""
    suites = {avant.mots[-1].debut: ligne for avant, ligne in pairwise(lignes)}
    par_debut = {ligne.mots[0].debut: ligne for ligne in lignes}
    for paragraphe in paragraphes:
        premiere = paragraphe.mots and par_debut.get(paragraphe.mots[0].debut)
        suite = premiere and suites.get(premiere.mots[-1].debut)
        seule = suite and not suite.mots[0].texte[0].islower()
        douter_d_un_paragraphe(premiere.mots if seule else paragraphe.mots, carnet)
        for point in paragraphe.points:
            douter_d_un_point(point, carnet)


def _continuer(texte: list[Mot], ligne: LigneLue, carnet: Carnet) -> None:
    if texte and _est_fini(texte[-1]) and est_isolee(ligne.mots):
        carnet.douter(NatureDoute.TITRE, MODELE, ligne.mots)
    texte.extend(ligne.mots)


def _est_fini(mot: Mot) -> bool:
    return finit_par_un_point(mot) or mot.texte.endswith(":")


def _suit(numero: int, dernier: int, paragraphes: list[Paragraphe]) -> bool:
    """A numbered item follows the one before it, or the « : » that announces the list."""
    if dernier:
        return numero == dernier + 1
    return bool(paragraphes) and paragraphes[-1].dernier[-1].texte.endswith(":")


def _nouveau(avant: LigneLue, ligne: LigneLue, largeur: int) -> bool:
    if est_coupe(avant.mots[-1], ligne.mots[0]):
        return False
    fin = finit_phrase(avant.mots[-1])
    annonce = avant.mots[-1].texte.endswith(":")
    if not commence_phrase(ligne.mots[0], parenthese=annonce):
        return False
    return est_courte(avant, ligne, largeur) or (fin and not reprend(ligne.mots[0]))
