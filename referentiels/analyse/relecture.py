"""The doubts that the words themselves raise, and the last look at the whole."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from referentiels.analyse.carnet import Carnet, Remarque
from referentiels.analyse.couverture import non_attribues
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.mots import Mots, plier
from referentiels.analyse.pieds import Pied
from referentiels.analyse.plan import Tableau
from referentiels.analyse.resultat import Attribution
from referentiels.echange.doutes import Doute
from referentiels.enums import Destination, NatureDoute

_RESTE = ("supprimer", "la", "rubrique")
_RESTE_MAX = 12
_EXTRAIT_MAX = 300


def relire_les_mots(lignes: Sequence[LigneLue], carnet: Carnet) -> None:
    """Mark the instructions of the blank template and the asterisks that call no note."""
    mots = [mot for ligne in lignes for mot in ligne.mots]
    plies = [plier(mot.texte) for mot in mots]
    for rang, mot in enumerate(mots):
        if plies[rang] == _RESTE[0] and tuple(plies[rang : rang + 3]) == _RESTE:
            constat = "Consigne du modèle vierge restée dans le texte. Retirez-la si besoin."
            carnet.douter(NatureDoute.RESTE_DE_MODELE, constat, tuple(_consigne(mots[rang:])))
        if "*" in mot.texte:
            constat = f"L'astérisque de « {mot.texte} » ne renvoie à aucune note. Vérifiez-le."
            carnet.douter(NatureDoute.ASTERISQUE, constat, (mot,))


def _consigne(mots: Sequence) -> Iterator:
    for mot in mots[:_RESTE_MAX]:
        yield mot
        if mot.texte.endswith(")"):
            return


def douter_des_pieds(
    pieds: Sequence[Pied], tableaux: Sequence[Tableau], repris: Mots, carnet: Carnet
) -> None:
    """Put the running heads aside; those found inside the tables are doubts."""
    places = {mot.debut for mot in repris}
    for pied in pieds:
        carnet.ranger((m for m in pied.mots if m.debut not in places), Destination.PIED)
        if any(tableau.contient(pied.rang) for tableau in tableaux):
            constat = "En-tête ou pied de page au milieu d'un tableau : il en a été retiré."
            carnet.douter(NatureDoute.EN_TETE, constat, pied.mots)


def conclure(carnet: Carnet, attributions: Sequence[Attribution]) -> tuple[Doute, ...]:
    """The doubts with their paths, in the order of the source; then those of the whole."""
    texte = carnet.source.texte
    chemins = {run.debut: run for run in attributions}
    doutes = [_situer(remarque, attributions) for remarque in carnet.remarques]
    expliques = {doute.debut for doute in doutes if doute.fin > doute.debut}
    for run in non_attribues(tuple(chemins.values())):
        if run.debut not in expliques:
            extrait = " ".join(texte[run.debut : run.fin].split())
            constat = "Ce texte n'a trouvé sa place dans aucun champ. Reprenez-le si besoin."
            doutes.append(
                Doute(
                    NatureDoute.NON_ATTRIBUE,
                    constat,
                    extrait=_abreger(extrait),
                    debut=run.debut,
                    fin=run.fin,
                )
            )
    return tuple(sorted(doutes, key=lambda doute: (doute.fin == 0, doute.debut)))


def _abreger(texte: str) -> str:
    return texte if len(texte) <= _EXTRAIT_MAX else f"{texte[:_EXTRAIT_MAX]}…"


def _situer(remarque: Remarque, attributions: Sequence[Attribution]) -> Doute:
    if not remarque.mots:
        return Doute(remarque.nature, remarque.explication, remarque.chemin)
    debut, fin = remarque.mots[0].debut, remarque.mots[-1].fin
    chemin = remarque.chemin or _chemin_a(debut, attributions)
    return Doute(remarque.nature, remarque.explication, chemin, remarque.extrait, debut, fin)


def _chemin_a(position: int, attributions: Sequence[Attribution]) -> str:
    rang = bisect_right(attributions, position, key=lambda run: run.debut) - 1
    return attributions[rang].chemin if rang >= 0 else ""
