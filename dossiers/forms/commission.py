"""Name or replace an evaluator."""

from collections import Counter

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms

from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier
from dossiers.selectors.commission import evaluateurs_du_centre


class ChoixEvaluateur(forms.ModelChoiceField):
    """A person, with how many meetings already await them."""

    charge: Counter[int] = Counter()

    def label_from_instance(self, personne: Utilisateur) -> str:
        nombre = self.charge[personne.pk]
        if not nombre:
            return f"{personne} – aucune séance à venir"
        return f"{personne} – {nombre} séance{'s' if nombre > 1 else ''} à venir"


class EvaluateurForm(forms.Form):
    """Choose an evaluator of the centre who is not yet in the commission.

    The manager may write why the candidate's trainer is named all the same (R24).
    """

    evaluateur = ChoixEvaluateur(
        Utilisateur.objects.none(),
        label="Évaluateur",
        empty_label="Choisir une personne…",
        error_messages={
            "required": "Choisissez une personne.",
            "invalid_choice": "Cette personne fait déjà partie de la commission ou n'est plus "
            "évaluateur du centre : choisissez-en une autre.",
        },
    )
    derogation = forms.CharField(
        label="Motif de la dérogation à l'indépendance",
        required=False,
        max_length=2000,
        min_length=10,
        widget=forms.Textarea,
        help_text="Seulement pour nommer le formateur du candidat : le motif reste au dossier.",
        error_messages={
            "min_length": "Écrivez un motif compréhensible par un autre lecteur (10 signes au "
            "moins)."
        },
    )

    def __init__(
        self,
        *args,
        dossier: Dossier,
        charge: Counter[int],
        deroge: bool,
        bouton: str = "Ajouter à la commission",
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        champ = self.fields["evaluateur"]
        champ.charge = charge
        deja = [un.pk for un in dossier.commission]
        champ.queryset = evaluateurs_du_centre(dossier.centre_id).exclude(pk__in=deja)
        a_un_formateur = bool(dossier.formateur_nom or dossier.formateur_courriel)
        champs = ["evaluateur", Field("derogation", rows=2)]
        if not (deroge and a_un_formateur):
            del self.fields["derogation"]
            champs.pop()
        self.helper = FormHelper()
        self.helper.layout = Layout(*champs, Submit("ajouter", bouton))
