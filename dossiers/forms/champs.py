"""Fields that the forms of this app share."""

from django import forms
from django.utils import timezone

from dossiers.naissance import AGE_MAX, AGE_MIN, DateNaissance, lire


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
            naissance = lire(texte)
        except ValueError:
            raise forms.ValidationError(
                "Écrivez une date qui existe, par exemple 17/05/1998, 05/1998 ou 1998."
            ) from None
        age = timezone.localdate().year - naissance.annee
        if not AGE_MIN <= age <= AGE_MAX:
            raise forms.ValidationError(
                f"L'année {naissance.annee} donne un âge de {age} ans : vérifiez-la."
                if age >= 0
                else f"L'année {naissance.annee} est dans le futur : vérifiez-la."
            )
        return naissance
