"""A piece of evidence as it is sent: its kind, and what goes with it. The service has the rules."""

import uuid

from django import forms

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import FichierRefuse
from evaluations.enums import NaturePreuve

DU_CRITERE = (NaturePreuve.PHOTO, NaturePreuve.PDF, NaturePreuve.RAPPORT, NaturePreuve.NOTE)
DE_LA_CAPACITE = (NaturePreuve.FEUILLE,)


class PreuveForm(forms.Form):
    """One piece; `jeton` names the sending, `evaluateur` who opened the page that sends it.

    On a page without JavaScript the camera and the choice of a file are two fields of one name:
    the browser sends what was filled.
    """

    nature = forms.ChoiceField(
        choices=NaturePreuve.choices,
        error_messages={
            "required": "Choisissez une photo, un PDF, une page ou une note.",
            "invalid_choice": "Choisissez une photo, un PDF, une page ou une note.",
        },
    )
    fichier = forms.FileField(
        required=False,
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
    )
    page = forms.IntegerField(
        required=False, error_messages={"invalid": "Écrivez le numéro de la page, en chiffres."}
    )
    texte = forms.CharField(required=False)
    jeton = forms.UUIDField(
        error_messages={
            "required": "Cet envoi n'a pas de numéro. Rechargez la page, puis recommencez.",
            "invalid": "Le numéro de cet envoi est illisible. Rechargez la page, puis recommencez.",
        }
    )
    evaluateur = forms.IntegerField(required=False)

    @classmethod
    def vierges(cls, natures) -> list["PreuveForm"]:
        """One form for each kind, ready to be sent once."""
        return [cls.vierge(nature) for nature in natures]

    @classmethod
    def vierge(cls, nature: NaturePreuve) -> "PreuveForm":
        initial = {"nature": nature, "jeton": uuid.uuid4()}
        return cls(initial=initial, auto_id=f"preuve-{nature}-%s")

    def clean_fichier(self):
        if len(self.files.getlist("fichier")) > 1:
            raise forms.ValidationError(
                "Un fichier à la fois : gardez la photo prise, ou le fichier choisi."
            )
        return self.cleaned_data["fichier"]

    def clean_texte(self) -> str:
        """A line end counts for one sign, as in the browser."""
        return self.cleaned_data["texte"].replace("\r\n", "\n")

    def piece(self) -> dict:
        """What the service takes."""
        return {nom: self.cleaned_data[nom] for nom in self.fields if nom != "evaluateur"}

    def noter(self, refus: ErreurMetier) -> None:
        """Show a refusal beside its field, unless a fault of the form is shown already."""
        if not self.errors:
            champ = "fichier" if isinstance(refus, FichierRefuse) else getattr(refus, "champ", None)
            self.add_error(champ if champ in self.fields else None, str(refus))

    @property
    def premiere_faute(self) -> tuple[str, str]:
        """The field and the sentence of the first fault; « preuve » for the whole piece."""
        champ, phrases = next(iter(self.errors.items()))
        return ("preuve" if champ == "__all__" else champ), phrases[0]
