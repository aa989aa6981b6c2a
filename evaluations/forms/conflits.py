"""A member declares a link with a candidate (R30)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from evaluations.enums import NatureConflit
from evaluations.regles_composition import refus_de_sieger


class ConflitForm(forms.Form):
    """Which link, and whether the member withdraws; only the same company leaves the choice."""

    nature = forms.ChoiceField(
        label="Lien avec le candidat", choices=NatureConflit.choices, widget=forms.RadioSelect
    )
    se_retire = forms.TypedChoiceField(
        label="Suite",
        choices=[("oui", "Se retire pour ce candidat"), ("non", "Rien ne s'y oppose : siège")],
        coerce=lambda choix: choix == "oui",
        initial="oui",
        widget=forms.RadioSelect,
    )
    precision = forms.CharField(
        label="Précision",
        required=False,
        max_length=300,
        help_text="Facultative. Le PV la reprend : restez bref.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "nature", "se_retire", "precision", Submit("declarer", "Enregistrer")
        )

    def clean(self):
        donnees = super().clean()
        se_retire = donnees.get("se_retire") is not False
        if phrase := refus_de_sieger(donnees.get("nature"), se_retire=se_retire):
            self.add_error("se_retire", phrase)
        return donnees
