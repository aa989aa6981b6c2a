"""The requests to the unions: whom to write to, what left by post, what they answer (R28)."""

from collections.abc import Iterator, Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.forms import BoundField
from django.utils import timezone

from cqpm.commun.forms import ChampCourriel, ChampDate
from evaluations.enums import ReponseSyndicat
from evaluations.models import OrganisationSyndicale
from evaluations.selectors.demandes import LigneDemande


class DemandesForm(forms.Form):
    """A tick and an address per union."""

    def __init__(self, *args, lignes: Sequence[LigneDemande], **kwargs):
        super().__init__(*args, **kwargs)
        self.lignes = lignes
        for ligne in lignes:
            pk, sigle = ligne.organisation.pk, ligne.organisation.sigle
            self.fields[f"saisir_{pk}"] = forms.BooleanField(
                label=f"Écrire à {sigle}",
                required=False,
                initial=bool(ligne.adresse) and not ligne.est_demandee,
            )
            self.fields[f"courriel_{pk}"] = ChampCourriel(
                label=f"Adresse de {sigle}",
                required=False,
                initial=ligne.adresse,
                widget=forms.EmailInput(attrs={"class": "form-control form-control-sm"}),
            )

    def rangees(self) -> Iterator[tuple[LigneDemande, BoundField, BoundField]]:
        for ligne in self.lignes:
            pk = ligne.organisation.pk
            yield ligne, self[f"saisir_{pk}"], self[f"courriel_{pk}"]

    def clean(self):
        donnees = super().clean()
        cochees = [un for un in self.lignes if donnees.get(f"saisir_{un.organisation.pk}")]
        for ligne in cochees:
            champ = f"courriel_{ligne.organisation.pk}"
            if champ not in self.errors and not donnees.get(champ):
                self.add_error(champ, "Donnez une adresse, ou enregistrez un envoi par courrier.")
        if not cochees:
            raise forms.ValidationError("Cochez au moins une organisation à qui écrire.")
        return donnees

    @property
    def adresses(self) -> dict[OrganisationSyndicale, str]:
        return {
            un.organisation: self.cleaned_data[f"courriel_{un.organisation.pk}"]
            for un in self.lignes
            if self.cleaned_data[f"saisir_{un.organisation.pk}"]
        }


class EnvoiForm(forms.Form):
    """A paper that left outside the software: the day."""

    le = forms.DateField(label="Envoyée ou remise le", widget=ChampDate())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["le"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout("le", Submit("envoi", "Enregistrer l'envoi"))


class ReponseForm(forms.Form):
    """What the union said, and when."""

    reponse = forms.ChoiceField(
        label="Réponse", choices=ReponseSyndicat.choices, widget=forms.RadioSelect
    )
    le = forms.DateField(label="Reçue le", widget=ChampDate())
    precision = forms.CharField(
        label="Personne désignée, ou précision",
        required=False,
        max_length=200,
        help_text="Par exemple : Ali Roux, Société du Vide.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["le"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "reponse",
            Row(Column("le"), Column("precision")),
            Submit("repondre", "Enregistrer la réponse"),
        )
