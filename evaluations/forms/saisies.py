"""Read what the grid's script, or its form without JavaScript, sends for one cell."""

import json
import math
import uuid
from typing import Any

from evaluations.errors import ResultatRefuse
from evaluations.saisie import Genre, Portee, Saisie

# A body longer than that is no cell: a comment has 4,000 signs, and the refusal of a longer one
# says how many it has.
CORPS_MAX = 2 * 2**20
PRECEDENTS_MAX = 50
ENTIER_MAX = 2**31 - 1


def lire_saisie(corps: bytes) -> tuple[Saisie, int]:
    """The cell of a JSON body, and the key of the person who typed it.

    Raises ResultatRefuse, in a sentence that leaves the value on the device.
    """
    if len(corps) > CORPS_MAX:
        raise _illisible("commentaire", "Cette saisie est trop longue pour être envoyée")
    try:
        donnees = json.loads(corps)
    except (ValueError, RecursionError) as erreur:
        raise _illisible("cellule", "Cette saisie n'a pas pu être lue") from erreur
    if not isinstance(donnees, dict):
        raise _illisible("cellule", "Cette saisie n'a pas pu être lue")
    genre, cle = _cellule(donnees.get("cellule"))
    saisie = Saisie(
        genre=genre,
        cle=cle,
        portee=_portee(donnees.get("portee")),
        niveau=_texte(donnees, "niveau") if genre == Genre.CRITERE else "",
        commentaire=_texte(donnees, "commentaire"),
        version=_entier(donnees.get("version", 0)),
        jeton=_jeton(donnees.get("jeton")),
        precedents=_precedents(donnees.get("precedents")),
        age=_age(donnees.get("age")),
        source=None if donnees.get("source") is None else _entier(donnees["source"]),
    )
    return saisie, _entier(donnees.get("evaluateur"))


def saisie_du_formulaire(champs, critere_pk: int) -> Saisie:
    """The cell of a plain form. Raises ResultatRefuse."""
    return Saisie(
        genre=Genre.CRITERE,
        cle=critere_pk,
        portee=_portee(champs.get("portee")),
        niveau=_propre(champs.get("niveau", ""), "niveau"),
        commentaire=_propre(champs.get("commentaire", "").replace("\r\n", "\n"), "commentaire"),
        version=_entier(champs.get("version", "0")),
        jeton=uuid.uuid4(),
    )


def _illisible(champ: str, quoi: str) -> ResultatRefuse:
    return ResultatRefuse(
        champ, f"{quoi}. Elle reste sur cet appareil : rechargez la grille, puis vérifiez-la."
    )


def _cellule(nom: Any) -> tuple[Genre, int]:
    genre, _, cle = nom.partition("-") if isinstance(nom, str) else ("", "", "")
    if genre not in set(Genre) or not cle.isascii() or not cle.isdigit() or len(cle) > 10:
        raise _illisible("cellule", "Cette saisie ne dit pas de quelle case elle vient")
    return Genre(genre), _entier(cle)


def _portee(valeur: Any) -> Portee:
    if not isinstance(valeur, str) or valeur not in set(Portee):
        raise _illisible("cellule", "Cette saisie ne dit pas pour qui elle a été faite")
    return Portee(valeur)


def _texte(donnees: dict, champ: str) -> str:
    valeur = donnees.get(champ, "")
    if not isinstance(valeur, str):
        raise _illisible(champ, "Cette saisie n'est pas un texte")
    return _propre(valeur, champ)


def _propre(valeur: str, champ: str) -> str:
    """A text that a database can keep: no NUL, no half of a sign."""
    try:
        valeur.encode()
    except UnicodeEncodeError as erreur:
        raise _illisible(champ, "Un signe de ce texte est abîmé, retirez-le") from erreur
    if "\x00" in valeur:
        raise _illisible(champ, "Un signe de ce texte ne s'enregistre pas, retirez-le")
    return valeur


def _entier(valeur: Any) -> int:
    if isinstance(valeur, str) and valeur.isascii() and valeur.isdigit() and len(valeur) <= 10:
        valeur = int(valeur)
    if not isinstance(valeur, int) or isinstance(valeur, bool) or not 0 <= valeur <= ENTIER_MAX:
        raise _illisible("cellule", "Un nombre de cette saisie n'est pas bon")
    return valeur


def _jeton(valeur: Any) -> uuid.UUID:
    try:
        return uuid.UUID(valeur)
    except (ValueError, AttributeError, TypeError) as erreur:
        raise _illisible("cellule", "Cette saisie n'a pas de numéro d'envoi") from erreur


def _precedents(valeurs: Any) -> frozenset[uuid.UUID]:
    if valeurs is None:
        return frozenset()
    if not isinstance(valeurs, list):
        raise _illisible("cellule", "Les envois précédents de cette saisie sont illisibles")
    return frozenset(_jeton(une) for une in valeurs[-PRECEDENTS_MAX:])


def _age(valeur: Any) -> float:
    """Seconds since it was typed; what makes no sense counts as « just now »."""
    if isinstance(valeur, bool) or not isinstance(valeur, int | float):
        return 0.0
    try:
        age = float(valeur)
    except OverflowError:
        return 0.0
    return age if math.isfinite(age) and age > 0 else 0.0
