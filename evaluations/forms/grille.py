"""What the grid's plain forms send: a conclusion, a choice, a signature. Drawn by hand."""

from django import forms

from evaluations.enums import Conclusion


class ConclusionForm(forms.Form):
    """The commission's conclusion on one capacité."""

    conclusion = forms.ChoiceField(
        choices=Conclusion.choices,
        error_messages={
            "required": "Choisissez « acquise » ou « non acquise ».",
            "invalid_choice": "Choisissez « acquise » ou « non acquise ».",
        },
    )
    commentaire = forms.CharField(
        required=False,
        max_length=4000,
        error_messages={"max_length": "Le commentaire dépasse 4 000 signes : raccourcissez-le."},
    )
    evaluee_le = forms.DateField(
        error_messages={
            "required": "Indiquez la date de l'évaluation.",
            "invalid": "Écrivez une date, par exemple 30/06/2026.",
        },
    )
    vue = forms.CharField(required=False, max_length=40)
    lieu = forms.CharField(
        required=False,
        max_length=150,
        error_messages={"max_length": "Le lieu dépasse 150 signes : raccourcissez-le."},
    )


class AccordForm(forms.Form):
    """The level that the commission retains: it agrees (« aligner ») or says why not."""

    aligner = forms.CharField(required=False, max_length=30)
    consigner = forms.CharField(required=False, max_length=30)
    divergence = forms.CharField(
        required=False,
        max_length=4000,
        error_messages={"max_length": "La raison dépasse 4 000 signes : raccourcissez-la."},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def clean(self):
        donnees = super().clean()
        if donnees.get("consigner") and not donnees.get("divergence"):
            self.add_error(
                "divergence",
                "Écrivez pourquoi la commission ne s'accorde pas : le jury le lira.",
            )
        if not donnees.get("aligner") and not donnees.get("consigner"):
            self.add_error(None, "Choisissez le résultat que la commission retient.")
        return donnees

    @property
    def valeurs(self) -> dict:
        """What the service takes."""
        donnees = self.cleaned_data
        return {
            "niveau": donnees["aligner"] or donnees["consigner"],
            "divergence": "" if donnees["aligner"] else donnees["divergence"],
            "version": donnees["version"],
        }


class SignatureForm(forms.Form):
    """Re-authentication before signing."""

    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "class": "form-control",
                "autocomplete": "current-password",
                "data-cqpm-voir": "",
            }
        ),
        error_messages={"required": "Saisissez votre mot de passe pour signer."},
    )


class SignatureGrilleForm(SignatureForm):
    """The same for the grid; `vue` is the mark of what the page shows."""

    vue = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
