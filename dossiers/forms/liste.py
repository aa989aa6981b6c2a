"""The small forms beside the list: its columns, and the file one takes away."""

from django import forms

from cqpm.commun.exports import FORMATS
from cqpm.comptes.models import Utilisateur
from dossiers.selectors.colonnes import Colonne, colonnes_offertes

CASE = {"class": "form-check-input"}


class ColonnesForm(forms.Form):
    """Which columns to show; none is allowed, the candidate and the number always stay."""

    colonnes = forms.MultipleChoiceField(
        label="Colonnes", required=False, widget=forms.CheckboxSelectMultiple(attrs=CASE)
    )

    def __init__(self, *args, utilisateur: Utilisateur, choisies: list[Colonne] = (), **kwargs):
        super().__init__(*args, **kwargs)
        offertes = colonnes_offertes(utilisateur)
        self.fields["colonnes"].choices = [(une.code, une.libelle) for une in offertes]
        self.initial["colonnes"] = [une.code for une in choisies]


class ExportForm(forms.Form):
    """Format and columns of the file."""

    nature = forms.ChoiceField(
        label="Format",
        choices=[(code, un.libelle) for code, un in FORMATS.items()],
        initial="xlsx",
        widget=forms.RadioSelect(attrs=CASE),
    )
    etendue = forms.ChoiceField(
        label="Colonnes",
        choices=[("choisies", "Celles de la liste"), ("toutes", "Toutes")],
        initial="choisies",
        widget=forms.RadioSelect(attrs=CASE),
    )
