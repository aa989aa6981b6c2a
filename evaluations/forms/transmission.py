"""The day the file of a session left for the groupe technique paritaire (R42)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate


class TransmissionGTPForm(forms.Form):
    """When, and how."""

    le = forms.DateField(
        label="Transmis le",
        widget=ChampDate(),
        error_messages={"required": "Indiquez le jour de l'envoi."},
    )
    moyen = forms.CharField(
        label="Comment",
        max_length=150,
        help_text="Courriel, courrier suivi, dépôt sur l'espace du groupe…",
        error_messages={"required": "Indiquez comment le dossier est parti."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["le"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("le", "moyen", Submit("noter", "Noter la transmission"))
