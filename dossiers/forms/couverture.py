"""The coverage map: situations in order, the critères ticked for each, and room for a new one."""

from django import forms

from cqpm.commun.forms import lire_entier
from dossiers.enums import A_MONTRER, MODALITES_EN_BREF
from dossiers.models import Dossier
from dossiers.plan import Repere, Situation
from dossiers.selectors.couverture import Couverture, couverture
from dossiers.selectors.plan import lire_plan

SITUATIONS_MAX = 20


class SituationForm(forms.Form):
    """One situation; the last of the page, left empty, is no situation."""

    intitule = forms.CharField(
        label="Intitulé",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    nature = forms.ChoiceField(
        label="Évaluée par",
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"required": "Choisissez une modalité prévue par le plan."},
    )
    contexte = forms.CharField(
        label="Contexte et moyens (facultatif)",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    retirer = forms.BooleanField(label="Retirer cette situation", required=False)

    def __init__(self, *args, rang: int, codes: list[str], reperes: set[Repere], **kwargs):
        super().__init__(*args, prefix=f"s{rang}", **kwargs)
        self.rang = rang
        self.fields["nature"].choices = [(code, MODALITES_EN_BREF[code]) for code in codes]
        if self.is_bound:
            self.criteres = _reperes(self.data.getlist(f"s{rang}-criteres")) & reperes
        else:
            self.criteres = self.initial.get("criteres", frozenset())

    @property
    def numero(self) -> int:
        return self.rang + 1

    @property
    def typee(self) -> Situation:
        """The situation as it stands on the page, valid or not."""
        return Situation(
            self["nature"].value() or "",
            (self["intitule"].value() or "").strip(),
            (self["contexte"].value() or "").strip(),
            self.criteres,
        )

    @property
    def est_vide(self) -> bool:
        une = self.typee
        return not (une.intitule or une.contexte or une.criteres)

    def clean(self):
        donnees = super().clean()
        garde = not donnees.get("retirer") and not self.est_vide
        if garde and not donnees.get("intitule") and "intitule" not in self.errors:
            self.add_error(
                "intitule",
                "Donnez un intitulé à cette situation : il figure dans le dossier de modalités.",
            )
        return donnees


class CouvertureForm(forms.Form):
    """The whole page; `version` is the mark of the situations that were on the screen."""

    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    nombre = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, dossier: Dossier):
        self.dossier = dossier
        self.plan = lire_plan(dossier)
        self.carte = couverture(dossier, self.plan)
        enregistrees = len(self.plan.situations)
        super().__init__(
            data, initial={"version": self.plan.version_situations, "nombre": enregistrees}
        )
        nombre = enregistrees if data is None else max(0, lire_entier(data, "nombre", 0))
        nombre = min(nombre, SITUATIONS_MAX)
        self.situations = [self._situation(rang) for rang in range(min(nombre + 1, SITUATIONS_MAX))]

    def _situation(self, rang: int) -> SituationForm:
        prevus = set().union(*self.plan.codes_par_capacite().values())
        prevus |= {une.nature for une in self.plan.situations}
        connue = self.plan.situations[rang : rang + 1]
        initial = {}
        if connue:
            initial = {
                champ: getattr(connue[0], champ)
                for champ in ("nature", "intitule", "contexte", "criteres")
            }
        return SituationForm(
            self.data if self.is_bound else None,
            rang=rang,
            codes=[code.value for code in A_MONTRER if code in prevus],
            reperes=self.reperes,
            initial=initial,
        )

    @property
    def peut_prevoir(self) -> bool:
        """A modality that can be shown is planned, or was."""
        return bool(self.situations[0].fields["nature"].choices)

    @property
    def reperes(self) -> set[Repere]:
        """The critères of the target capacités."""
        return {
            (une.capacite.numero, ligne.critere.rang)
            for une in self.carte.capacites
            for ligne in une.lignes
        }

    @property
    def carte_typee(self) -> Couverture:
        """The map of what stands on the page, saved or not."""
        return couverture(self.dossier, self.plan, [une.typee for une in self.situations])

    def is_valid(self) -> bool:
        """Every situation that says something must be complete."""
        valides = [une.is_valid() for une in self.situations if not une.est_vide]
        return super().is_valid() and all(valides)

    @property
    def gardees(self) -> list[Situation]:
        """The situations to keep, once valid."""
        return [
            Situation(
                une.cleaned_data["nature"],
                une.cleaned_data["intitule"],
                une.cleaned_data["contexte"],
                une.criteres,
            )
            for une in self.situations
            if not une.est_vide and not une.cleaned_data["retirer"]
        ]

    def montrer_l_autre(self) -> None:
        """Let the next submission replace knowingly what someone else saved."""
        self.data = self.data.copy()
        self.data["version"] = lire_plan(self.dossier).version_situations


def _reperes(valeurs: list[str]) -> frozenset[Repere]:
    """Read « 3.2 »: second critère of capacité 3. Anything else is no critère."""
    lus = set()
    for valeur in valeurs:
        capacite, _, rang = valeur.partition(".")
        if _est_petit(capacite) and _est_petit(rang):
            lus.add((int(capacite), int(rang)))
    return frozenset(lus)


def _est_petit(mot: str) -> bool:
    return mot.isdecimal() and len(mot) < 6
