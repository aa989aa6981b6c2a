"""What the jury's act on many dossiers asks once."""

from django import forms

from dossiers.lots import Parametres, ParametresForm
from evaluations.enums import EtatSession
from evaluations.models import SessionJury


class SessionGroupeeForm(ParametresForm):
    """Which session in preparation of the centre."""

    session = forms.ModelChoiceField(
        SessionJury.objects.none(),
        label="Session de jury en préparation",
        empty_label=None,
        error_messages={"required": "Choisissez une session ; créez-la d'abord s'il n'y en a pas."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = SessionJury.objects.filter(
            centre=self.centre, etat=EtatSession.PREPARATION
        )

    @property
    def parametres(self) -> Parametres:
        session = self.cleaned_data["session"]
        return {"session": session.pk, "date": session.date.isoformat(), "centre": self.centre.pk}

    @property
    def resume(self) -> str:
        return str(self.cleaned_data["session"])
