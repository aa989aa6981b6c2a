"""Which version to compare with."""

from collections.abc import Iterable

from django import forms

from referentiels.models import Referentiel


class ComparaisonForm(forms.Form):
    """Offers the versions it is given, those of the same number apart."""

    autre = forms.TypedChoiceField(
        label="Comparer avec",
        help_text="La plus ancienne des deux est lue en premier.",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={
            "invalid_choice": "Cette version n'est pas dans la liste. Choisissez-en une autre.",
            "required": "Choisissez une version.",
        },
    )

    def __init__(self, *args, referentiel: Referentiel, autres: Iterable[Referentiel], **kwargs):
        super().__init__(*args, **kwargs)
        versions = {str(version.pk): version for version in autres}
        groupes = {"Même numéro": [], "Autres numéros": []}
        for cle, version in versions.items():
            meme = version.numero == referentiel.numero
            libelle = f"{version}, {version.get_etat_display().lower()}"
            groupes["Même numéro" if meme else "Autres numéros"].append((cle, libelle))
        self.fields["autre"].choices = [groupe for groupe in groupes.items() if groupe[1]]
        self.fields["autre"].coerce = versions.__getitem__
