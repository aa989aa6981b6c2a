"""What an evaluator notes of an opinion given aloud."""

from cqpm.commun.forms import ChampVersion
from evaluations.enums import SensAvis
from evaluations.forms.avis import AvisForm
from evaluations.models import AvisOral
from evaluations.regles_avis import FauteAvis, verifier_dicte


class AvisOralForm(AvisForm):
    """The same fields, none of them needed: who said it completes and signs it.

    `lu_le` tells which note the page showed.
    """

    lu_le = ChampVersion()

    def __init__(self, *args, oral: AvisOral | None, **kwargs):
        super().__init__(*args, **kwargs)
        if oral:
            self.initial["lu_le"] = oral.modifie_le.isoformat()
        for capacite in self.capacites:
            self.fields[f"sens-{capacite.numero}"].choices = [("", "Pas dit"), *SensAvis.choices]
        self.fields["qualite"].label = "Cette personne est (facultatif)"
        self.fields["fonction"].label = "Sa fonction dans l'entreprise (facultatif)"
        self.fields["fonction"].widget.attrs["autocomplete"] = "off"

    def verifier(self) -> list[FauteAvis]:
        return verifier_dicte(self.donne, self.rangs, self.par_critere)

    def rappeler(self, actuel: AvisOral) -> None:
        """Keep what is typed, and remember that its author has now seen the other note.

        What was left empty takes the other's words: saving again takes nothing back from them.
        """
        self.data = self.data.copy()
        self.data["lu_le"] = actuel.modifie_le.isoformat()
        for nom, valeur in actuel.contenu.items():
            if not self.data.get(nom, "").strip():
                self.data[nom] = valeur
