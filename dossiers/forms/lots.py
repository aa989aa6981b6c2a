"""What each act on many dossiers asks once."""

import datetime

from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate, ChoixMultiples
from cqpm.comptes.enums import NatureCentre, Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.lots import Parametres, ParametresForm
from dossiers.models import PlanHabituel
from dossiers.plan import choix_de_json
from dossiers.regles import comporte_presentation
from dossiers.regles_couverture import proposer_echeance


class _DateForm(ParametresForm):
    """A day that cannot be in the future."""

    date = forms.DateField(
        label="Date",
        initial=timezone.localdate,
        widget=ChampDate(),
        error_messages={"invalid": "Écrivez une date, par exemple 30/06/2026."},
    )

    def clean_date(self) -> datetime.date:
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise forms.ValidationError("Cette date n'est pas encore passée : corrigez-la.")
        return date


class PlanHabituelGroupeForm(ParametresForm):
    """The deadline of the reports, when a usual plan foresees a presentation (R13).

    Which versions have a usual plan is read once for all the dossiers.
    """

    rapport_attendu_le = forms.DateField(
        label="Date limite du rapport des candidats",
        required=False,
        widget=ChampDate(),
        help_text="Là où le plan habituel prévoit une présentation de projets. Sans elle, ces "
        "dossiers restent incomplets, et leur accord devra suivre la date.",
        error_messages={"invalid": "Écrivez une date, par exemple 30/06/2026."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        plans = PlanHabituel.objects.filter(centre=self.centre)
        self.choix = dict(plans.values_list("referentiel_id", "choix"))
        if any(comporte_presentation(choix_de_json(un)) for un in self.choix.values()):
            jour = timezone.localdate()
            self.fields["rapport_attendu_le"].initial = proposer_echeance(
                inscrit_le=jour, aujourd_hui=jour
            )
        else:
            del self.fields["rapport_attendu_le"]

    def clean_rapport_attendu_le(self) -> datetime.date | None:
        date = self.cleaned_data["rapport_attendu_le"]
        if date and date < timezone.localdate():
            raise forms.ValidationError("Cette date est déjà passée : corrigez-la.")
        return date

    @property
    def parametres(self) -> Parametres:
        date = self.cleaned_data.get("rapport_attendu_le")
        return {
            "versions": list(self.choix),
            "rapport_attendu_le": date.isoformat() if date else "",
        }

    @property
    def resume(self) -> str:
        date = self.cleaned_data.get("rapport_attendu_le")
        return f"rapports attendus le {date:%d/%m/%Y}" if date else ""


class TransmissionGroupeeForm(_DateForm):
    """To which resource centre, and when."""

    centre_ressources = forms.ModelChoiceField(
        Centre.objects.filter(nature=NatureCentre.RESSOURCES),
        label="Centre de ressources",
        empty_label=None,
        error_messages={"required": "Choisissez le centre de ressources destinataire."},
    )
    field_order = ["centre_ressources", "date"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].label = "Transmis le"

    @property
    def parametres(self) -> Parametres:
        donnees = self.cleaned_data
        return {
            "centre_ressources": donnees["centre_ressources"].pk,
            "date": donnees["date"].isoformat(),
        }

    @property
    def resume(self) -> str:
        return f"{self.cleaned_data['centre_ressources']}, le {self.cleaned_data['date']:%d/%m/%Y}"


class CommissionGroupeeForm(ParametresForm):
    """The evaluators to add to each commission; nobody is removed."""

    evaluateurs = ChoixMultiples(
        Utilisateur.objects.none(),
        label="Évaluateurs à ajouter",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un évaluateur."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["evaluateurs"].queryset = Utilisateur.objects.filter(
            is_active=True,
            habilitations__role=Role.EVALUATEUR,
            habilitations__centre=self.centre,
        ).distinct()

    @property
    def parametres(self) -> Parametres:
        evaluateurs = self.cleaned_data["evaluateurs"]
        return {
            "evaluateurs": [un.pk for un in evaluateurs],
            "courriels": {str(un.pk): un.email for un in evaluateurs},
            "noms": {str(un.pk): str(un) for un in evaluateurs},
        }

    @property
    def resume(self) -> str:
        return ", ".join(str(un) for un in self.cleaned_data["evaluateurs"])


class AccordGroupeForm(_DateForm):
    """Who agreed to the plans, and when."""

    signataire = forms.CharField(
        label="Nom et fonction du signataire",
        max_length=120,
        required=False,
        help_text="Laissez vide pour le tuteur de chaque candidat, ou pour le candidat lui-même "
        "s'il n'a pas d'entreprise.",
    )
    field_order = ["signataire", "date"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].label = "Accord donné le"

    @property
    def parametres(self) -> Parametres:
        donnees = self.cleaned_data
        return {"signataire": donnees["signataire"], "date": donnees["date"].isoformat()}

    @property
    def resume(self) -> str:
        qui = self.cleaned_data["signataire"] or "le tuteur de chacun"
        return f"{qui}, le {self.cleaned_data['date']:%d/%m/%Y}"
