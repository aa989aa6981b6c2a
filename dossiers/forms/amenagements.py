"""A measure granted to the candidate."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from dossiers.models import Amenagement
from dossiers.services.amenagements import Mesure


class AmenagementForm(forms.ModelForm):
    """Measure, request, decision: no room for a medical reason, no file (R51)."""

    class Meta:
        model = Amenagement
        fields = ["mesure", "demande_le", "accorde_le", "accorde_par"]
        widgets = {
            "mesure": forms.Textarea,
            "demande_le": ChampDate(),
            "accorde_le": ChampDate(),
        }
        help_texts = {
            "mesure": "La mesure seule, par exemple « un tiers de temps en plus » ou « sujet en "
            "gros caractères ». Jamais la raison médicale : les évaluateurs lisent ce texte.",
            "accorde_par": "Nom et fonction de la personne qui a décidé.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accorde_le"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("mesure", rows=2),
            Row(Column("demande_le"), Column("accorde_le")),
            "accorde_par",
            Submit("enregistrer", "Enregistrer l'aménagement"),
        )

    @property
    def valeur(self) -> Mesure:
        return Mesure(**{champ: self.cleaned_data[champ] for champ in self.Meta.fields})
