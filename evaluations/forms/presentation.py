"""A new presentation, or a session chosen for a dossier that is ready."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from dossiers.models import Dossier
from evaluations.enums import EtatSession
from evaluations.models import SessionJury


class PresentationForm(forms.Form):
    """The day on which the candidate registers again."""

    inscrit_le = forms.DateField(
        label="Inscrit de nouveau le",
        widget=ChampDate(),
        help_text="Aucune nouvelle évaluation ne peut être antérieure.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inscrit_le"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "inscrit_le", Submit("ouvrir", "Ouvrir la nouvelle présentation")
        )


class SessionDuDossierForm(forms.Form):
    """The sessions in preparation of the dossier's centre, soonest first."""

    session = forms.ModelChoiceField(
        SessionJury.objects.none(),
        label="Session de jury",
        empty_label="Choisir une session…",
        error_messages={"required": "Choisissez la session de jury."},
    )

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = (
            SessionJury.objects.filter(centre=dossier.centre_id, etat=EtatSession.PREPARATION)
            .pour_le_cqpm(dossier.referentiel)
            .order_by("date", "pk")
        )
        self.fields["session"].label_from_instance = lambda session: (
            f"{session.date:%d/%m/%Y}, {session.lieu} ({session.numero})"
        )
        self.helper = FormHelper()
        self.helper.layout = Layout("session", Submit("inscrire", "Inscrire à cette session"))
