"""The interview with the candidate."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cqpm.commun.forms import ChampDate
from evaluations.models import Entretien


class EntretienForm(forms.ModelForm):
    """When, with whom, what was said; `lu_le` tells which text the page showed."""

    lu_le = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Entretien
        fields = ["date", "participants", "notes"]
        widgets = {"date": ChampDate(), "participants": forms.Textarea, "notes": forms.Textarea}
        error_messages = {
            "date": {"required": "Indiquez la date de l'entretien."},
            "participants": {"required": "Écrivez qui a participé, candidat compris."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["lu_le"] = self.instance.modifie_le.isoformat()
        else:
            self.initial["date"] = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "lu_le",
            Field("date", css_class="cq-champ-date"),
            Field("participants", rows=3),
            Field("notes", rows=10),
            Submit("enregistrer", "Enregistrer l'entretien"),
        )

    def clean_lu_le(self):
        try:
            return parse_datetime(self.cleaned_data["lu_le"])
        except ValueError:
            return None

    def rappeler(self, actuel: Entretien) -> None:
        """Keep what is typed, and remember that its author has now seen the other text."""
        self.data = self.data.copy()
        self.data["lu_le"] = actuel.modifie_le.isoformat()
