"""The plan of modalités: a grid of capacités, drawn by hand, read here."""

from dataclasses import dataclass, field

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate, lire_texte
from dossiers.enums import Variante
from dossiers.models import Dossier
from dossiers.regles import Choix, Faute
from dossiers.selectors.plan import choix_du_plan
from referentiels.enums import CodeModalite
from referentiels.models import Capacite, Modalite
from referentiels.selectors import modalites_permises


@dataclass
class LignePlan:
    """One capacité of the grid, with what is chosen, typed and wrong."""

    capacite: Capacite
    modalites: list[Modalite]
    codes: set[str] = field(default_factory=set)
    variante: str = ""
    motif: str = ""
    fautes: list[Faute] = field(default_factory=list)

    @property
    def erreurs(self) -> dict[str, str]:
        return {faute.champ: faute.message for faute in self.fautes}


class PlanForm(forms.Form):
    """The report deadline, and one line of choices per capacité read from the POST."""

    rapport_attendu_le = forms.DateField(
        label="Date limite du rapport du candidat",
        required=False,
        widget=ChampDate(attrs={"class": "form-control"}),
        help_text="Obligatoire si une présentation de projets est prévue.",
        error_messages={"invalid": "Écrivez une date, par exemple 30/06/2026."},
    )

    def __init__(self, data=None, *, dossier: Dossier):
        super().__init__(data, initial={"rapport_attendu_le": dossier.rapport_attendu_le})
        permises = modalites_permises(dossier.referentiel)
        self.lignes = [
            LignePlan(capacite, permises[capacite.pk]) for capacite in dossier.capacites_visees()
        ]
        self.variantes = Variante.choices
        if data is None:
            self._montrer(choix_du_plan(dossier))
        else:
            self._lire(data)

    def _montrer(self, choix: list[Choix]) -> None:
        """Show the saved plan; an empty one proposes the company's opinion everywhere."""
        for ligne in self.lignes:
            siens = [un for un in choix if un.capacite == ligne.capacite.numero]
            ligne.codes = {un.code for un in siens}
            if not choix:
                ligne.codes = {CodeModalite.AVIS_ENTREPRISE} & {
                    modalite.code for modalite in ligne.modalites
                }
            for un in siens:
                if un.code == CodeModalite.SITUATION_RECONSTITUEE:
                    ligne.variante, ligne.motif = un.variante, un.motif

    def _lire(self, data) -> None:
        for ligne in self.lignes:
            cle = f"c{ligne.capacite.pk}"
            ligne.codes = set(data.getlist(cle))
            ligne.variante = data.get(f"{cle}-variante", "")
            ligne.motif = lire_texte(data, f"{cle}-motif")

    @property
    def choix(self) -> list[Choix]:
        """What was chosen; variant and reason only count beside a reconstituted situation."""
        return [self._choix(ligne, code) for ligne in self.lignes for code in sorted(ligne.codes)]

    @staticmethod
    def _choix(ligne: LignePlan, code: str) -> Choix:
        if code != CodeModalite.SITUATION_RECONSTITUEE:
            return Choix(ligne.capacite.numero, code)
        variante = ligne.variante if ligne.variante in Variante.values else ""
        return Choix(ligne.capacite.numero, code, variante, ligne.motif)

    def montrer_fautes(self, fautes: list[Faute]) -> None:
        """Put each fault beside its capacité."""
        for ligne in self.lignes:
            ligne.fautes = [un for un in fautes if un.capacite == ligne.capacite.numero]


class AccordForm(forms.Form):
    """The recorded agreement of the company, or of the candidate when there is none (R10)."""

    signataire = forms.CharField(
        label="Nom et fonction du signataire",
        max_length=120,
        error_messages={"required": "Indiquez qui a donné son accord."},
    )
    date = forms.DateField(label="Accord donné le", widget=ChampDate())

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = dossier.accord_le or timezone.localdate
        self.fields["signataire"].initial = dossier.accord_signataire or _signataire(dossier)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "signataire", "date", Submit("enregistrer", "Enregistrer l'accord")
        )


def _signataire(dossier: Dossier) -> str:
    if dossier.tuteur:
        return ", ".join(filter(None, [dossier.tuteur.nom_complet, dossier.tuteur.fonction]))
    return "" if dossier.entreprise_id else dossier.candidat.nom_complet
