"""Forms of the timeline: a comment, a paper."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from cqpm.commun.formats import ACCEPTES
from dossiers.enums import NaturePiece
from dossiers.models import Commentaire


class CommentaireForm(forms.ModelForm):
    """A few words between staff."""

    class Meta:
        model = Commentaire
        fields = ["texte"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "texte": "Lu par le personnel du centre seulement. N'écrivez rien de médical."
        }
        error_messages = {"texte": {"required": "Écrivez votre commentaire."}}

    def __init__(self, *args, bouton: str = "Ajouter le commentaire", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("enregistrer", bouton))


class PieceForm(forms.Form):
    """One file, what it is, and the name under which it is listed."""

    nature = forms.ChoiceField(label="Nature de la pièce", choices=NaturePiece.choices)
    titre = forms.CharField(
        label="Titre",
        max_length=150,
        required=False,
        help_text="Laissé vide : la nature de la pièce.",
    )
    fichier = forms.FileField(
        label="Fichier",
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        widget=forms.FileInput(attrs={"accept": ACCEPTES}),
        help_text="PDF, Word (.docx), JPEG ou PNG, 20 Mo au plus. Ne déposez jamais de certificat "
        "médical ni de pièce de santé : seules les mesures accordées se notent.",
        error_messages={"required": "Choisissez le fichier à déposer."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("deposer", "Déposer la pièce"))
