"""Do two identities tell of the same person? Pure: a person always decides (nothing is merged)."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Protocol

from cqpm.commun.recherche import normaliser
from dossiers.naissance import DateNaissance

# « Lefèvre » and « Lefebvre », « Anaïs » and « Anaîs » : one or two letters apart.
PROCHE = 0.85


class Personne(Protocol):
    """What is compared of an identity as typed, or of a known candidate."""

    nom: str
    nom_usage: str
    prenom: str
    courriel: str

    @property
    def naissance(self) -> DateNaissance: ...


def sont_les_memes_noms(une: Personne, autre: Personne) -> bool:
    """One of the names and the first name are equal, without accents or capitals."""
    return bool(_noms(une) & _noms(autre)) and normaliser(une.prenom) == normaliser(autre.prenom)


def ressemblances(une: Personne, autre: Personne) -> list[str]:
    """Why they look like the same person, in French; empty when they do not."""
    raisons = []
    memes_noms = sont_les_memes_noms(une, autre)
    inverses = normaliser(une.prenom) in _noms(autre) and normaliser(autre.prenom) in _noms(une)
    nes_ensemble = _naissances_compatibles(une.naissance, autre.naissance)
    if memes_noms:
        raisons.append("mêmes nom et prénom")
    elif inverses:
        raisons.append("nom et prénom inversés")
    elif nes_ensemble and _proches(_noms(une), _noms(autre)):
        raisons.append("nom semblable")
    elif nes_ensemble and _proches({normaliser(une.prenom)}, {normaliser(autre.prenom)}):
        raisons.append("prénom semblable")
    if raisons:
        raisons.append("même date de naissance" if nes_ensemble else "autre date de naissance")
    if une.courriel and une.courriel.casefold() == autre.courriel.casefold():
        raisons.append("même adresse électronique")
    return raisons


def _noms(personne: Personne) -> set[str]:
    return {normaliser(nom) for nom in (personne.nom, personne.nom_usage) if nom}


def _naissances_compatibles(une: DateNaissance, autre: DateNaissance) -> bool:
    """Equal as far as both are known."""
    return all(a is None or b is None or a == b for a, b in zip(une, autre, strict=True))


def _proches(uns: Iterable[str], autres: Iterable[str]) -> bool:
    return any(SequenceMatcher(None, a, b).ratio() >= PROCHE for a in uns for b in autres)
