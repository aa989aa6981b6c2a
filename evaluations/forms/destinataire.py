"""What the person asked for an opinion may say instead of answering."""

from django import forms

from cqpm.commun.forms import ATTRIBUTS_DU_CODE, ChampCourriel
from evaluations.forms.avis import ChampTexte
from evaluations.regles_avis import MOTIF_MAX


class MessageForm(forms.Form):
    """The address to which another message is to be sent: a robot does not know it."""

    courriel = ChampCourriel(
        label="L'adresse électronique où vous avez reçu le lien",
        error_messages={
            "required": "Écrivez l'adresse à laquelle l'avis vous a été demandé.",
            "invalid": "Cette adresse est mal écrite : vérifiez-la.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "form-control"}),
    )


class CodeForm(forms.Form):
    """Whatever is done from the link takes the code; the service says what is wrong with it."""

    code = forms.CharField(
        label="Votre code à 6 chiffres",
        required=False,
        widget=forms.TextInput(attrs=ATTRIBUTS_DU_CODE),
    )


class ConfierForm(CodeForm):
    """The colleague who knows better."""

    nom = forms.CharField(
        label="Prénom et nom de votre collègue",
        max_length=120,
        error_messages={"required": "Écrivez le prénom et le nom de votre collègue."},
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    courriel = ChampCourriel(
        label="Son adresse électronique",
        error_messages={
            "required": "Écrivez l'adresse de votre collègue : la demande y partira.",
            "invalid": "Cette adresse est mal écrite : vérifiez-la.",
        },
        widget=forms.EmailInput(attrs={"class": "form-control"}),
    )
    field_order = ("nom", "courriel", "code")


class DeclinerForm(CodeForm):
    """Why nobody will answer here; the centre looks for someone else."""

    motif = ChampTexte(
        label="Pourquoi vous ne pouvez pas répondre",
        max_length=MOTIF_MAX,
        error_messages={"required": "Dites-le en quelques mots : le centre d'examen les lira."},
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
    field_order = ("motif", "code")
