"""Pair the elements whose text did not change."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from difflib import SequenceMatcher
from operator import attrgetter

from referentiels.differences.elements import Cle, Element, Paire, Recherche, Reste, une_paire

Valeur = Callable[[Element], Hashable]
ENTIER = attrgetter("entier")
TEXTE = attrgetter("texte")


def apparier_identiques(recherche: Recherche, valeur: Valeur) -> None:
    """In each container: what kept its order first, so that repetitions stay where they are."""
    for anciens, nouveaux in recherche.par_couple():
        avant = [valeur(recherche.anciens.element(cle)) for cle in anciens]
        apres = [valeur(recherche.nouveaux.element(cle)) for cle in nouveaux]
        blocs = SequenceMatcher(None, avant, apres, autojunk=False).get_matching_blocks()
        recherche.lier(
            une_paire(anciens[i + n], nouveaux[j + n])
            for i, j, taille in blocs
            for n in range(taille)
        )
    for anciens, nouveaux in recherche.par_couple():
        recherche.lier(_par_valeur(recherche, anciens, nouveaux, valeur))


def apparier_identiques_ailleurs(recherche: Recherche, *, uniques: bool) -> None:
    """In any container; `uniques` leaves for later a sentence that several capacités repeat."""
    anciens, nouveaux = recherche.partout()
    if uniques:
        anciens = _seuls(recherche.anciens, anciens)
        nouveaux = _seuls(recherche.nouveaux, nouveaux)
    recherche.lier(_par_valeur(recherche, anciens, nouveaux, ENTIER))


def _seuls(reste: Reste, cles: list[Cle]) -> list[Cle]:
    comptes = Counter(reste.element(cle).entier for cle in cles)
    return [cle for cle in cles if comptes[reste.element(cle).entier] == 1]


def _par_valeur(
    recherche: Recherche, anciens: list[Cle], nouveaux: list[Cle], valeur: Valeur
) -> Iterator[Paire]:
    places: dict[Hashable, list[Cle]] = {}
    for cle in reversed(nouveaux):
        places.setdefault(valeur(recherche.nouveaux.element(cle)), []).append(cle)
    for cle in anciens:
        element = recherche.anciens.element(cle)
        if element.empreinte.mots and (libres := places.get(valeur(element))):
            yield une_paire(cle, libres.pop())
