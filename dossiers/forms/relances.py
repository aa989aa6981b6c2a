"""Pause the reminders of a dossier; choose when and how a centre reminds."""

from collections.abc import Mapping

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.urls import reverse

from cqpm.commun.forms import ChampDate
from dossiers.errors import TexteRefuse
from dossiers.models import Dossier, ReglageRelance
from dossiers.relances.rappels import genres
from dossiers.relances.textes import Genre, Texte, verifier

JOURS_MAX = 120


class SuspensionForm(forms.Form):
    """Which act, until when."""

    attente = forms.ChoiceField(label="Acte", required=False)
    jusqu_au = forms.DateField(label="Suspendre jusqu'au", widget=ChampDate())

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        connus = genres()
        codes = dossier.relances.filter(terminee_le=None).values_list("attente", flat=True)
        ouverts = [connus[code] for code in dict.fromkeys(codes) if code in connus]
        self.fields["attente"].choices = [
            ("", "Tous les actes"),
            *((genre.code, genre.libelle) for genre in ouverts),
        ]
        self.helper = FormHelper()
        self.helper.form_action = reverse("dossiers:suspendre_relances", args=[dossier.pk])
        self.helper.layout = Layout(
            "attente", "jusqu_au", Submit("suspendre", "Suspendre", css_class="btn-secondary")
        )


class CadenceForm(forms.ModelForm):
    """One row of the table: the label of each field names the kind."""

    avance_jours = forms.IntegerField(min_value=0, max_value=JOURS_MAX)
    cadence_jours = forms.IntegerField(min_value=1, max_value=JOURS_MAX)

    class Meta:
        model = ReglageRelance
        fields = ["active", "avance_jours", "cadence_jours"]

    def __init__(self, *args, genre: Genre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["active"].widget.attrs |= {
            "aria-label": f"Relancer : {genre.libelle}",
            "class": "form-check-input",
        }
        for champ, libelle in (
            ("avance_jours", "jours avant l'échéance"),
            ("cadence_jours", "jours entre deux relances"),
        ):
            self.fields[champ].widget.attrs |= {
                "aria-label": f"{genre.libelle} : {libelle}",
                "class": "form-control cq-court",
            }


def formulaires_de_cadence(
    connus: Mapping[str, Genre],
    existants: Mapping[str, ReglageRelance],
    donnees: Mapping | None,
) -> dict[str, CadenceForm]:
    """One form per kind, in the order of a dossier's life."""
    return {
        code: CadenceForm(
            donnees, prefix=code, instance=existants.get(code) or ReglageRelance(), genre=genre
        )
        for code, genre in connus.items()
    }


def tous_valides(formulaires: Mapping[str, CadenceForm]) -> bool:
    """Check each of them, so that each shows its faults."""
    fautifs = [form for form in formulaires.values() if not form.is_valid()]
    return not fautifs


class TexteForm(forms.Form):
    """What one kind of reminder says; variables are checked by its rules."""

    objet = forms.CharField(label="Objet du courriel", max_length=150)
    texte = forms.CharField(label="Texte", widget=forms.Textarea, max_length=4000)

    def __init__(self, *args, genre: Genre, actuel: Texte, **kwargs):
        initial = {"objet": actuel.objet, "texte": actuel.corps}
        super().__init__(*args, initial=initial, **kwargs)
        self.genre = genre
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "objet",
            Field("texte", rows=12),
            Submit("enregistrer", "Enregistrer le texte"),
            Submit("apercu", "Voir l'aperçu", css_class="btn-secondary"),
        )

    @property
    def ecrit(self) -> Texte:
        corps = self.cleaned_data["texte"].replace("\r\n", "\n")
        return Texte(self.cleaned_data["objet"], corps)

    def clean(self):
        donnees = super().clean()
        if not self.errors:
            try:
                verifier(self.genre, self.ecrit)
            except TexteRefuse as erreur:
                self.add_error(erreur.champ, str(erreur))
        return donnees
