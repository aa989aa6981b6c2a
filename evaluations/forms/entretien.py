"""The interview with the candidate."""

from collections.abc import Iterable

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout, Submit
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from cqpm.commun.forms import ChampDate, ChampVersion
from evaluations.forms.avis import ChampTexte
from evaluations.models import Entretien, NoteEntretien
from referentiels.models import Capacite

LONGUEUR = NoteEntretien._meta.get_field("texte").max_length
TROP_LONG = "Cette note dépasse 4 000 signes : raccourcissez-la, ou gardez la suite dans les notes."


class EntretienForm(forms.ModelForm):
    """When, with whom, what was said, then capacité by capacité; fields bear their numbers.

    `lu_le` tells which text the page showed.
    """

    lu_le = ChampVersion()

    class Meta:
        model = Entretien
        fields = ["date", "participants", "notes"]
        labels = {"notes": "Notes générales"}
        widgets = {"date": ChampDate(), "participants": forms.Textarea, "notes": forms.Textarea}
        error_messages = {
            "date": {"required": "Indiquez la date de l'entretien."},
            "participants": {"required": "Écrivez qui a participé, candidat compris."},
        }

    def __init__(self, *args, capacites: Iterable[Capacite], **kwargs):
        super().__init__(*args, **kwargs)
        self.numeros = [self._ajouter_capacite(un) for un in capacites]
        if self.instance.pk:
            self.initial["lu_le"] = self.instance.modifie_le.isoformat()
            for note in self.instance.notes_capacites.all():
                self.initial[_champ(note.capacite.numero)] = note.texte
        else:
            self.initial["date"] = timezone.localdate
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "lu_le",
            Field("date", css_class="cq-champ-date"),
            Field("participants", rows=3),
            Field("notes", rows=6),
            HTML("<h2>Notes par capacité</h2>"),
            *[Field(_champ(numero), rows=2) for numero in self.numeros],
            Submit("enregistrer", "Enregistrer l'entretien"),
        )

    def _ajouter_capacite(self, capacite: Capacite) -> int:
        """No `maxlength` on the page: a text pasted there would be cut without a word."""
        self.fields[_champ(capacite.numero)] = ChampTexte(
            label=f"Capacité {capacite}",
            required=False,
            validators=[MaxLengthValidator(LONGUEUR, TROP_LONG)],
        )
        return capacite.numero

    @property
    def saisie(self) -> dict:
        """What is typed, as the service takes it."""
        valides = self.cleaned_data
        saisie = {nom: valides[nom] for nom in ("date", "participants", "notes", "lu_le")}
        notes = {numero: valides[_champ(numero)] for numero in self.numeros}
        return saisie | {"notes_capacites": notes}

    def rappeler(self, actuel: Entretien) -> None:
        """Keep what is typed, and remember that its author has now seen the other text.

        What was left empty takes the other's words: saving again takes nothing back from them.
        """
        self.data = self.data.copy()
        self.data["lu_le"] = actuel.modifie_le.isoformat()
        autres = {_champ(un.capacite.numero): un.texte for un in actuel.notes_capacites.all()}
        for nom, texte in {"notes": actuel.notes, **autres}.items():
            if not self.data.get(nom, "").strip():
                self.data[nom] = texte


def _champ(numero: int) -> str:
    return f"note-{numero}"
