"""The scale of the critères: its levels, each recognised by its code, else by its words."""

from referentiels.differences.elements import Element, Paire, une_paire
from referentiels.differences.lignes import Comparaison, Conteneur
from referentiels.differences.natures import Nom
from referentiels.differences.resultat import Chapitre
from referentiels.echelle import Echelle, Niveau

_NIVEAU = Nom("niveau de l'échelle", "niveaux de l'échelle")


def comparer_echelle(ancien: dict, nouveau: dict) -> Chapitre:
    """A document that says nothing has the usual scale."""
    cotes = [Echelle.lire(cote.get("echelle", [])).niveaux for cote in (ancien, nouveau)]
    conteneurs = [[Conteneur([_element(un) for un in cote], "niveau")] for cote in cotes]
    niveaux = Comparaison(*conteneurs, _memes(*cotes)).liste(_NIVEAU, "")
    return Chapitre("Échelle des critères", "echelle", _NIVEAU, listes=(niveaux,))


def _element(niveau: Niveau) -> Element:
    return Element(niveau.libelle, tuple(filter(None, [niveau.precision])))


def _memes(anciens: tuple[Niveau, ...], nouveaux: tuple[Niveau, ...]) -> list[Paire]:
    paires: dict[int, int] = {}
    for lire in (lambda un: un.code, lambda un: un.description):
        libres = {lire(un): rang for rang, un in enumerate(anciens) if rang not in paires}
        for rang, un in enumerate(nouveaux):
            if rang not in paires.values() and lire(un) in libres:
                paires[libres.pop(lire(un))] = rang
    return [une_paire((0, avant), (0, apres)) for avant, apres in paires.items()]
