"""Where each value of a JSON text stands: the standard parser forgets the lines."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

Chemin = tuple[str | int, ...]

_JETON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass
class Reperes:
    """The position of every value, and the keys written twice (of which JSON keeps one)."""

    texte: str
    positions: dict[Chemin, int] = field(default_factory=dict)
    doublons: list[tuple[Chemin, int]] = field(default_factory=list)

    def __post_init__(self):
        self._debuts = [0, *(m.end() for m in re.finditer("\n", self.texte))]

    def ligne_a(self, position: int) -> int:
        return bisect_right(self._debuts, position)

    def ligne(self, chemin: Chemin) -> int:
        """Line of the value, or of the nearest enclosing one when it is missing."""
        while chemin not in self.positions:
            chemin = chemin[:-1]
        return self.ligne_a(self.positions[chemin])


def reperer(texte: str) -> Reperes:
    """Locate every value of a text that `json.loads` has already accepted."""
    reperes = Reperes(texte)
    jetons = ((jeton.group(), jeton.start()) for jeton in _JETON.finditer(texte))
    _valeur(next(jetons), (), jetons, reperes)
    return reperes


def _valeur(jeton, chemin: Chemin, jetons: Iterator, reperes: Reperes) -> None:
    signe, position = jeton
    reperes.positions.setdefault(chemin, position)
    if signe == "{":
        _objet(chemin, jetons, reperes)
    elif signe == "[":
        _liste(chemin, jetons, reperes)


def _objet(chemin: Chemin, jetons: Iterator, reperes: Reperes) -> None:
    for signe, position in jetons:
        if signe == "}":
            return
        if signe != ",":
            dessous = (*chemin, json.loads(signe))
            if dessous in reperes.positions:
                reperes.doublons.append((dessous, position))
            next(jetons)  # the colon
            _valeur(next(jetons), dessous, jetons, reperes)


def _liste(chemin: Chemin, jetons: Iterator, reperes: Reperes) -> None:
    rang = 0
    for jeton in jetons:
        if jeton[0] == "]":
            return
        if jeton[0] != ",":
            _valeur(jeton, (*chemin, rang), jetons, reperes)
            rang += 1


def en_texte(chemin: Chemin) -> str:
    """Write a path as the document's author reads it: capacites[2].criteres[0].texte."""
    texte = "".join(f"[{pas}]" if isinstance(pas, int) else f".{pas}" for pas in chemin)
    return texte.removeprefix(".")


def feuilles(valeur: object, chemin: Chemin = ()) -> Iterator[tuple[Chemin, object]]:
    """Every text, number and flag of a document, with its place, in the document's order."""
    if isinstance(valeur, dict | list):
        paires = valeur.items() if isinstance(valeur, dict) else enumerate(valeur)
        for pas, dessous in paires:
            yield from feuilles(dessous, (*chemin, pas))
    else:
        yield chemin, valeur


def depuis_texte(texte: str) -> Chemin:
    """Read back what `en_texte` wrote."""
    pas = re.findall(r"\[(\d+)\]|([^.\[\]]+)", texte)
    return tuple(int(rang) if rang else nom for rang, nom in pas)
