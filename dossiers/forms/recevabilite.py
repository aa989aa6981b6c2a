"""The VAE application: complete since when, and answered how (R43)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms

from cqpm.commun.forms import ChampDate
from dossiers.enums import DecisionRecevabilite
from dossiers.models import Recevabilite
from dossiers.services.recevabilite import Reponse

INVALIDE = {"invalid": "Écrivez une date, par exemple 30/06/2026."}


class RecevabiliteForm(forms.Form):
    """One form for both moments: the decision may come later."""

    complet_le = forms.DateField(
        label="Demande complète le",
        required=False,
        widget=ChampDate(),
        help_text="Certification visée, identité, expérience, formation, avis de "
        "l'accompagnateur. La réponse est due deux mois plus tard.",
        error_messages=INVALIDE,
    )
    decision = forms.ChoiceField(
        label="Décision",
        required=False,
        choices=[("", "Pas encore décidée"), *DecisionRecevabilite.choices],
        widget=forms.RadioSelect,
        initial="",
    )
    decidee_le = forms.DateField(
        label="Décidée le", required=False, widget=ChampDate(), error_messages=INVALIDE
    )
    decidee_par = forms.CharField(
        label="Décidée par",
        required=False,
        max_length=150,
        help_text="La personne ou l'organisme qui a décidé.",
    )
    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text="Obligatoire si la demande n'est pas recevable.",
    )

    def __init__(self, *args, ligne: Recevabilite | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["complet_le"].initial = ligne and ligne.complet_le
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "complet_le",
            "decision",
            Div("decidee_le", "decidee_par"),
            Field("motif", rows=3),
            Submit("enregistrer", "Enregistrer"),
        )

    @property
    def reponse(self) -> Reponse:
        return Reponse(**self.cleaned_data)
