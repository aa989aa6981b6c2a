"""The columns of a row that a plain text gives one after the other: told by their widths."""

from collections.abc import Sequence
from dataclasses import replace

from referentiels.analyse.alineas import Cellule
from referentiels.analyse.carnet import Carnet
from referentiels.analyse.lignes import LigneLue, est_courte, est_double
from referentiels.analyse.modalites import Connues, lire_suite
from referentiels.analyse.mots import plier
from referentiels.analyse.phrases import commence_phrase, finit_phrase
from referentiels.analyse.rangees import Rangee
from referentiels.enums import NatureDoute

_LARGE = 0.55  # of the width of the critères: more than any line of the conditions
_MODALITES_LIGNES_MAX = 30


def repartir(
    rangees: Sequence[Rangee], connues: Connues, par_capacite: bool, carnet: Carnet
) -> None:
    """Move the lines of each row to its conditions and its modalities; the rest are critères."""
    lignes = [ligne for rangee in rangees for ligne in rangee.criteres]
    largeurs = sorted(ligne.largeur for ligne in lignes)
    large = largeurs[len(largeurs) * 9 // 10] if largeurs else 0
    double = est_double(lignes)
    for rangee in rangees:
        place = _retirer_modalites(rangee, connues) if par_capacite else None
        debut = _debut_des_criteres(rangee.criteres, place, large, double)
        rangee.conditions = rangee.criteres[:debut]
        rangee.criteres = rangee.criteres[debut:]
        _douter(rangee, carnet)


def _douter(rangee: Rangee, carnet: Carnet) -> None:
    constat = (
        f"Capacité {rangee.numero} : le texte ne dit pas où s'arrêtent les colonnes. La limite "
        "entre l'intitulé, les conditions et les critères a été déduite"
    )
    constat += " sans la liste des capacités." if rangee.desaccord else "."
    premiers = rangee.criteres[0].mots if rangee.criteres else rangee.intitule
    carnet.douter(NatureDoute.COLONNES_DEDUITES, f"{constat} Vérifiez-la.", premiers)


def cellule_de(lignes: Sequence[LigneLue], toutes: Sequence[LigneLue]) -> Cellule:
    """The width of a column, seen in this row, or in the others when it has few lines."""
    sienne = max((ligne.largeur for ligne in lignes), default=0)
    if len(lignes) < 4:
        largeurs = sorted(ligne.largeur for ligne in toutes)
        sienne = max(sienne, largeurs[len(largeurs) * 9 // 10] if largeurs else 0)
    return Cellule(sienne, est_double(toutes))


def _retirer_modalites(rangee: Rangee, connues: Connues) -> int | None:
    """Take the modalities out of the flow they cut; answer where they stood."""
    lignes = rangee.criteres
    amorces = {titre[:3] for titre in connues}
    for rang, ligne in enumerate(lignes):
        if plier(ligne.mots[0].texte)[:3] not in amorces:
            continue
        suite = lignes[rang : rang + _MODALITES_LIGNES_MAX]
        prevues, lus = lire_suite([mot for une in suite for mot in une.mots], connues)
        if not prevues:
            continue
        fin = rang
        while fin < len(lignes) and lus >= len(lignes[fin].mots):
            lus -= len(lignes[fin].mots)
            fin += 1
        rangee.modalites = list(lignes[rang:fin])
        apres = list(lignes[fin:])
        if lus:
            rangee.modalites.append(lignes[fin].garder(0, lus))
            apres[0] = lignes[fin].garder(lus)
        if apres and rang:
            apres[0] = replace(apres[0], coupure=_est_neuve(lignes[rang - 1], apres[0]))
        rangee.criteres = [*lignes[:rang], *apres]
        return rang
    return None


def _est_neuve(avant: LigneLue, apres: LigneLue) -> bool:
    return finit_phrase(avant.mots[-1]) and commence_phrase(apres.mots[0])


def _debut_des_criteres(
    lignes: Sequence[LigneLue], modalites: int | None, large: int, double: bool
) -> int:
    """The first line too wide for the conditions; a first critère stands before the modalities."""
    fin = modalites or len(lignes)
    debut = next((r for r in range(fin) if lignes[r].largeur > _LARGE * large), None)
    if debut is None:
        return _dernier_alinea(lignes[:fin], large)
    if double:
        return debut
    bloc = debut
    while bloc and not lignes[bloc].blanc_avant and not lignes[bloc].puce:
        bloc -= 1
    return bloc if bloc and commence_phrase(lignes[bloc].mots[0]) else debut


def _dernier_alinea(lignes: Sequence[LigneLue], large: int) -> int:
    for rang in range(len(lignes) - 1, 0, -1):
        avant, ligne = lignes[rang - 1], lignes[rang]
        if not commence_phrase(ligne.mots[0]):
            continue
        if ligne.puce or finit_phrase(avant.mots[-1]) or est_courte(avant, ligne, large // 2):
            return rang
    return 0
