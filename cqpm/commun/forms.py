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


class ChoixMultiples(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a number that no key can be, in a forged request, is refused."""

    def _check_values(self, value):
        for cle in value:
            if not (str(cle).isdecimal() and len(str(cle)) < 19):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(cle)[:20]},
                )
        return super()._check_values(value)


class ChampDate(forms.DateInput):
    """The browser's own date picker, fed with the ISO form it understands."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")
