"""The answer of the exam centre to what a candidate asks."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from dossiers.services.demandes_candidat import REPONSE_MAX


class ReponseDemandeForm(forms.Form):
    """What the candidate will read, in their space and by mail."""

    reponse = forms.CharField(
        label="Réponse au candidat",
        widget=forms.Textarea,
        max_length=REPONSE_MAX,
        help_text="Dites ce qui a été corrigé, ou pourquoi ce ne l'est pas.",
        error_messages={"required": "Écrivez ce que le candidat lira."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Field("reponse", rows=6), Submit("repondre", "Répondre"))
