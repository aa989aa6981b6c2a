"""What the resource centre answers: its agreement, or what to correct, part by part."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.forms import BaseFormSet, formset_factory

from dossiers.enums import PartieDossier
from dossiers.models import Dossier
from dossiers.services.transmission import Correction
from referentiels.models import Capacite

LIGNES_MAX = 20


class AccordRessourcesForm(forms.Form):
    """An agreement may be given without a word."""

    commentaire = forms.CharField(
        label="Commentaire pour le centre d'examen",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("commentaire", rows=3), Submit("accord", "Donner l'accord")
        )


class CorrectionForm(forms.Form):
    """One part to correct; a line left empty counts for nothing."""

    partie = forms.ChoiceField(
        label="Partie",
        choices=[("", "Choisir une partie…"), *PartieDossier.choices],
        error_messages={"required": "Choisissez la partie à corriger."},
    )
    capacite = forms.ModelChoiceField(
        Capacite.objects.none(),
        label="Capacité concernée",
        required=False,
        empty_label="Aucune en particulier",
    )
    commentaire = forms.CharField(
        label="Ce qu'il faut corriger",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez ce qu'il faut corriger dans cette partie."},
    )

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["capacite"].queryset = Capacite.objects.filter(
            pk__in=[une.pk for une in dossier.capacites_visees()]
        )
        for champ in self.fields.values():
            classe = "form-select" if isinstance(champ.widget, forms.Select) else "form-control"
            champ.widget.attrs["class"] = classe


class _Corrections(BaseFormSet):
    def corrections(self) -> list[Correction]:
        """The lines that were filled, once valid."""
        return [Correction(**form.cleaned_data) for form in self.forms if form.has_changed()]


CorrectionFormSet = formset_factory(
    CorrectionForm,
    formset=_Corrections,
    extra=2,
    max_num=LIGNES_MAX,
    absolute_max=LIGNES_MAX,
    validate_max=True,
)


def corrections_avec_une_ligne_de_plus(donnees, dossier: Dossier) -> BaseFormSet:
    """The same lines as typed, not judged yet, and one more: for a browser without JavaScript."""
    lignes = []
    for rang in range(LIGNES_MAX):
        ligne = {
            champ: donnees.get(f"form-{rang}-{champ}", "") for champ in CorrectionForm.base_fields
        }
        if any(ligne.values()):
            lignes.append(ligne)
    formulaires = CorrectionFormSet(initial=lignes, form_kwargs={"dossier": dossier})
    formulaires.extra = 1
    return formulaires
