"""The filters of the list, read from its address: a bad word is said, never a failure."""

from dataclasses import dataclass

import django_filters as filtres
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from cqpm.commun.forms import ChampDate
from cqpm.commun.recherche import SIGNES_MAX
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers import attentes
from dossiers.enums import ARRETES, EtatDossier, Parcours, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.selectors.recherche_entreprise import entreprises_nommees
from dossiers.selectors.retards import en_retard
from dossiers.selectors.tri import TRI_HABITUEL, TRIS, Tri
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel

TOUTES_LES_VERSIONS = "cqpm:"


@dataclass(frozen=True)
class Puce:
    """One active filter: what it says, and the query string of the list without it."""

    libelle: str
    valeur: str
    sans: str


class FormulaireFiltres(forms.Form):
    """What several filters say together; the look of the fields."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for champ in self.fields.values():
            champ.widget.attrs["class"] = _classe(champ.widget)

    def clean(self):
        donnees = super().clean()
        debut, fin = donnees.get("inscrit_du"), donnees.get("inscrit_au")
        if debut and fin and debut > fin:
            self.add_error("inscrit_au", "La fin de la période précède son début.")
        return donnees


class FiltreDossiers(filtres.FilterSet):
    """The dossiers that a person sees in a list, filtered and sorted by the address of the page.

    Only what is valid filters; `erreurs` says the rest. `dossiers` is the result, in order.
    """

    q = filtres.CharFilter(label="Rechercher", method="chercher", max_length=SIGNES_MAX)
    etat = filtres.MultipleChoiceFilter(
        label="État",
        choices=EtatDossier.choices,
        method="dans_les_etats",
        widget=forms.CheckboxSelectMultiple,
    )
    cqpm = filtres.ChoiceFilter(label="CQPM", method="du_cqpm", empty_label="Tous les CQPM")
    parcours = filtres.ChoiceFilter(
        label="Parcours", choices=Parcours.choices, empty_label="Tous les parcours"
    )
    entreprise = filtres.CharFilter(
        label="Entreprise (nom, ville ou SIRET)", method="de_l_entreprise", max_length=SIGNES_MAX
    )
    evaluateur = filtres.ModelChoiceFilter(
        label="Évaluateur",
        queryset=Utilisateur.objects.none(),
        method="evalue_par",
        empty_label="Tous les évaluateurs",
    )
    acte = filtres.ChoiceFilter(
        label="Acte attendu", method="attend", empty_label="Tous les actes attendus"
    )
    inscrit_du = filtres.DateFilter(
        label="Inscrit du", field_name="inscrit_le", lookup_expr="gte", widget=ChampDate
    )
    inscrit_au = filtres.DateFilter(
        label="Inscrit au", field_name="inscrit_le", lookup_expr="lte", widget=ChampDate
    )
    arretes = filtres.ChoiceFilter(
        label="Dossiers arrêtés",
        choices=[("masques", "Masqués"), ("seuls", "Seuls")],
        method="selon_l_arret",
        empty_label="Montrés avec les autres",
    )
    retard = filtres.BooleanFilter(
        label="En retard seulement", method="seulement_en_retard", widget=forms.CheckboxInput
    )
    reporte = filtres.BooleanFilter(
        label="Reportés seulement", method="seulement_reportes", widget=forms.CheckboxInput
    )
    tri = filtres.ChoiceFilter(
        label="Trier par",
        choices=[(un.code, un.libelle) for un in TRIS.values() if un != TRI_HABITUEL],
        method="dans_l_ordre",
        empty_label=TRI_HABITUEL.libelle,
    )

    class Meta:
        model = Dossier
        fields = []
        form = FormulaireFiltres

    def __init__(self, donnees: QueryDict, utilisateur: Utilisateur):
        super().__init__(_sans_vides(donnees), Dossier.objects.visible_en_liste(utilisateur))
        self.utilisateur = utilisateur
        self.filters["cqpm"].extra["choices"] = choix_de_cqpm
        self.filters["acte"].extra["choices"] = lambda: [
            (une.code, une.libelle) for une in attentes.toutes()
        ]
        centres = utilisateur.centres_de(Role.GESTIONNAIRE)
        if centres:
            self.filters["evaluateur"].queryset = Utilisateur.objects.filter(
                habilitations__role=Role.EVALUATEUR, habilitations__centre__in=centres
            ).distinct()
        else:
            del self.filters["evaluateur"]

    @classmethod
    def de_l_adresse(cls, requete: str, utilisateur: Utilisateur) -> "FiltreDossiers":
        """Read a query string kept elsewhere: a link, an export, a batch act."""
        return cls(QueryDict(requete), utilisateur)

    # --- The result ---------------------------------------------------------------------------

    @cached_property
    def choisis(self) -> dict:
        """What is asked for and valid, by name."""
        _ = self.form.errors  # reads the address
        return {nom: valeur for nom, valeur in self.form.cleaned_data.items() if valeur}

    @property
    def ordre(self) -> Tri:
        return TRIS.get(self.choisis.get("tri", ""), TRI_HABITUEL)

    @property
    def dossiers(self) -> DossierQuerySet:
        return self.ordre.appliquer(self.qs)

    @property
    def en_mots(self) -> str:
        """The whole filter in a sentence, for what keeps a trace of it."""
        dits = [f"{un.libelle} : {un.valeur}" if un.valeur else un.libelle for un in self.puces]
        return " · ".join(dits) or "Tous les dossiers"

    @property
    def est_actif(self) -> bool:
        """Something restricts the list; an order does not."""
        return bool(self.choisis.keys() - {"tri"})

    @property
    def requete(self) -> str:
        """The query string of this list: known names alone, in one order, without the page."""
        return self._requete()

    def _requete(self, sans: str = "", valeur: str | None = None) -> str:
        restes = QueryDict(mutable=True)
        for nom in self.filters:
            valeurs = self.data.getlist(nom)
            restes.setlist(
                nom, [une for une in valeurs if nom != sans or valeur not in {None, une}]
            )
        return restes.urlencode()

    # --- What the page says -------------------------------------------------------------------

    @property
    def puces(self) -> list[Puce]:
        """The active filters in words, each with the way to drop it."""
        return [
            Puce(self.filters[nom].label, libelle, self._requete(nom, valeur))
            for nom, choix in self.choisis.items()
            if nom != "tri"
            for libelle, valeur in self._en_mots(nom, choix)
        ]

    def _en_mots(self, nom: str, choix) -> list[tuple[str, str | None]]:
        """Each value in words, and the one to drop; None drops the whole filter."""
        if nom == "etat":
            return [(EtatDossier(un).label, un) for un in choix]
        if choix is True:
            return [("", None)]
        if nom.startswith("inscrit_"):
            return [(f"{choix:%d/%m/%Y}", None)]
        if isinstance(self.form.fields[nom], forms.ChoiceField) and nom != "evaluateur":
            return [(_libelle(self.form.fields[nom].choices, choix), None)]
        return [(str(choix), None)]

    @property
    def erreurs(self) -> list[tuple[str, str]]:
        """The filters that were left out, and why."""
        return [
            (self.filters[nom].label if nom in self.filters else "", " ".join(messages))
            for nom, messages in self.form.errors.items()
        ]

    # --- The filters --------------------------------------------------------------------------

    def chercher(self, dossiers, nom, texte):
        return dossiers.recherche(texte)

    def dans_les_etats(self, dossiers, nom, etats):
        return dossiers.filter(etat__in=etats)

    def du_cqpm(self, dossiers, nom, valeur):
        if valeur.startswith(TOUTES_LES_VERSIONS):
            numero = valeur.removeprefix(TOUTES_LES_VERSIONS)
            return dossiers.filter(referentiel__numero=numero)
        return dossiers.filter(referentiel_id=int(valeur))

    def de_l_entreprise(self, dossiers, nom, texte):
        return dossiers.filter(entreprise_id__in=entreprises_nommees(self.utilisateur, texte))

    def evalue_par(self, dossiers, nom, evaluateur):
        siennes = Affectation.objects.filter(
            utilisateur=evaluateur, role=RoleAffectation.EVALUATEUR
        )
        return dossiers.filter(pk__in=siennes.values("dossier_id"))

    def attend(self, dossiers, nom, code):
        """The same dossiers as the board counts: one that is put aside waits for nobody."""
        une = attentes.par_code(code)
        attendus = une.filtre(dossiers.non_reportes(timezone.localdate()))
        if une.pour is None or self.utilisateur.centres_de(Role.GESTIONNAIRE):
            return attendus
        return une.pour(attendus, self.utilisateur)

    def selon_l_arret(self, dossiers, nom, choix):
        if choix == "seuls":
            return dossiers.filter(etat__in=ARRETES)
        return dossiers.exclude(etat__in=ARRETES)

    def seulement_en_retard(self, dossiers, nom, oui):
        return en_retard(dossiers, timezone.localdate()) if oui else dossiers

    def seulement_reportes(self, dossiers, nom, oui):
        return dossiers.filter(report_jusqu_au__gt=timezone.localdate()) if oui else dossiers

    def dans_l_ordre(self, dossiers, nom, code):
        """Sorting comes last, in `dossiers`: neighbours and batches take the set without it."""
        return dossiers


def _classe(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _sans_vides(donnees: QueryDict) -> QueryDict:
    """A form sends every field; an empty one asks for nothing."""
    pleines = QueryDict(mutable=True)
    for nom, valeurs in donnees.lists():
        if remplies := [une for une in valeurs if une.strip()]:
            pleines.setlist(nom, remplies)
    return pleines


def choix_de_cqpm() -> list:
    """Every version that dossiers may hold, under its CQPM; all its versions at once if several."""
    versions = Referentiel.objects.exclude(etat=EtatReferentiel.BROUILLON).only(
        "numero", "titre", "mention", "date_modification"
    )
    groupes: dict[str, list[Referentiel]] = {}
    for version in versions.order_by("titre", "numero", "-date_modification", "-pk"):
        groupes.setdefault(version.numero, []).append(version)
    choix: list = []
    for numero, siennes in groupes.items():
        if len(siennes) == 1:
            choix.append((str(siennes[0].pk), str(siennes[0])))
            continue
        toutes = (f"{TOUTES_LES_VERSIONS}{numero}", f"{siennes[0].titre} : toutes les versions")
        choix.append((siennes[0].titre, [toutes, *((str(un.pk), str(un)) for un in siennes)]))
    return choix


def _libelle(choix, valeur: str) -> str:
    """The words of a choice, inside a group or not."""
    for cle, libelle in choix:
        if isinstance(libelle, list | tuple):
            if trouve := _libelle(libelle, valeur):
                return trouve
        elif str(cle) == valeur:
            return str(libelle)
    return ""
