"""The recorded agreement of the company, or of the candidate when there is none (R10)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from dossiers.models import Dossier
from dossiers.selectors.plan import lire_plan


class AccordForm(forms.Form):
    """Who agreed to the plan on the screen, and when."""

    signataire = forms.CharField(
        label="Nom et fonction du signataire",
        max_length=120,
        error_messages={"required": "Indiquez qui a donné son accord."},
    )
    date = forms.DateField(label="Accord donné le", widget=ChampDate())
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = lire_plan(dossier).version
        self.fields["date"].initial = dossier.accord_le or timezone.localdate
        self.fields["signataire"].initial = dossier.accord_signataire or _signataire(dossier)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "version", "signataire", "date", Submit("enregistrer", "Enregistrer l'accord")
        )


def _signataire(dossier: Dossier) -> str:
    if dossier.tuteur:
        return ", ".join(filter(None, [dossier.tuteur.nom_complet, dossier.tuteur.fonction]))
    return "" if dossier.entreprise_id else dossier.candidat.nom_complet
