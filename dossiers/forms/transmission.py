"""Send the dossier de modalités; record what came back by another way."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from cqpm.comptes.enums import NatureCentre
from cqpm.comptes.models import Centre
from dossiers.models import Dossier


class TransmissionForm(forms.Form):
    """To which resource centre the dossier goes, and the day it really left."""

    centre_ressources = forms.ModelChoiceField(
        Centre.objects.none(),
        label="Centre de ressources",
        empty_label=None,
        error_messages={"required": "Choisissez le centre de ressources destinataire."},
    )
    date = forms.DateField(
        label="Transmis le",
        required=False,
        widget=ChampDate(),
        help_text="Le jour où le dossier est réellement parti : aujourd'hui, sauf si vous "
        "enregistrez un envoi déjà fait.",
        error_messages={"invalid": "Écrivez une date, par exemple 30/06/2026."},
    )

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre_ressources"].queryset = Centre.objects.filter(
            nature=NatureCentre.RESSOURCES
        )
        self.fields["centre_ressources"].initial = dossier.centre_ressources_id
        self.fields["date"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "centre_ressources", "date", Submit("transmettre", "Transmettre le dossier")
        )
