"""The critères of a capacité, their sub-points and their groups; its conditions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from referentiels.analyse.alineas import Alinea, Cellule, couper
from referentiels.analyse.carnet import Carnet
from referentiels.analyse.etrangers import douter_d_un_critere, douter_d_une_condition
from referentiels.analyse.feuilles import Texte
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mot
from referentiels.analyse.phrases import (
    commence_phrase,
    finit_par_un_point,
    profondeurs,
    reprend,
)
from referentiels.enums import NatureDoute


@dataclass
class Critere:
    alinea: Alinea
    groupe: int = 1
    sous_points: list[Alinea] = field(default_factory=list)

    def decrire(self) -> dict:
        return {
            "texte": Texte.de(self.alinea.mots),
            "groupe": self.groupe,
            "sous_points": [Texte.de(point.mots) for point in self.sous_points],
        }


def lire_criteres(lignes: Sequence[LigneLue], cellule: Cellule, carnet: Carnet) -> list[Critere]:
    """Cut a column into critères, all in one group."""
    alineas = couper(lignes, cellule)
    for alinea in alineas:
        carnet.reperer(alinea.glyphe)
    criteres: list[Critere] = []
    for alinea in alineas:
        titre = criteres[-1] if criteres else None
        if titre and _est_sous_point(alinea, titre):
            _rattacher(alinea, titre, carnet)
        else:
            criteres += [Critere(morceau) for morceau in _phrases(alinea)]
    return criteres


def _est_sous_point(alinea: Alinea, titre: Critere) -> bool:
    """Whether a paragraph belongs to the list that a critère ending with « : » opens."""
    if not titre.alinea.annonce:
        return False
    if not titre.alinea.puce:
        return alinea.puce
    sien, autre = _signe(titre.alinea), _signe(alinea)
    if not alinea.puce or (sien and autre and sien != autre):
        return True
    deux_signes = any(_signe(point) not in ("", sien) for point in titre.sous_points)
    return not alinea.annonce and not (sien and deux_signes)


def _signe(alinea: Alinea) -> str:
    return alinea.glyphe.texte if alinea.glyphe else ""


def _rattacher(alinea: Alinea, titre: Critere, carnet: Carnet) -> None:
    titre.sous_points.append(alinea)
    if not alinea.puce:
        constat = "Ligne sans puce dans une liste : elle a été comptée comme un sous-point."
        carnet.douter(NatureDoute.SOUS_POINT, f"{constat} Vérifiez.", alinea.mots)


def _phrases(alinea: Alinea) -> Iterator[Alinea]:
    """Two sentences on one line are two critères, unless the second takes up the first."""
    niveaux = profondeurs(alinea.mots)
    debut, premier = 0, True
    for rang in range(1, len(alinea.mots)):
        avant, mot = alinea.mots[rang - 1], alinea.mots[rang]
        if niveaux[rang - 1] or not finit_par_un_point(avant) or not commence_phrase(mot):
            continue
        if mot.ligne != avant.ligne or not _est_long(avant):
            continue
        if reprend(mot):
            alinea.garde = f"la phrase « {mot.texte} … » reprend la précédente"
            continue
        yield _morceau(alinea, debut, rang, premier)
        debut, premier = rang, False
    yield _morceau(alinea, debut, None, premier)


def _est_long(mot: Mot) -> bool:
    """An abbreviation is no end of sentence."""
    return len(mot.texte.strip(".()…")) > 2 or mot.texte.endswith(").")


def _morceau(alinea: Alinea, debut: int, fin: int | None, premier: bool) -> Alinea:
    mots = alinea.mots[debut:fin]
    if premier:
        return replace(alinea, mots=mots)
    return Alinea(mots, coupe="deux phrases se suivent sur la même ligne")


def numeroter_les_groupes(colonnes: Sequence[list[Critere]]) -> None:
    """A blank, or another row of the table, opens a group.

    Rows say nothing when each of them holds one critère: then the template has no groups.
    """
    par_rangee = any(_rangees_a_plusieurs(criteres) for criteres in colonnes)
    for criteres in colonnes:
        _numeroter(criteres, par_rangee)


def _rangees_a_plusieurs(criteres: list[Critere]) -> bool:
    """Whether a capacité has several rows, and one of them several critères."""
    ouvertures = [c.alinea.autre_case or c.alinea.saut_de_page for c in criteres[1:]]
    return any(c.alinea.autre_case for c in criteres) and not all(ouvertures)


def _numeroter(criteres: list[Critere], par_rangee: bool) -> None:
    """Nobody sees a blank across two pages: there, do as most of the capacité does."""
    separes = [
        critere.alinea.blanc
        or any(point.blanc for point in avant.sous_points)
        or (par_rangee and critere.alinea.autre_case)
        for avant, critere in pairwise(criteres)
    ]
    visibles = [
        separe
        for separe, critere in zip(separes, criteres[1:], strict=True)
        if not critere.alinea.saut_de_page
    ]
    d_ordinaire = par_rangee or 2 * sum(visibles) > len(visibles)
    for (avant, critere), separe in zip(pairwise(criteres), separes, strict=True):
        coupe = critere.alinea.saut_de_page and d_ordinaire
        critere.groupe = avant.groupe + (separe or coupe)


def relire_critere(critere: Critere, rang: int, carnet: Carnet) -> None:
    """Mark what was cut or kept together on weak evidence."""
    alinea = critere.alinea
    douter_d_un_critere(alinea.mots, carnet)
    if alinea.coupe and rang:
        constat = f"Un critère commence ici : {alinea.coupe}. Réunissez-le au précédent si besoin."
        carnet.douter(NatureDoute.CRITERE_COUPE, constat, alinea.mots)
    if alinea.garde:
        constat = f"Gardé en un seul critère : {alinea.garde}. Coupez-le si besoin."
        carnet.douter(NatureDoute.CRITERE_COUPE, constat, alinea.mots)
    if alinea.annonce and not critere.sous_points:
        constat = "Ce critère annonce une liste, mais aucun sous-point ne la suit. Vérifiez-la."
        carnet.douter(NatureDoute.SOUS_POINT, constat, alinea.mots)
    for un in [alinea, *critere.sous_points]:
        if un.saut_de_page:
            constat = "Un saut de page coupe ou précède ce texte dans le tableau. Vérifiez-le."
            carnet.douter(NatureDoute.SAUT_DE_PAGE, constat, un.mots)


def lire_conditions(lignes: Sequence[LigneLue], cellule: Cellule, carnet: Carnet) -> list[Texte]:
    """The paragraphs of the conditions; a parenthesis that closes also ends one."""
    conditions = []
    for alinea in couper(lignes, cellule):
        carnet.reperer(alinea.glyphe)
        niveaux = profondeurs(alinea.mots)
        debut = 0
        for rang in range(1, len(alinea.mots)):
            avant, mot = alinea.mots[rang - 1], alinea.mots[rang]
            fini = avant.texte.endswith(")") or finit_par_un_point(avant)
            if fini and not niveaux[rang - 1] and commence_phrase(mot) and not reprend(mot):
                conditions.append(Texte.de(alinea.mots[debut:rang]))
                debut = rang
        conditions.append(Texte.de(alinea.mots[debut:]))
    for condition in conditions:
        douter_d_une_condition(condition.mots, carnet)
    return conditions
