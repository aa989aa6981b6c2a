"""The grid of the plan: one line per capacité, one column per modality, read here by hand."""

from dataclasses import dataclass, field

from django import forms

from cqpm.commun.forms import ChampDate, lire_texte
from dossiers.enums import MODALITES_EN_BREF, Variante
from dossiers.models import Dossier
from dossiers.plan import Plan
from dossiers.regles import Choix, Faute, comporte_presentation
from dossiers.selectors.plan import lire_plan
from dossiers.selectors.rapport import echeance_proposee
from referentiels.enums import CodeModalite
from referentiels.models import Capacite, Modalite
from referentiels.selectors import modalites_permises

RECONSTITUEE = CodeModalite.SITUATION_RECONSTITUEE


@dataclass(frozen=True)
class Cellule:
    """A modality beside a capacité; closed when the version does not allow it there."""

    modalite: Modalite
    en_bref: str
    ouverte: bool
    cochee: bool


@dataclass
class LignePlan:
    """One capacité of the grid, with what is chosen, typed and wrong.

    `autre` tells what someone else saved meanwhile, when it differs.
    """

    capacite: Capacite
    modalites: list[Modalite]
    codes: set[str] = field(default_factory=set)
    variante: str = ""
    motif: str = ""
    fautes: list[Faute] = field(default_factory=list)
    autre: str = ""

    @property
    def erreurs(self) -> dict[str, str]:
        return {faute.champ: faute.message for faute in self.fautes}

    @property
    def reconstituable(self) -> bool:
        return any(modalite.code == RECONSTITUEE for modalite in self.modalites)


class PlanForm(forms.Form):
    """The report, and the lines of choices read from the POST.

    `version` is the mark of the plan that was on the screen.
    """

    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    rapport_attendu_le = forms.DateField(
        label="Date limite du rapport du candidat",
        required=False,
        widget=ChampDate(attrs={"class": "form-control"}),
        error_messages={"invalid": "Écrivez une date, par exemple 30/06/2026."},
    )
    rapport_forme = forms.CharField(
        label="Forme attendue du rapport (facultatif)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        help_text="Par exemple : une dizaine de pages, envoyées en PDF au centre d'examen.",
    )

    def __init__(self, data=None, *, dossier: Dossier):
        self.dossier = dossier
        self.plan = plan = lire_plan(dossier)
        super().__init__(
            data,
            initial={
                "version": plan.version,
                "rapport_attendu_le": plan.rapport_attendu_le,
                "rapport_forme": plan.rapport_forme,
            },
        )
        permises = modalites_permises(dossier.referentiel)
        self.modalites = list(dossier.referentiel.modalites.all())
        self.lignes = [
            LignePlan(capacite, permises[capacite.pk]) for capacite in dossier.capacites_visees()
        ]
        self.variantes = Variante.choices
        self.echeance_proposee = echeance_proposee(dossier)
        if data is None:
            self._montrer(plan)
        else:
            self._lire(data)

    def _montrer(self, plan: Plan) -> None:
        """Show the saved plan; an empty one proposes the company's opinion everywhere."""
        for ligne in self.lignes:
            siens = [un for un in plan.choix if un.capacite == ligne.capacite.numero]
            ligne.codes = {un.code for un in siens}
            if not plan.choix and self.dossier.entreprise_id:
                ligne.codes = {CodeModalite.AVIS_ENTREPRISE.value} & {
                    modalite.code for modalite in ligne.modalites
                }
            for un in siens:
                if un.code == RECONSTITUEE:
                    ligne.variante, ligne.motif = un.variante, un.motif

    def _lire(self, data) -> None:
        for ligne in self.lignes:
            cle = f"c{ligne.capacite.pk}"
            ligne.codes = set(data.getlist(cle))
            ligne.variante = data.get(f"{cle}-variante", "")
            ligne.motif = lire_texte(data, f"{cle}-motif")

    @property
    def colonnes(self) -> list[tuple[Modalite, str]]:
        """The modalities of the version, each with its few words."""
        return [(modalite, MODALITES_EN_BREF[modalite.code]) for modalite in self.modalites]

    @property
    def grille(self) -> list[tuple[LignePlan, list[Cellule]]]:
        return [(ligne, self._cellules(ligne)) for ligne in self.lignes]

    def _cellules(self, ligne: LignePlan) -> list[Cellule]:
        permises = {modalite.code for modalite in ligne.modalites}
        return [
            Cellule(modalite, bref, modalite.code in permises, modalite.code in ligne.codes)
            for modalite, bref in self.colonnes
        ]

    @property
    def choix(self) -> list[Choix]:
        """What was chosen; variant and reason only count beside a reconstituted situation."""
        return [self._choix(ligne, code) for ligne in self.lignes for code in sorted(ligne.codes)]

    @staticmethod
    def _choix(ligne: LignePlan, code: str) -> Choix:
        if code != RECONSTITUEE:
            return Choix(ligne.capacite.numero, code)
        variante = ligne.variante if ligne.variante in Variante.values else ""
        return Choix(ligne.capacite.numero, code, variante, ligne.motif)

    def clean(self):
        """A presentation needs the deadline of its report (R13): a plausible one is proposed."""
        donnees = super().clean()
        manque = "rapport_attendu_le" in donnees and donnees["rapport_attendu_le"] is None
        if manque and comporte_presentation(self.choix):
            self.data = self.data.copy()
            self.data["rapport_attendu_le"] = self.echeance_proposee.isoformat()
            self.add_error(
                "rapport_attendu_le",
                "Une présentation de projets est prévue : fixez la date limite du rapport. "
                f"Le {self.echeance_proposee:%d/%m/%Y} vous est proposé ; gardez-le ou "
                "changez-le, puis enregistrez.",
            )
        return donnees

    def prevoir_partout(self, code: str) -> None:
        """Tick a modality wherever it is allowed, or untick it if it is everywhere already."""
        ouvertes = [un for un in self.lignes if code in {m.code for m in un.modalites}]
        partout = all(code in ligne.codes for ligne in ouvertes)
        for ligne in ouvertes:
            (ligne.codes.discard if partout else ligne.codes.add)(code)

    def montrer_fautes(self, fautes: list[Faute]) -> None:
        """Put each fault beside its capacité."""
        for ligne in self.lignes:
            ligne.fautes = [un for un in fautes if un.capacite == ligne.capacite.numero]

    def montrer_l_autre(self) -> None:
        """Say what someone else saved, and let the next submission replace it knowingly."""
        plan = lire_plan(self.dossier)
        self.data = self.data.copy()
        self.data["version"] = plan.version
        codes = plan.codes_par_capacite()
        for ligne in self.lignes:
            siens = codes.get(ligne.capacite.numero, set())
            if siens != ligne.codes:
                brefs = [bref for modalite, bref in self.colonnes if modalite.code in siens]
                ligne.autre = ", ".join(brefs) or "rien"
