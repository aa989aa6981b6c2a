"""What a candidate types in their space: an address, a file, a request."""

from django import forms

from dossiers.enums import NatureDemande
from evaluations.forms.avis import ChampTexte
from evaluations.forms.destinataire import MessageForm


class AdresseForm(MessageForm):
    """The candidate's address, to which another link is to be sent: a robot does not know it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["courriel"].label = "Votre adresse électronique, celle que le centre connaît"
        self.fields["courriel"].error_messages["required"] = (
            "Écrivez l'adresse que vous avez donnée au centre d'examen."
        )


class DepotForm(forms.Form):
    """The report, alone."""

    fichier = forms.FileField(
        label="Votre rapport (PDF, 20 Mo au plus)",
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf", "class": "form-control"}),
        error_messages={
            "required": "Choisissez le fichier de votre rapport.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le, puis "
            "choisissez-le à nouveau.",
        },
    )


class DemandeForm(forms.Form):
    """What the candidate asks about their data."""

    nature = forms.ChoiceField(
        label="Votre demande",
        choices=NatureDemande.choices,
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": "Choisissez une demande de la liste."},
    )
    texte = ChampTexte(
        label="Expliquez-la",
        max_length=4000,
        error_messages={
            "required": "Écrivez ce que vous demandez : le centre d'examen vous répondra.",
        },
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
