"""A union of the branch and its period of representativity."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from cqpm.commun.forms import ChampDate
from evaluations.models import OrganisationSyndicale


class OrganisationForm(forms.ModelForm):
    """A new period, or the name and the end of one that is known: its beginning stays."""

    class Meta:
        model = OrganisationSyndicale
        fields = ["sigle", "nom", "depuis", "jusqu_au"]
        widgets = {"depuis": ChampDate(), "jusqu_au": ChampDate()}
        help_texts = {
            "depuis": "Date de l'arrêté de représentativité.",
            "jusqu_au": "Dernier jour, compris. Vide : sans fin connue.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        connue = self.instance.pk is not None
        if connue:
            del self.fields["sigle"], self.fields["depuis"]
        self.helper = FormHelper()
        self.helper.layout = (
            Layout("nom", "jusqu_au", Submit("enregistrer", "Enregistrer"))
            if connue
            else Layout(
                "sigle",
                "nom",
                Row(Column("depuis"), Column("jusqu_au")),
                Submit("ajouter", "Ajouter l'organisation"),
            )
        )
