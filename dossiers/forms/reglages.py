"""The options and contact data of an exam centre."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms

from cqpm.commun.forms import ChampCourriel
from cqpm.comptes.models import Centre
from dossiers.models import ReglagesCentre


class ReglagesForm(forms.Form):
    """Every option with its consequence, then how to reach the centre."""

    approbation_requise = forms.BooleanField(
        label="L'accord du centre de ressources est nécessaire pour évaluer",
        required=False,
        help_text="Sinon, la transmission suffit à ouvrir l'évaluation. Une évaluation déjà "
        "commencée n'est pas interrompue.",
    )
    recevabilite_vae = forms.BooleanField(
        label="Les VAE passent par une décision de recevabilité",
        required=False,
        help_text="S'applique aux inscriptions à venir.",
    )
    commission_minimale = forms.IntegerField(
        label="Nombre d'évaluateurs au-dessous duquel prévenir",
        min_value=1,
        max_value=10,
        help_text="Une commission plus petite est signalée, jamais refusée.",
    )
    horizon_jours = forms.IntegerField(
        label="Jours avant une échéance où elle devient proche", min_value=1, max_value=90
    )
    heure_recapitulatif = forms.IntegerField(
        label="Heure du récapitulatif quotidien",
        min_value=0,
        max_value=23,
        help_text="De 0 à 23, heure de Paris.",
    )
    adresse = forms.CharField(label="Adresse postale", max_length=200, required=False)
    courriel = ChampCourriel(
        label="Adresse électronique",
        required=False,
        help_text="Le centre de ressources y répond, les convocations la portent.",
    )

    def __init__(self, *args, centre: Centre, reglages: ReglagesCentre, **kwargs):
        initial = {
            nom: getattr(centre if nom in {"adresse", "courriel"} else reglages, nom)
            for nom in self.base_fields
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Évaluation", "approbation_requise", "commission_minimale"),
            Fieldset("VAE", "recevabilite_vae"),
            Fieldset("Échéances", "horizon_jours", "heure_recapitulatif"),
            Fieldset("Coordonnées du centre", "adresse", "courriel"),
            Submit("enregistrer", "Enregistrer les réglages"),
        )
