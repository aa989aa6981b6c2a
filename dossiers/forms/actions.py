"""Small acts on a dossier: commission, report, stop."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import RoleAffectation
from dossiers.models import Dossier


class EvaluateurForm(forms.Form):
    """Choose an evaluator of the centre who is not yet in the commission."""

    evaluateur = forms.ModelChoiceField(
        Utilisateur.objects.none(), label="Évaluateur", empty_label="Choisir une personne…"
    )

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evaluateur"].queryset = (
            Utilisateur.objects.filter(
                is_active=True,
                habilitations__role=Role.EVALUATEUR,
                habilitations__centre=dossier.centre_id,
            )
            .exclude(affectations__dossier=dossier, affectations__role=RoleAffectation.EVALUATEUR)
            .distinct()
        )
        self.helper = FormHelper()
        self.helper.layout = Layout("evaluateur", Submit("ajouter", "Ajouter à la commission"))


class RapportForm(forms.Form):
    """The day the candidate's report arrived."""

    date = forms.DateField(label="Rapport reçu le", widget=ChampDate())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout("date", Submit("enregistrer", "Enregistrer la réception"))


class MotifForm(forms.Form):
    """A written reason, asked before an act that departs from the ordinary road."""

    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea,
        max_length=2000,
        min_length=10,
        error_messages={
            "required": "Écrivez le motif : il restera au journal du dossier.",
            "min_length": "Écrivez un motif compréhensible par un autre lecteur (10 signes au "
            "moins).",
        },
    )

    def __init__(self, *args, bouton: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Field("motif", rows=3), Submit("confirmer", bouton))
