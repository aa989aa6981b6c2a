"""The registration form: one page, by the keyboard."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Field, Fieldset, Layout, Row, Submit
from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from cqpm.commun.forms import ChampDate, ChoixMultiples, lire_entier
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import Parcours, QualiteTuteur
from dossiers.forms.champs import Texte
from dossiers.forms.identite import IdentiteForm, valeurs_du_candidat
from dossiers.identite import Accueil, Formation
from dossiers.models import Dossier, Entreprise, Tuteur
from dossiers.regles_identite import fautes_accueil, fautes_formation, fautes_inscription
from dossiers.selectors.personnes import Proposition, Ressemblance, personnes_designees, proposer
from dossiers.services.accueil import DecisionTuteur
from dossiers.services.identite import DecisionPersonne
from referentiels.models import Bloc, Referentiel
from referentiels.selectors import publies

AUTRE_PERSONNE = "autre"
CORRIGER = "corriger"
# The same page, its fields following the version, without leaving what was typed.
_SUIVRE_LA_VERSION = {
    "hx-post": reverse_lazy("dossiers:inscrire"),
    "hx-trigger": "change",
    "hx-vals": '{"actualiser": "1"}',
    "hx-select": "#registre",
    "hx-target": "#registre",
    "hx-swap": "outerHTML",
}
# Companies are looked up while their name is typed.
_CHERCHER = {
    "hx-get": reverse_lazy("dossiers:entreprises_proposees"),
    "hx-trigger": "input changed delay:250ms",
    "hx-include": "#entreprises-proposees",
    "hx-target": "#entreprises-proposees",
}


class InscriptionForm(IdentiteForm):
    """A candidate, a CQPM, a route, a company: what a registration needs, on one page."""

    centre = forms.ModelChoiceField(Centre.objects.none(), label="Centre d'examen")
    referentiel = forms.ModelChoiceField(
        Referentiel.objects.none(),
        label="CQPM et version du référentiel",
        help_text="Le dossier garde cette version, même si une autre est publiée ensuite.",
        widget=forms.Select(attrs=_SUIVRE_LA_VERSION),
    )
    parcours = forms.ChoiceField(choices=[("", "Choisir…"), *Parcours.choices], label="Parcours")
    inscrit_le = forms.DateField(
        label="Inscrit à la certification le",
        widget=ChampDate(),
        help_text="Aucune évaluation, aucun avis, aucun rapport ne peut être antérieur.",
    )
    blocs = ChoixMultiples(
        Bloc.objects.none(),
        label="Blocs visés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez rien si le candidat vise le CQPM entier.",
    )
    nir = Texte(
        "NIR (numéro de sécurité sociale)",
        help_text="15 signes, clé comprise. Il est chiffré et ne se relit plus à l'écran.",
    )
    raison_sociale = Texte(
        "Entreprise",
        widget=forms.TextInput(attrs=_CHERCHER),
        help_text="Nom, ville ou SIRET d'une entreprise connue, ou nom d'une nouvelle. Laissez "
        "vide si le candidat n'en a pas (VAE, demandeur d'emploi).",
    )
    ville = Texte("Ville de l'entreprise")
    siret = Texte("SIRET", widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    tuteur_prenom = Texte("Prénom du tuteur")
    tuteur_nom = Texte("Nom du tuteur")
    tuteur_courriel = Texte(
        "Adresse électronique du tuteur",
        widget=forms.EmailInput,
        help_text="L'avis de l'entreprise sera demandé à cette adresse.",
    )
    tuteur_qualite = forms.ChoiceField(
        choices=QualiteTuteur.choices, label="Qualité", initial=QualiteTuteur.TUTEUR, required=False
    )
    tuteur_fonction = Texte("Fonction du tuteur")
    organisme_formation = Texte("Organisme de formation")
    formateur_nom = Texte("Formateur", help_text="Il n'évalue pas les candidats qu'il forme.")
    formateur_courriel = Texte("Adresse électronique du formateur", widget=forms.EmailInput)
    # Choices among what the centre knows: drawn by hand, beside what they are about.
    entreprise = forms.ModelChoiceField(Entreprise.objects.none(), required=False)
    tuteur = forms.ModelChoiceField(Tuteur.objects.none(), required=False)
    personne = Texte("")
    personnes_vues = Texte("")
    tuteur_choix = Texte("")
    tuteur_vu = Texte("")

    def __init__(self, *args, utilisateur: Utilisateur, dossier: Dossier | None = None, **kwargs):
        self.utilisateur, self.dossier = utilisateur, dossier
        if dossier is not None:
            kwargs["initial"] = _valeurs(dossier)
        super().__init__(*args, **kwargs)
        self.personnes: list[Ressemblance] = []
        self.tuteur_connu: Tuteur | None = None
        centres = Centre.objects.filter(pk__in=utilisateur.centres_de(Role.GESTIONNAIRE))
        self.fields["centre"].queryset = centres
        self.fields["referentiel"].queryset = publies().defer("recherche", "sections")
        entreprises = Entreprise.objects.visible_par(utilisateur)
        self.fields["entreprise"].queryset = entreprises
        self.fields["tuteur"].queryset = Tuteur.objects.filter(entreprise__in=entreprises)
        self.version = dossier.referentiel if dossier else self._version_choisie()
        self.garder(rncp=bool(self.version and self.version.est_enregistre_rncp))
        if dossier is None:
            self._preparer_creation(centres)
        else:
            for champ in ("centre", "referentiel", "blocs", "nir"):
                self.fields.pop(champ, None)
        self._montrer_les_decisions(centres)
        self.helper = FormHelper()
        self.helper.layout = self._layout(len(centres) > 1)

    def _version_choisie(self) -> Referentiel | None:
        source = self.data if self.is_bound else self.initial
        cle = lire_entier({"referentiel": str(source.get("referentiel", ""))}, "referentiel")
        return self.fields["referentiel"].queryset.filter(pk=cle).first()

    def _preparer_creation(self, centres) -> None:
        self.fields["inscrit_le"].initial = timezone.localdate
        self.fields["centre"].initial = centres.first()
        premier = "prenom" if self.initial.get("referentiel") else "referentiel"
        self.fields[premier].widget.attrs["autofocus"] = True
        if self.rncp:
            self.fields["blocs"].queryset = self.version.blocs.all()
        else:
            del self.fields["blocs"], self.fields["nir"]

    def _montrer_les_decisions(self, centres) -> None:
        """Show again what was asked and answered, so that an answer is never hidden."""
        if not self.is_bound:
            return
        if vues := _cles(self.data.get("personnes_vues", "")):
            self.personnes = personnes_designees(centres.values("pk"), vues)
        tuteurs = self.fields["tuteur"].queryset
        self.tuteur_connu = tuteurs.filter(pk=lire_entier(self.data, "tuteur_vu")).first()

    # --- What is drawn ------------------------------------------------------------------------
    def _layout(self, plusieurs_centres: bool) -> Layout:
        certification = [Row(Column("parcours"), Column("inscrit_le"))]
        if self.dossier is None:
            certification.insert(0, "referentiel")
            centre = "centre" if plusieurs_centres else Field("centre", type="hidden")
            certification.insert(0, centre)
        return Layout(
            _inclure("_personnes_proposees"),
            Fieldset("Certification", *certification),
            Fieldset("Candidat", *self.lignes_etat_civil()),
            Div(*self._registre(), css_id="registre", css_class="cq-registre"),
            Fieldset(
                "Entreprise et tuteur",
                "raison_sociale",
                _inclure("_zone_entreprises"),
                Div(Row(Column("ville"), Column("siret")), css_class="cq-si-nouvelle"),
                _inclure("_tuteur_connu"),
                Div(
                    Row(Column("tuteur_prenom"), Column("tuteur_nom")),
                    Row(Column("tuteur_courriel"), Column("tuteur_qualite")),
                    "tuteur_fonction",
                    css_class="cq-si-autre-tuteur",
                ),
            ),
            Fieldset(
                "Formation",
                "organisme_formation",
                Row(Column("formateur_nom"), Column("formateur_courriel")),
            ),
            _inclure("_information_rgpd"),
            Div(*self._boutons(), css_class="cq-boutons"),
            _inclure("_actualiser"),
        )

    def _registre(self) -> list[Any]:
        if not self.rncp:
            return []
        suite = ["nir"] if "nir" in self.fields else []
        blocs = ["blocs"] if "blocs" in self.fields and self.fields["blocs"].queryset else []
        return [
            Fieldset(
                "Registre national",
                _inclure("_registre"),
                *blocs,
                *self.lignes_registre(),
                *suite,
            )
        ]

    def _boutons(self) -> list[Submit]:
        if self.dossier is not None:
            return [Submit("enregistrer", "Enregistrer")]
        autre = Submit("suite", "Inscrire et continuer avec un autre")
        autre.field_classes = "btn btn-secondary"
        return [Submit("enregistrer", "Inscrire le candidat"), autre]

    @property
    def proposition(self) -> Proposition:
        """The known companies that answer what is typed; none on a page just opened to correct."""
        source = self.data if self.is_bound else self.initial
        if self.dossier is not None and not self.is_bound:
            source = {}
        cles = {nom: str(source.get(nom) or "") for nom in ("entreprise", "tuteur")}
        return proposer(
            self.utilisateur,
            source.get("raison_sociale", ""),
            entreprise=lire_entier(cles, "entreprise"),
            tuteur=lire_entier(cles, "tuteur"),
        )

    # --- What is read -------------------------------------------------------------------------
    def clean(self):
        donnees = super().clean()
        if donnees.get("inscrit_le"):
            jour = timezone.localdate()
            self.signaler(fautes_inscription(donnees["inscrit_le"], self.identite, jour))
        self.signaler(fautes_formation(self.formation))
        if accueil := self.accueil:
            self.signaler(fautes_accueil(accueil))
        elif donnees.get("tuteur_courriel") or donnees.get("tuteur_nom"):
            self.add_error("raison_sociale", "Indiquez l'entreprise de ce tuteur.")
        return donnees

    @property
    def accueil(self) -> Accueil | None:
        """The company, chosen among the known ones or typed; `None` when there is none."""
        donnees = self.cleaned_data
        valeurs = {champ: donnees.get(champ, "") for champ in Accueil.__dataclass_fields__}
        if entreprise := donnees.get("entreprise"):
            valeurs |= _champs_de(entreprise, "", ("raison_sociale", "ville", "siret"))
            tuteur = donnees.get("tuteur")
            if tuteur and tuteur.entreprise_id == entreprise.pk:
                valeurs |= _champs_de(tuteur, "tuteur_", _TUTEUR)
        return Accueil(**valeurs) if valeurs["raison_sociale"] else None

    @property
    def formation(self) -> Formation:
        champs = Formation.__dataclass_fields__
        return Formation(**{champ: self.cleaned_data.get(champ, "") for champ in champs})

    @property
    def decision(self) -> DecisionPersonne:
        """Whether the candidate is one of the people that were shown."""
        vues = _cles(self.cleaned_data.get("personnes_vues", ""))
        choix = lire_entier(self.cleaned_data, "personne")
        if choix in vues:
            return DecisionPersonne(meme=choix)
        est_autre = self.cleaned_data.get("personne") == AUTRE_PERSONNE
        return DecisionPersonne(homonymes=vues if est_autre else ())

    @property
    def decision_tuteur(self) -> DecisionTuteur | None:
        choix = self.cleaned_data.get("tuteur_choix")
        if not choix:
            return None
        return DecisionTuteur(lire_entier(self.cleaned_data, "tuteur_vu"), choix == CORRIGER)


_TUTEUR = ("prenom", "nom", "courriel", "qualite", "fonction")


def _inclure(nom: str) -> HTML:
    return HTML(f'{{% include "dossiers/inscription/{nom}.html" %}}')


def _cles(texte: str) -> list[int]:
    """The keys of a hidden field; a forged one gives none."""
    return [int(un) for un in texte.split(",") if un.isdecimal() and len(un) < 10][:20]


def _champs_de(objet, prefixe: str, champs: tuple[str, ...]) -> dict[str, str]:
    return {f"{prefixe}{champ}": getattr(objet, champ) for champ in champs}


def _valeurs(dossier: Dossier) -> dict[str, Any]:
    """What the form shows of an existing registration."""
    valeurs = valeurs_du_candidat(dossier.candidat) | valeurs_communes(dossier)
    if dossier.tuteur:
        valeurs |= _champs_de(dossier.tuteur, "tuteur_", _TUTEUR)
    return valeurs


def valeurs_communes(dossier: Dossier) -> dict[str, Any]:
    """What the next candidate of a group shares with the one just registered."""
    valeurs = {champ: getattr(dossier, champ) for champ in Formation.__dataclass_fields__}
    valeurs |= {"parcours": dossier.parcours, "inscrit_le": dossier.inscrit_le}
    if dossier.entreprise:
        valeurs |= _champs_de(dossier.entreprise, "", ("raison_sociale", "ville", "siret"))
    return valeurs
