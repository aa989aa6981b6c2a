"""Plan one meeting, or the meetings of several dossiers at once."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate, ChoixMultiples
from cqpm.comptes.models import Utilisateur
from dossiers.enums import NatureSeance
from dossiers.errors import SeanceRefusee
from dossiers.forms.actions import MotifForm
from dossiers.models import Dossier, Seance
from dossiers.regles_seances import Prevision, creneaux, moment
from dossiers.selectors.seances import capacites_par_nature
from referentiels.models import Capacite

HEURE_ABSENTE = (
    "Cette heure n'existe pas ce jour-là : on passe à l'heure d'été. Choisissez-en une autre."
)
JOUR_INVALIDE = {"invalid": "Écrivez une date, par exemple 30/06/2027."}
HEURE_INVALIDE = {"invalid": "Écrivez une heure, par exemple 14:30."}


def verifier_annee(jour: datetime.date) -> None:
    """A slip of the keyboard, which a calendar could not even hold."""
    if not 2000 <= jour.year <= 2100:
        raise forms.ValidationError("Vérifiez l'année : elle a quatre chiffres, par exemple 2027.")


class ChampHeure(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%H:%M")


class CreneauForm(forms.Form):
    """A day, a beginning and an end, in the hours of France."""

    jour = forms.DateField(
        label="Date",
        widget=ChampDate(),
        error_messages=JOUR_INVALIDE,
        validators=[verifier_annee],
    )
    debut = forms.TimeField(label="Début", widget=ChampHeure(), error_messages=HEURE_INVALIDE)
    fin = forms.TimeField(label="Fin", widget=ChampHeure(), error_messages=HEURE_INVALIDE)

    def clean(self):
        donnees = super().clean()
        for champ in ("debut", "fin"):
            if donnees.get("jour") and donnees.get(champ) is not None:
                donnees[f"{champ}_le"] = moment(donnees["jour"], donnees[champ])
                if donnees[f"{champ}_le"] is None:
                    self.add_error(champ, HEURE_ABSENTE)
        debut, fin = donnees.get("debut_le"), donnees.get("fin_le")
        if debut and fin and fin <= debut:
            self.add_error("fin", "La séance finit après avoir commencé : corrigez l'heure.")
        return donnees


class SeanceForm(CreneauForm):
    """One meeting; what is left empty takes what the plan and the commission say."""

    nature = forms.ChoiceField(label="Objet")
    lieu = forms.CharField(label="Lieu", max_length=200)
    capacites = ChoixMultiples(
        Capacite.objects.none(),
        label="Capacités",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune cochée : toutes celles que le plan de modalités prévoit ainsi.",
    )
    evaluateurs = ChoixMultiples(
        Utilisateur.objects.none(),
        label="Évaluateurs",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : toute la commission.",
    )
    precisions = forms.CharField(
        label="Précisions pour les convoqués",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Accès, matériel à apporter… Elles sont écrites sur chaque convocation.",
    )
    deja_tenue = forms.BooleanField(
        label="Cette séance a déjà eu lieu",
        required=False,
        help_text="Elle est enregistrée comme tenue ; personne n'est convoqué.",
    )
    motif = forms.CharField(
        label="Motif du changement",
        required=False,
        max_length=500,
        help_text="Il sera joint à la mise à jour envoyée aux personnes convoquées.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    confirmer = forms.BooleanField(required=False)

    def __init__(self, *args, dossier: Dossier, seance: Seance | None = None, **kwargs):
        self.dossier, self.permises = dossier, capacites_par_nature(dossier)
        kwargs.setdefault("initial", _valeurs(seance) if seance else {})
        super().__init__(*args, **kwargs)
        libelles = dict(NatureSeance.choices)
        self.fields["nature"].choices = [(un, libelles[un]) for un in self.permises]
        visees = [un.pk for un in dossier.capacites_visees()]
        self.fields["capacites"].queryset = Capacite.objects.filter(pk__in=visees)
        commission = [un.pk for un in dossier.commission]
        self.fields["evaluateurs"].queryset = Utilisateur.objects.filter(pk__in=commission)
        self.alertes: list[str] = []
        retires = ["deja_tenue"] if seance else ["motif", "version"]
        if not commission:
            retires.append("evaluateurs")
        for nom in retires:
            del self.fields[nom]
        self._dessiner()

    def _dessiner(self) -> None:
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        ordre = ["nature", "lieu", "capacites", "evaluateurs"]
        fin = ["deja_tenue", "motif", "version"]
        self.helper.layout = Layout(
            "nature",
            Div("jour", "debut", "fin", css_class="cq-creneau"),
            *[nom for nom in ordre[1:] if nom in self.fields],
            Field("precisions", rows=3),
            *[nom for nom in fin if nom in self.fields],
        )

    @property
    def prevision(self) -> Prevision:
        donnees = self.cleaned_data
        nature = donnees["nature"]
        toutes = [] if nature == NatureSeance.ENTRETIEN else self.permises[nature]
        return Prevision(
            nature,
            donnees["debut_le"],
            donnees["fin_le"],
            donnees["lieu"],
            list(donnees["capacites"]) or toutes,
            list(donnees.get("evaluateurs", ())),
            donnees["precisions"],
        )

    def montrer(self, erreur: SeanceRefusee) -> None:
        """Put the refusal beside the field at fault, if the form has it."""
        self.add_error(erreur.champ if erreur.champ in self.fields else None, str(erreur))


def _valeurs(seance: Seance) -> dict:
    debut, fin = timezone.localtime(seance.debut), timezone.localtime(seance.fin)
    return {
        "nature": seance.nature,
        "jour": debut.date(),
        "debut": debut.time(),
        "fin": fin.time(),
        "lieu": seance.lieu,
        "capacites": [un.pk for un in seance.capacites.all()],
        "evaluateurs": [un.pk for un in seance.evaluateurs.all()],
        "precisions": seance.precisions,
        "version": seance.sequence,
    }


class MotifSeanceForm(MotifForm):
    """A reason, and the version of the meeting that the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, bouton: str, **kwargs):
        super().__init__(*args, bouton=bouton, **kwargs)
        self.helper.layout.insert(0, "version")


class SerieForm(forms.Form):
    """What the meetings of several dossiers have in common, and where their slots begin."""

    nature = forms.ChoiceField(label="Objet", choices=NatureSeance.choices)
    lieu = forms.CharField(label="Lieu", max_length=200)
    jour = forms.DateField(
        label="Première date",
        widget=ChampDate(),
        error_messages=JOUR_INVALIDE,
        validators=[verifier_annee],
    )
    debut = forms.TimeField(
        label="Premier créneau", widget=ChampHeure(), error_messages=HEURE_INVALIDE
    )
    duree = forms.IntegerField(label="Durée (minutes)", min_value=5, max_value=720, initial=60)
    pause = forms.IntegerField(label="Pause (minutes)", min_value=0, max_value=720, initial=10)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            "nature",
            "lieu",
            Div("jour", "debut", "duree", "pause", css_class="cq-creneau"),
        )

    def clean(self):
        donnees = super().clean()
        if donnees.get("jour") and donnees.get("debut") is not None:
            donnees["debut_le"] = moment(donnees["jour"], donnees["debut"])
            if donnees["debut_le"] is None:
                self.add_error("debut", HEURE_ABSENTE)
        return donnees

    def en_table(self) -> "SerieForm":
        """Hide what only served to propose the slots: each line has its own by now."""
        for nom in ("jour", "debut", "duree", "pause"):
            self.fields[nom].widget = forms.HiddenInput()
        return self

    def proposer(self, dossiers: list[Dossier]) -> list[dict]:
        """One line per dossier, slot after slot."""
        minutes = [datetime.timedelta(minutes=self.cleaned_data[un]) for un in ("duree", "pause")]
        proposes = creneaux(self.cleaned_data["debut_le"], *minutes, len(dossiers))
        return [
            {"dossier": dossier.pk, "jour": debut.date(), "debut": debut.time(), "fin": fin.time()}
            for dossier, (debut, fin) in zip(dossiers, proposes, strict=True)
        ]


class LigneForm(CreneauForm):
    """The slot of one dossier in the table, where it may be corrected."""

    dossier = forms.ModelChoiceField(Dossier.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, dossiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dossier"].queryset = dossiers
        for nom in ("jour", "debut", "fin"):
            self.fields[nom].widget.attrs["class"] = "form-control"

    def prevision(self, nature: str, lieu: str) -> Prevision:
        donnees = self.cleaned_data
        toutes = capacites_par_nature(donnees["dossier"]).get(nature, [])
        return Prevision(
            nature,
            donnees["debut_le"],
            donnees["fin_le"],
            lieu,
            [] if nature == NatureSeance.ENTRETIEN else toutes,
        )


Lignes = forms.formset_factory(LigneForm, extra=0, max_num=100, absolute_max=100)
