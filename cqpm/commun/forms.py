"""Widgets shared by the forms of every app."""

from collections.abc import Mapping

from django import forms


def lire_texte(donnees: Mapping[str, str], nom: str) -> str:
    """Read a text by hand, stripped, a line end counting for one sign as in the browser.

    A NUL, which only a forged request holds and PostgreSQL refuses, is dropped.
    """
    return donnees.get(nom, "").replace("\r\n", "\n").replace("\0", "").strip()


def lire_entier(donnees: Mapping[str, str], nom: str, defaut: int = -1) -> int:
    """Read a small number by hand; anything else, however long, is `defaut`."""
    valeur = donnees.get(nom, "")
    return int(valeur) if valeur.isdecimal() and len(valeur) < 9 else defaut


class ChampDate(forms.DateInput):
    """The browser's own date picker, fed with the ISO form it understands."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")
