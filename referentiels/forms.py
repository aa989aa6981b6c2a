"""Forms of the library."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from referentiels.models import Referentiel


class ImportationForm(forms.Form):
    """One file: its content, not its name, says what it is."""

    fichier = forms.FileField(
        label="Document officiel ou document d'échange",
        help_text="PDF, texte (.txt) ou JSON, 20 Mo au plus.",
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt,.json"}),
        error_messages={"required": "Choisissez le fichier à importer."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("fichier", Submit("importer", "Lire ce document"))


class PublicationForm(forms.ModelForm):
    """What a person decides when a brouillon opens to registrations."""

    remplace = forms.ModelMultipleChoiceField(
        Referentiel.objects.none(),
        label="Versions à archiver en même temps",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="On n'y inscrit plus personne ; leurs dossiers les gardent.",
    )

    class Meta:
        model = Referentiel
        fields = ["mention"]

    def __init__(self, *args, soeurs, proposees=(), **kwargs):
        super().__init__(*args, initial={"remplace": list(proposees)}, **kwargs)
        self.fields["remplace"].queryset = soeurs
        if not self.instance.est_brouillon:
            del self.fields["mention"]
        if not soeurs:
            del self.fields["remplace"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields, Submit("publier", "Publier cette version"))
