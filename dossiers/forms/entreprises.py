"""A company or a tutor, corrected for all its dossiers."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from dossiers.enums import QualiteTuteur
from dossiers.forms.champs import Texte
from dossiers.identite import Accueil
from dossiers.models import Entreprise, Tuteur


class EntrepriseForm(forms.Form):
    """Name, town, SIRET; the service gives the refusals."""

    raison_sociale = Texte("Raison sociale", required=True)
    ville = Texte("Ville")
    siret = Texte("SIRET", help_text="14 chiffres, espaces acceptés.")

    def __init__(self, *args, entreprise: Entreprise, **kwargs):
        initial = {champ: getattr(entreprise, champ) for champ in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "raison_sociale",
            Row(Column("ville"), Column("siret")),
            Submit("enregistrer", "Enregistrer l'entreprise"),
        )

    @property
    def accueil(self) -> Accueil:
        return Accueil(**self.cleaned_data)


class TuteurForm(forms.Form):
    """Who the tutor is, and where the opinion is asked."""

    tuteur_prenom = Texte("Prénom", required=True)
    tuteur_nom = Texte("Nom", required=True)
    tuteur_courriel = Texte("Adresse électronique", required=True, widget=forms.EmailInput)
    tuteur_qualite = forms.ChoiceField(label="Qualité", choices=QualiteTuteur.choices)
    tuteur_fonction = Texte("Fonction")

    def __init__(self, *args, tuteur: Tuteur, **kwargs):
        self.tuteur = tuteur
        noms = ("prenom", "nom", "courriel", "qualite", "fonction")
        initial = {f"tuteur_{nom}": getattr(tuteur, nom) for nom in noms}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Row(Column("tuteur_prenom"), Column("tuteur_nom")),
            Row(Column("tuteur_courriel"), Column("tuteur_qualite")),
            "tuteur_fonction",
            Submit("enregistrer", "Enregistrer le tuteur"),
        )

    @property
    def accueil(self) -> Accueil:
        return Accueil(self.tuteur.entreprise.raison_sociale, **self.cleaned_data)
