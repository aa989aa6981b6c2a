"""The form that opens a version to registrations."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from referentiels.models import Referentiel


class ChoixDeVersions(forms.ModelMultipleChoiceField):
    """Versions that may have the same number and date: their arrival tells them apart."""

    def label_from_instance(self, version: Referentiel) -> str:
        return f"{version}, arrivée le {version.cree_le:%d/%m/%Y}"


class PublicationForm(forms.ModelForm):
    """What a person decides when a brouillon opens to registrations."""

    remplace = ChoixDeVersions(
        Referentiel.objects.none(),
        label="Versions à archiver en même temps",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            "On n'y inscrit plus personne, dans aucun centre ; leurs dossiers les gardent. "
            "Décochez celles qui restent ouvertes."
        ),
    )

    vue = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the revision looked at

    class Meta:
        model = Referentiel
        fields = ["mention"]

    def __init__(self, *args, soeurs, proposees=(), **kwargs):
        super().__init__(
            *args,
            initial={"remplace": list(proposees), "vue": kwargs["instance"].revision},
            **kwargs,
        )
        self.fields["remplace"].queryset = soeurs
        self.fields["mention"].help_text = (
            "Facultative, sauf si une version du même numéro et de la même date reste publiée : "
            "elle dit alors ce qui les distingue, par exemple « modèle 2018 »."
        )
        if not self.instance.est_brouillon:
            del self.fields["mention"]
        if not soeurs:
            del self.fields["remplace"]
        self.helper = FormHelper()
        self.helper.layout = Layout(*self.fields, Submit("publier", "Publier cette version"))
