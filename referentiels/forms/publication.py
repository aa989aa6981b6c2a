"""The form that opens a version to registrations."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from referentiels.models import Referentiel


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
