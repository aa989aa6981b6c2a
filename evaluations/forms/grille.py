"""What the grid sends: one critère, one conclusion, one signature. Drawn by hand, checked here."""

from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from evaluations.enums import Conclusion, NiveauCritere


class CritereForm(forms.Form):
    """One cell of the grid, with the version that the evaluator saw."""

    niveau = forms.ChoiceField(
        choices=NiveauCritere.choices,
        error_messages={
            "required": "Choisissez un des quatre résultats.",
            "invalid_choice": "Choisissez un des quatre résultats proposés.",
        },
    )
    commentaire = forms.CharField(
        required=False,
        max_length=4000,
        error_messages={"max_length": "Le commentaire dépasse 4 000 signes : raccourcissez-le."},
    )
    version = forms.IntegerField(min_value=0)


class ConclusionForm(forms.Form):
    """The commission's conclusion on one capacité; ids carry the capacité's number."""

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
        widget=ChampDate(attrs={"class": "form-control"}),
        error_messages={
            "required": "Indiquez la date de l'évaluation.",
            "invalid": "Écrivez une date, par exemple 30/06/2026.",
        },
    )
    lieu = forms.CharField(
        required=False, max_length=150, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    @classmethod
    def pour(cls, ligne) -> "ConclusionForm":
        """The form of a capacité as it stands: its conclusion, else the screen's proposal."""
        if ligne.conclusion:
            champs = ("conclusion", "commentaire", "evaluee_le", "lieu")
            initial = {champ: getattr(ligne.conclusion, champ) for champ in champs}
        else:
            initial = {"conclusion": ligne.proposition, "evaluee_le": timezone.localdate()}
        return cls(initial=initial, auto_id=f"conclusion-{ligne.capacite.pk}-%s")


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
