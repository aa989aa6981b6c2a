"""Send the dossier de modalités."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from cqpm.comptes.enums import NatureCentre
from cqpm.comptes.models import Centre


class TransmissionForm(forms.Form):
    """To which resource centre the dossier goes."""

    centre_ressources = forms.ModelChoiceField(
        Centre.objects.none(),
        label="Centre de ressources",
        empty_label=None,
        error_messages={"required": "Choisissez le centre de ressources destinataire."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre_ressources"].queryset = Centre.objects.filter(
            nature=NatureCentre.RESSOURCES
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "centre_ressources", Submit("transmettre", "Transmettre le dossier")
        )
