"""The recorded agreement of the company, or of the candidate when there is none (R10)."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.fichiers import FichierRefuse, verifier_piece
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
    fichier = forms.FileField(
        label="Accord signé, numérisé ou photographié (facultatif)",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg"}),
        help_text="PDF ou photo JPEG ; il rejoint les documents du dossier.",
        error_messages={"empty": "Ce fichier est vide : numérisez de nouveau l'accord signé."},
    )
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = lire_plan(dossier).version
        self.fields["date"].initial = dossier.accord_le or timezone.localdate
        self.fields["signataire"].initial = dossier.accord_signataire or _signataire(dossier)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "version",
            "signataire",
            "date",
            "fichier",
            Submit("enregistrer", "Enregistrer l'accord"),
        )

    def clean_fichier(self):
        """Refuse what is not a scan; keep its type for who stores it."""
        fichier = self.cleaned_data["fichier"]
        if fichier:
            try:
                fichier.content_type = verifier_piece(fichier)
            except FichierRefuse as refus:
                raise forms.ValidationError(str(refus)) from refus
        return fichier


def _signataire(dossier: Dossier) -> str:
    if dossier.tuteur:
        return ", ".join(filter(None, [dossier.tuteur.nom_complet, dossier.tuteur.fonction]))
    return "" if dossier.entreprise_id else dossier.candidat.nom_complet
