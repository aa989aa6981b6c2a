"""Which version to compare with."""

from collections.abc import Iterable

from django import forms

from referentiels.models import Referentiel


class ComparaisonForm(forms.Form):
    """Offers the versions it is given, those of the same number apart (`groupes`)."""

    autre = forms.TypedChoiceField(
        error_messages={
            "invalid_choice": "Cette version n'est pas dans la liste. Choisissez-en une autre.",
            "required": "Choisissez la version à comparer.",
        },
    )

    def __init__(self, *args, referentiel: Referentiel, autres: Iterable[Referentiel], **kwargs):
        super().__init__(*args, **kwargs)
        versions = {str(version.pk): version for version in autres}
        self.fields["autre"].choices = list(versions.items())
        self.fields["autre"].coerce = versions.__getitem__
        memes = [un for un in versions.values() if un.numero == referentiel.numero != ""]
        reste = [un for un in versions.values() if un not in memes]
        groupes = [("Même numéro", memes), ("Autres numéros", reste)]
        self.groupes = [groupe for groupe in groupes if groupe[1]]
