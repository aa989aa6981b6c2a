"""The registration form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row, Submit
from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import Parcours, QualiteTuteur
from dossiers.forms.champs import NaissanceField
from dossiers.models import Candidat, Dossier, Entreprise
from dossiers.services.inscription import Accueil, Identite
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel


class InscriptionForm(forms.ModelForm):
    """A candidate, a CQPM, a route, a company: what a registration needs, on one page."""

    centre = forms.ModelChoiceField(Centre.objects.none(), label="Centre d'examen")
    referentiel = forms.ModelChoiceField(
        Referentiel.objects.none(),
        label="CQPM et version du référentiel",
        help_text="Le dossier garde cette version, même si une autre est publiée ensuite.",
    )
    naissance = NaissanceField()
    parcours = forms.ChoiceField(choices=[("", "Choisir…"), *Parcours.choices], label="Parcours")
    inscrit_le = forms.DateField(
        label="Inscrit à la certification le",
        widget=ChampDate(),
        help_text="Aucune évaluation, aucun avis, aucun rapport ne peut être antérieur.",
    )
    raison_sociale = forms.CharField(
        label="Entreprise",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"list": "entreprises-connues", "autocomplete": "off"}),
        help_text="Laissez vide si le candidat n'en a pas (VAE, demandeur d'emploi).",
    )
    ville = forms.CharField(label="Ville de l'entreprise", max_length=80, required=False)
    tuteur_prenom = forms.CharField(label="Prénom du tuteur", max_length=60, required=False)
    tuteur_nom = forms.CharField(label="Nom du tuteur", max_length=60, required=False)
    tuteur_courriel = forms.EmailField(
        label="Adresse électronique du tuteur",
        required=False,
        help_text="L'avis de l'entreprise sera demandé à cette adresse.",
    )
    tuteur_qualite = forms.ChoiceField(
        choices=QualiteTuteur.choices, label="Qualité", initial=QualiteTuteur.TUTEUR, required=False
    )
    tuteur_fonction = forms.CharField(label="Fonction du tuteur", max_length=120, required=False)

    class Meta:
        model = Candidat
        fields = ["prenom", "nom", "nom_usage", "courriel", "telephone"]
        help_texts = {
            "nom": "Tel qu'à l'état civil ; rien n'est mis en majuscules automatiquement."
        }

    def __init__(self, *args, utilisateur: Utilisateur, dossier: Dossier | None = None, **kwargs):
        self.dossier = dossier
        if dossier is not None:
            kwargs["instance"] = dossier.candidat
            kwargs["initial"] = _valeurs(dossier)
        super().__init__(*args, **kwargs)
        centres = Centre.objects.filter(pk__in=utilisateur.centres_de(Role.GESTIONNAIRE))
        self.fields["centre"].queryset = centres
        self.fields["referentiel"].queryset = Referentiel.objects.filter(
            etat=EtatReferentiel.PUBLIE
        )
        if dossier is None:
            self.fields["inscrit_le"].initial = timezone.localdate
            self.fields["centre"].initial = centres.first()
        else:
            del self.fields["centre"], self.fields["referentiel"]
        self.entreprises = Entreprise.objects.filter(centre__in=centres).values_list(
            "raison_sociale", flat=True
        )
        self.helper = FormHelper()
        self.helper.layout = self._layout(len(centres) > 1)

    def _layout(self, plusieurs_centres: bool) -> Layout:
        certification = [Row(Column("parcours"), Column("inscrit_le"))]
        if self.dossier is None:
            certification.insert(0, "referentiel")
            centre = "centre" if plusieurs_centres else Field("centre", type="hidden")
            certification.insert(0, centre)
        return Layout(
            Fieldset("Certification", *certification),
            Fieldset(
                "Candidat",
                Row(Column("prenom"), Column("nom")),
                Row(Column("nom_usage"), Column("naissance")),
                Row(Column("courriel"), Column("telephone")),
            ),
            Fieldset(
                "Entreprise et tuteur",
                Row(Column("raison_sociale"), Column("ville")),
                Row(Column("tuteur_prenom"), Column("tuteur_nom")),
                Row(Column("tuteur_courriel"), Column("tuteur_qualite")),
                "tuteur_fonction",
            ),
            Submit(
                "enregistrer",
                "Inscrire le candidat" if self.dossier is None else "Enregistrer",
            ),
        )

    def clean_inscrit_le(self):
        date = self.cleaned_data["inscrit_le"]
        if date > timezone.localdate():
            raise forms.ValidationError(
                "L'inscription ne peut pas être dans le futur : indiquez la date du jour "
                "ou la date réelle de l'inscription."
            )
        return date

    @property
    def identite(self) -> Identite:
        champs = [*self.Meta.fields, "naissance"]
        return Identite(**{champ: self.cleaned_data[champ] for champ in champs})

    @property
    def accueil(self) -> Accueil | None:
        """The company as typed, or `None` when no name was given."""
        donnees = self.cleaned_data
        if not donnees["raison_sociale"]:
            return None
        return Accueil(
            **{champ: donnees[champ] for champ in Accueil.__dataclass_fields__ if champ in donnees},
        )

    def clean(self):
        donnees = super().clean()
        if not donnees.get("raison_sociale") and donnees.get("tuteur_courriel"):
            self.add_error("raison_sociale", "Indiquez l'entreprise de ce tuteur.")
        return donnees


def _valeurs(dossier: Dossier) -> dict:
    """What the form shows of an existing registration."""
    valeurs = {"parcours": dossier.parcours, "inscrit_le": dossier.inscrit_le}
    valeurs["naissance"] = str(dossier.candidat.naissance)
    if dossier.entreprise:
        valeurs |= {
            "raison_sociale": dossier.entreprise.raison_sociale,
            "ville": dossier.entreprise.ville,
        }
    if dossier.tuteur:
        valeurs |= {
            f"tuteur_{champ}": getattr(dossier.tuteur, champ)
            for champ in ("prenom", "nom", "courriel", "qualite", "fonction")
        }
    return valeurs
