"""Widgets shared by the forms of every app."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime


def lire_texte(donnees: Mapping[str, str], nom: str) -> str:
    """Read a text by hand, stripped, a line end counting for one sign as in the browser.

    A NUL, which only a forged request holds and PostgreSQL refuses, is dropped.
    """
    return donnees.get(nom, "").replace("\r\n", "\n").replace("\0", "").strip()


def lire_entier(donnees: Mapping[str, str], nom: str, defaut: int = -1) -> int:
    """Read a small number by hand; anything else, however long, is `defaut`."""
    valeur = donnees.get(nom, "")
    return int(valeur) if valeur.isdecimal() and len(valeur) < 9 else defaut


def est_une_cle(texte: str) -> bool:
    """Tell whether a row may have this key: a number, not too long for the column."""
    return texte.isdecimal() and len(texte) < 19


def lire_cles(donnees: QueryDict, nom: str) -> set[int]:
    """Read by hand the rows that are ticked; what no key can be is nobody's."""
    return {int(cle) for cle in donnees.getlist(nom) if est_une_cle(cle)}


class ChoixMultiples(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a number that no key can be, in a forged request, is refused."""

    def _check_values(self, value):
        for cle in value:
            if not est_une_cle(str(cle)):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(cle)[:20]},
                )
        return super()._check_values(value)


class ChampCourriel(forms.EmailField):
    """An address that the columns can hold: mail itself allows no longer one."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 254, **kwargs})


class ChampDate(forms.DateInput):
    """The browser's own date picker, fed with the ISO form it understands."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class ChampVersion(forms.CharField):
    """When the text that the page shows was last written; `None` if it says nothing readable."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        try:
            return parse_datetime(super().clean(value))
        except ValueError:
            return None


# A code read in a mail: the numeric keyboard of a phone, which proposes the code it received.
ATTRIBUTS_DU_CODE = {
    "class": "form-control cq-code",
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "maxlength": "9",
    "spellcheck": "false",
}
