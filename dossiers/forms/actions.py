"""Small acts on a dossier: the report, and whatever takes a reason."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate


class RapportForm(forms.Form):
    """The day the candidate's report arrived, and its file when there is one."""

    date = forms.DateField(label="Rapport reçu le", widget=ChampDate())
    fichier = forms.FileField(
        label="Fichier du rapport",
        required=False,
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="PDF, 20 Mo au plus. Sans fichier, seule la date est enregistrée. Un fichier "
        "remplace le précédent, et un reçu part au candidat.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "date", "fichier", Submit("enregistrer", "Enregistrer la réception")
        )


class MotifForm(forms.Form):
    """A written reason, asked before an act that departs from the ordinary road."""

    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea,
        max_length=2000,
        min_length=10,
        error_messages={
            "required": "Écrivez le motif : il restera au journal du dossier.",
            "min_length": "Écrivez un motif compréhensible par un autre lecteur (10 signes au "
            "moins).",
        },
    )

    def __init__(self, *args, bouton: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Field("motif", rows=3), Submit("confirmer", bouton))
