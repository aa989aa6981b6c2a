"""Recognise an element cut in two or more, or several merged into one."""

from collections.abc import Callable, Iterator

from referentiels.differences.elements import Cle, Element, Paire, Recherche, Reste
from referentiels.differences.ressemblance import contenance, empreinte, ressemblance

_SEUIL = 0.8  # of the whole with its pieces put together
_PART = 0.6  # of the words of each piece that come from the whole
_MORCEAUX_MAX = 4


def apparier_coupes(recherche: Recherche) -> None:
    """In each container: one old element for a run of new ones, then the reverse."""
    anciens, nouveaux = recherche.anciens, recherche.nouveaux
    for avant, apres in list(recherche.par_couple()):
        recherche.lier(_chercher(anciens, avant, nouveaux, apres, lambda un, n: Paire((un,), n)))
    for avant, apres in list(recherche.par_couple()):
        recherche.lier(_chercher(nouveaux, apres, anciens, avant, lambda un, n: Paire(n, (un,))))


def _chercher(
    entiers: Reste,
    candidats: list[Cle],
    morceaux: Reste,
    libres: list[Cle],
    paire: Callable[[Cle, tuple[Cle, ...]], Paire],
) -> Iterator[Paire]:
    notes = []
    for entier in candidats:
        for suite in _suites(entiers, entier, morceaux, libres):
            note = _note(entiers.element(entier), [morceaux.element(cle) for cle in suite])
            if note >= _SEUIL:
                notes.append((-note, entier, suite))
    pris: set[tuple[str, Cle]] = set()
    for _, entier, suite in sorted(notes):
        places = {("entier", entier), *(("morceau", cle) for cle in suite)}
        if not pris & places:
            pris |= places
            yield paire(entier, suite)


def _suites(
    entiers: Reste, entier: Cle, morceaux: Reste, libres: list[Cle]
) -> Iterator[tuple[Cle, ...]]:
    """The runs of neighbours that may all come from this element."""
    tout = entiers.empreinte(entier)
    bons = [cle for cle in libres if contenance(morceaux.empreinte(cle), tout) >= _PART]
    for debut in range(len(bons)):
        suite = [bons[debut]]
        for cle in bons[debut + 1 : debut + _MORCEAUX_MAX]:
            if cle[1] != suite[-1][1] + 1:
                break
            suite.append(cle)
            yield tuple(suite)


def _note(entier: Element, morceaux: list[Element]) -> float:
    """How well the pieces together make the whole; nothing if one piece alone does as well."""
    tout = entier.empreinte
    textes = [texte for morceau in morceaux for texte in (morceau.texte, *morceau.points)]
    ensemble = ressemblance(tout, empreinte(*textes))
    seul = max(ressemblance(tout, morceau.empreinte) for morceau in morceaux)
    return ensemble if ensemble > seul else 0.0
