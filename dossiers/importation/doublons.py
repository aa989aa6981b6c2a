"""Who in a list may be the same person: in memory, so that a long file asks nothing per line."""

from collections.abc import Iterable
from dataclasses import dataclass

from cqpm.commun.recherche import normaliser
from dossiers.naissance import DateNaissance
from dossiers.regles_doublon import ressemblances


@dataclass(frozen=True)
class Personne:
    """Someone known to the centre, or read higher in the file; `valeur` is how to choose them."""

    valeur: str
    texte: str
    nom: str
    nom_usage: str
    prenom: str
    naissance: DateNaissance
    courriel: str = ""


class Annuaire:
    """Finds the people who look alike (`dossiers.regles_doublon`) among those worth comparing."""

    def __init__(self, personnes: Iterable[Personne] = ()):
        self._par_noms: dict[frozenset[str], list[Personne]] = {}
        self._par_annee: dict[int, list[Personne]] = {}
        self._par_courriel: dict[str, list[Personne]] = {}
        for personne in personnes:
            self.ajouter(personne)

    def ajouter(self, personne: Personne) -> None:
        for noms in _noms(personne):
            self._par_noms.setdefault(noms, []).append(personne)
        self._par_annee.setdefault(personne.naissance.annee, []).append(personne)
        if personne.courriel:
            self._par_courriel.setdefault(personne.courriel.casefold(), []).append(personne)

    def proches(self, personne: Personne) -> list[tuple[Personne, list[str]]]:
        """Those who look alike with the reasons, each once, the likeliest first."""
        comparables = [un for noms in _noms(personne) for un in self._par_noms.get(noms, [])]
        comparables += [
            un
            for un in self._par_annee.get(personne.naissance.annee, [])
            if _nes_ensemble(un.naissance, personne.naissance)
        ]
        if personne.courriel:
            comparables += self._par_courriel.get(personne.courriel.casefold(), [])
        uniques = {un.valeur: un for un in comparables}.values()
        trouves = [(un, raisons) for un in uniques if (raisons := ressemblances(personne, un))]
        return sorted(trouves, key=lambda trouve: -len(trouve[1]))


def _noms(personne: Personne) -> set[frozenset[str]]:
    """First name and name, without order; the name in use counts as a name."""
    prenom = normaliser(personne.prenom)
    return {
        frozenset([prenom, normaliser(nom)]) for nom in (personne.nom, personne.nom_usage) if nom
    }


def _nes_ensemble(une: DateNaissance, autre: DateNaissance) -> bool:
    """Equal as far as both are known."""
    return all(a is None or b is None or a == b for a, b in zip(une, autre, strict=True))
