"""Stop a dossier, or put it aside until a day: the reason is always asked."""

from crispy_forms.layout import Field, Layout, Submit
from django import forms

from cqpm.commun.forms import ChampDate
from dossiers.enums import NatureArret
from dossiers.forms.actions import MotifForm


class ArretForm(MotifForm):
    """Why the dossier stops."""

    nature = forms.ChoiceField(
        label="Pourquoi le dossier s'arrête",
        choices=NatureArret.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez pourquoi le dossier s'arrête."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, bouton="Arrêter le dossier", **kwargs)
        self.helper.layout = Layout(
            "nature", Field("motif", rows=3), Submit("confirmer", "Arrêter le dossier")
        )


class ReportForm(MotifForm):
    """Until when the dossier waits."""

    jusqu_au = forms.DateField(
        label="Reporté jusqu'au",
        widget=ChampDate(),
        help_text="Ce jour-là, le dossier revient de lui-même dans les choses à faire.",
        error_messages={
            "required": "Indiquez le jour où le dossier doit revenir.",
            "invalid": "Écrivez une date, par exemple 30/06/2027.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, bouton="Reporter le dossier", **kwargs)
        self.helper.layout = Layout(
            "jusqu_au", Field("motif", rows=3), Submit("confirmer", "Reporter le dossier")
        )
