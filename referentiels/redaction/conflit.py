"""Someone else changed the brouillon meanwhile: nothing that was typed is lost."""

from collections.abc import Iterable
from dataclasses import dataclass

from referentiels.echange.lignes import Chemin
from referentiels.redaction.champs import actuel, ecrire
from referentiels.redaction.saisie import lieu_dit


@dataclass(frozen=True)
class Ecart:
    """A field that was typed: its place in words, what was typed, what the brouillon holds now."""

    lieu: str
    ecrit: str
    actuel: str


def ecarts(base: dict, ecrit: dict, present: dict, changes: Iterable[Chemin]) -> list[Ecart]:
    """Every typed field, from the content it was typed on to the present one."""
    return [
        Ecart(lieu_dit(chemin, base), _texte(ecrit, chemin), _texte(present, chemin))
        for chemin in changes
    ]


def _texte(document: dict, chemin: Chemin) -> str:
    valeur = actuel(document, chemin)
    if isinstance(valeur, list):
        return ", ".join(valeur)
    return "" if valeur is None else str(valeur)


def reporter(base: dict, ecrit: dict, present: dict, changes: Iterable[Chemin]) -> dict | None:
    """The present content with what was typed, when every field still stands at its place.

    `None` when elements were added, removed or moved meanwhile: what is typed has no sure place.
    """
    if _ossature(base) != _ossature(present):
        return None
    for chemin in changes:
        present = ecrire(present, chemin, actuel(ecrit, chemin))
    return present


def _ossature(noeud) -> object:
    if isinstance(noeud, dict):
        return {cle: _ossature(dessous) for cle, dessous in noeud.items()}
    return [_ossature(dessous) for dessous in noeud] if isinstance(noeud, list) else None
