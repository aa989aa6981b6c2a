"""The main table: from its lines to the capacités of the exchange document."""

from collections.abc import Sequence

from referentiels.analyse import blocs, cellules, rangees
from referentiels.analyse.carnet import Carnet
from referentiels.analyse.colonnes import Colonne
from referentiels.analyse.colonnes_deduites import cellule_de, repartir
from referentiels.analyse.criteres import (
    Critere,
    lire_conditions,
    lire_criteres,
    numeroter_les_groupes,
    relire_critere,
)
from referentiels.analyse.feuilles import Texte, Valeur
from referentiels.analyse.lignes import LigneLue
from referentiels.analyse.modalites import Connues, lire_cellule
from referentiels.analyse.mots import Mot, prefixe_commun
from referentiels.analyse.plan import Tableau
from referentiels.analyse.rangees import Rangee
from referentiels.enums import NatureDoute


def lire_table(
    tableau: Tableau,
    liste: blocs.Liste,
    connues: Connues,
    par_rang: dict[int, LigneLue],
    carnet: Carnet,
) -> list[Rangee]:
    """The rows, their columns parted: by the cells of a PDF, or by what a text lets guess."""
    tete = tableau.tete
    roles = cellules.roles_des_colonnes(tete, par_rang) if tete else {}
    if roles:
        return cellules.lire_rangees(tableau.lignes, roles, carnet)
    lues = rangees.lire_rangees(tableau.lignes, liste)
    par_capacite = tete is None or Colonne.MODALITES in tete.roles
    repartir(lues, connues, par_capacite, carnet)
    return lues


def decrire(
    lues: Sequence[Rangee], connues: Connues, par_capacite: bool, carnet: Carnet
) -> list[dict]:
    """The capacités as the exchange format has them."""
    conditions = [ligne for rangee in lues for ligne in rangee.conditions]
    colonnes = _criteres(lues, carnet)
    capacites = []
    for rangee, criteres in zip(lues, colonnes, strict=True):
        carnet.reperer(*(ligne.glyphe for ligne in rangee.modalites))
        mots = [mot for ligne in rangee.modalites for mot in ligne.mots]
        prevues = lire_cellule(mots, connues, carnet)
        cellule = cellule_de(rangee.conditions, conditions)
        capacites.append(
            {
                "numero": Valeur(rangee.numero, rangee.mots_du_numero),
                "intitule": Texte.de(rangee.intitule),
                "conditions": lire_conditions(rangee.conditions, cellule, carnet),
                "criteres": [critere.decrire() for critere in criteres],
                "modalites": [prevue["code"] for prevue in prevues],
                "modalites_detail": prevues,
            }
        )
        _relire(rangee, bool(criteres), par_capacite and not prevues, carnet)
    return capacites


def _criteres(lues: Sequence[Rangee], carnet: Carnet) -> list[list[Critere]]:
    """The critères of each capacité, with the groups that the whole table shows."""
    toutes = [ligne for rangee in lues for ligne in rangee.criteres]
    colonnes = [
        lire_criteres(rangee.criteres, cellule_de(rangee.criteres, toutes), carnet)
        for rangee in lues
    ]
    numeroter_les_groupes(colonnes)
    for criteres in colonnes:
        for rang, critere in enumerate(criteres):
            relire_critere(critere, rang, carnet)
    return colonnes


def _relire(rangee: Rangee, a_des_criteres: bool, sans_modalite: bool, carnet: Carnet) -> None:
    if sans_modalite:
        constat = f"Capacité {rangee.numero} : aucune modalité reconnue. Choisissez-les."
        carnet.douter(NatureDoute.MODALITE, constat, rangee.intitule)
    if not a_des_criteres:
        constat = f"Capacité {rangee.numero} : aucun critère trouvé. Vérifiez ses colonnes."
        carnet.douter(NatureDoute.CRITERE_COUPE, constat, rangee.intitule)


def comparer_a_la_liste(lues: Sequence[Rangee], liste: blocs.Liste, carnet: Carnet) -> None:
    """Mark each capacité that the list and the table do not word, or number, alike."""
    presents = {rangee.numero for rangee in lues}
    for rangee in lues:
        attendu: Sequence[Mot] = liste.get(rangee.numero, ())
        if not attendu and liste:
            constat = f"La capacité {rangee.numero} du tableau n'est pas dans la liste."
            carnet.douter(NatureDoute.TITRE, constat, rangee.intitule)
        elif attendu:
            vus = prefixe_commun(attendu, rangee.intitule)
            if vus != (len(attendu), len(rangee.intitule)):
                constat = f"La liste ne donne pas le même intitulé à la capacité {rangee.numero}."
                carnet.douter(NatureDoute.TITRE, f"{constat} Vérifiez-le.", rangee.intitule)
    for numero, mots in liste.items():
        if numero not in presents:
            constat = f"La capacité {numero} de la liste n'est pas dans le tableau."
            carnet.douter(NatureDoute.TITRE, constat, mots)
