"""The shapes a value of an exchange document may take, and the French words for what is wrong.

A shape is a function `(valeur, chemin, signaler) -> valeur`: it reports each problem through
`signaler(chemin, message)` and answers the clean value, or `None` when there is none.
"""

import datetime
import re
from collections.abc import Callable
from copy import copy
from typing import Any

from django.db.models import TextChoices

from referentiels.echange.lignes import Chemin

Signaler = Callable[[Chemin, str], None]
Forme = Callable[[Any, Chemin, Signaler], Any]

TEXTE_VIDE = "le texte est vide. Écrivez-le ou retirez cet élément."
LISTE_VIDE = "la liste est vide. Il faut au moins un élément."
ABSENTE = object()  # the default of a key that stays out of the document when it is not there
DATE_ATTENDUE = "il faut une date AAAA-MM-JJ qui existe, comme « 2018-04-05 »."
_DATE_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTERDITS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NOMS = {
    str: "un texte",
    bool: "vrai ou faux",
    int: "un nombre entier",
    float: "un nombre à virgule",
    list: "une liste",
    dict: "un objet",
    type(None): "rien (null)",
}


def _refuser_type(attendu: str, valeur, chemin: Chemin, signaler: Signaler) -> None:
    signaler(chemin, f"il faut {attendu}, et non {_NOMS[type(valeur)]}.")


def texte(longueur: int | None = None, *, vide: bool = False, lignes: bool = False) -> Forme:
    """A text; `lignes` allows several lines, `vide` allows an empty one."""

    def verifier(valeur, chemin, signaler):
        if not isinstance(valeur, str):
            return _refuser_type("un texte entre guillemets", valeur, chemin, signaler)
        if not valeur.strip() and not (vide and valeur == ""):
            return signaler(chemin, TEXTE_VIDE)
        if _INTERDITS.search(valeur):
            return signaler(chemin, "le texte contient un caractère invisible. Retirez-le.")
        if not lignes and ("\n" in valeur or "\t" in valeur):
            return signaler(chemin, "le texte doit tenir sur une ligne, sans tabulation.")
        if longueur and len(valeur) > longueur:
            trop = f"le texte a {len(valeur)} caractères, {longueur} au plus. Raccourcissez-le."
            return signaler(chemin, trop)
        return valeur

    return verifier


def booleen() -> Forme:
    def verifier(valeur, chemin, signaler):
        if not isinstance(valeur, bool):
            return _refuser_type("true ou false", valeur, chemin, signaler)
        return valeur

    return verifier


def entier(minimum: int = 1, maximum: int = 999) -> Forme:
    def verifier(valeur, chemin, signaler):
        if not isinstance(valeur, int) or isinstance(valeur, bool):
            return _refuser_type("un nombre entier", valeur, chemin, signaler)
        if not minimum <= valeur <= maximum:
            return signaler(chemin, f"il faut un nombre de {minimum} à {maximum}.")
        return valeur

    return verifier


def choix(possibles: type[TextChoices]) -> Forme:
    def verifier(valeur, chemin, signaler):
        if not isinstance(valeur, str):
            return _refuser_type("un texte entre guillemets", valeur, chemin, signaler)
        if valeur not in possibles.values:
            permis = ", ".join(f"« {code} »" for code in possibles.values)
            return signaler(chemin, f"« {valeur:.60} » est inconnu. Choisissez parmi {permis}.")
        return valeur

    return verifier


def date_iso(*, absente: bool = False) -> Forme:
    """A date; `absente` allows `None`."""

    def verifier(valeur, chemin, signaler):
        if valeur is None and absente:
            return None
        try:
            if isinstance(valeur, str) and _DATE_ISO.fullmatch(valeur):
                return datetime.date.fromisoformat(valeur).isoformat()
        except ValueError:
            pass
        return signaler(chemin, DATE_ATTENDUE)

    return verifier


def liste(element: Forme, *, vide: bool = True) -> Forme:
    def verifier(valeur, chemin, signaler):
        if not isinstance(valeur, list):
            return _refuser_type("une liste entre crochets", valeur, chemin, signaler)
        if not valeur and not vide:
            return signaler(chemin, LISTE_VIDE)
        return [element(un, (*chemin, rang), signaler) for rang, un in enumerate(valeur)]

    return verifier


def objet(cles: dict[str, Forme], **defauts) -> Forme:
    """An object with these keys and no other; a key named in `defauts` may be left out.

    It then takes its default, unless that is `ABSENTE`.
    """

    def verifier(valeur, chemin, signaler):
        if not isinstance(valeur, dict):
            return _refuser_type("un objet entre accolades", valeur, chemin, signaler)
        for cle in valeur.keys() - cles.keys():
            permises = ", ".join(cles)
            signaler((*chemin, cle), f"la clé est inconnue. Clés possibles : {permises}.")
        propre = {}
        for cle, forme in cles.items():
            if cle in valeur:
                propre[cle] = forme(valeur[cle], (*chemin, cle), signaler)
            elif cle not in defauts:
                propre[cle] = signaler((*chemin, cle), "la clé manque. Ajoutez-la.")
            elif defauts[cle] is not ABSENTE:
                propre[cle] = copy(defauts[cle])
        return propre

    return verifier
