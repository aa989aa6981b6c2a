"""The file that somebody compares with a PV."""

from django import forms


class ComparaisonForm(forms.Form):
    """One file; it is not kept."""

    fichier = forms.FileField(
        label="Fichier à comparer",
        allow_empty_file=True,  # an empty file is just another file than the PV
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": "Choisissez le fichier PDF à comparer."},
    )
