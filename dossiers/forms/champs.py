"""Fields that the forms of this app share."""

from django import forms
from django.utils import timezone

from dossiers.naissance import DateNaissance, comprendre


class NaissanceField(forms.CharField):
    """A birth date typed at once; month or day may be unknown (R45)."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Date de naissance")
        kwargs.setdefault("help_text", "17/05/1998 ; ou 05/1998, ou 1998, si le reste est inconnu.")
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value) -> DateNaissance | None:
        texte = super().to_python(value)
        if not texte:
            return None
        try:
            return comprendre(texte, timezone.localdate())
        except ValueError as refus:
            raise forms.ValidationError(str(refus)) from None


class Texte(forms.CharField):
    """A line of text, optional unless told; the rules bound its length, so that nothing typed or
    pasted is cut in silence."""

    def __init__(self, label: str, *, required: bool = False, **kwargs):
        super().__init__(label=label, required=required, **kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")
