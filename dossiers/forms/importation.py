"""Drop a spreadsheet of candidates."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur


class ImportForm(forms.Form):
    """One file, for one exam centre; its content, not its name, says what it is."""

    centre = forms.ModelChoiceField(
        Centre.objects.none(), label="Centre d'examen", empty_label=None
    )
    fichier = forms.FileField(
        label="Fichier des candidats",
        help_text="Classeur XLSX ou fichier CSV, une ligne par candidat.",
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": "Choisissez le fichier à importer."},
    )

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        centres = Centre.objects.filter(pk__in=utilisateur.centres_de(Role.GESTIONNAIRE))
        self.fields["centre"].queryset = centres
        self.fields["centre"].initial = centres.first()
        plusieurs = len(centres) > 1
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "centre" if plusieurs else Field("centre", type="hidden"),
            "fichier",
            Submit("lire", "Vérifier le fichier"),
        )
