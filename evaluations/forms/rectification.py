"""Correct a signed PV: for whom, why, and when the jury meets again for it (R40)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from dossiers.models import Dossier
from evaluations.models import SessionJury
from evaluations.selectors.rectification import rectifiables


class RectificationForm(forms.Form):
    """The candidates of the PV who have a result, the reason, the day."""

    dossiers = forms.ModelMultipleChoiceField(
        Dossier.objects.none(),
        label="Candidats dont la décision ou l'identité est à rectifier",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un candidat."},
    )
    motif = forms.CharField(
        label="Motif de la rectification",
        max_length=2000,
        widget=forms.Textarea,
        help_text="Il figure au PV rectificatif : l'erreur constatée, la pièce qui la montre.",
        error_messages={"required": "Écrivez pourquoi ce PV est rectifié."},
    )
    date = forms.DateField(
        label="Date de la réunion du jury",
        widget=ChampDate(),
        help_text="Ce qui a été validé garde la date du premier PV.",
    )

    def __init__(self, *args, session: SessionJury, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].queryset = rectifiables(session)
        self.fields["date"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "dossiers",
            Field("motif", rows=3),
            "date",
            Submit("preparer", "Préparer le PV rectificatif"),
        )
