"""The candidate's identity: typed at registration, rectified later; the NIR on its own page."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Fieldset, Layout, Row, Submit
from django import forms

from dossiers import nir as chiffre
from dossiers.enums import Sexe
from dossiers.errors import NirRefuse
from dossiers.forms.champs import NaissanceField, Texte
from dossiers.identite import CHAMPS_REGISTRE, Identite
from dossiers.models import Candidat, Dossier
from dossiers.regles_identite import FauteSaisie, fautes_identite


class IdentiteForm(forms.Form):
    """Identity as typed; the rules give their sentences, so that an import gives the same."""

    prenom = Texte("Prénom", required=True)
    nom = Texte(
        "Nom de naissance",
        required=True,
        help_text="Tel qu'à l'état civil ; rien n'est mis en majuscules automatiquement.",
    )
    nom_usage = Texte("Nom d'usage")
    naissance = NaissanceField()
    courriel = Texte("Adresse électronique", widget=forms.EmailInput)
    telephone = Texte("Téléphone", widget=forms.TextInput(attrs={"inputmode": "tel"}))
    prenom2 = Texte("Deuxième prénom")
    prenom3 = Texte("Troisième prénom")
    sexe = forms.ChoiceField(
        label="Sexe à l'état civil",
        choices=[("", "Non renseigné"), *Sexe.choices],
        required=False,
    )
    naissance_commune = Texte("Commune de naissance")
    naissance_code_insee = Texte(
        "Code INSEE de la commune", help_text="5 signes, par exemple 38185 ; ou bien :"
    )
    naissance_code_postal = Texte("Code postal de naissance")
    naissance_pays = Texte("Pays de naissance")
    naissance_code_pays = Texte("Code du pays", help_text="3 signes, par exemple 100 (France).")

    def garder(self, *, rncp: bool) -> None:
        """Take out what only the register wants when the version is not registered (R44)."""
        self.rncp = rncp
        if not rncp:
            for champ in CHAMPS_REGISTRE:
                del self.fields[champ]

    @property
    def identite(self) -> Identite:
        """What was typed, as far as each field could be read."""
        valeurs = dict.fromkeys(Identite.__dataclass_fields__, "") | {"naissance": None}
        lues = {champ: v for champ, v in self.cleaned_data.items() if champ in valeurs}
        return Identite(**valeurs | lues)

    def signaler(self, fautes: list[FauteSaisie]) -> None:
        """Show each fault beside its field, unless the field already says something."""
        for faute in fautes:
            if faute.champ in self.fields and faute.champ not in self.errors:
                self.add_error(faute.champ, faute.message)

    def clean(self):
        donnees = super().clean()
        self.signaler(fautes_identite(self.identite, rncp=self.rncp))
        return donnees

    def lignes_etat_civil(self) -> list[Row]:
        return [
            Row(Column("prenom"), Column("nom")),
            Row(Column("nom_usage"), Column("naissance")),
            Row(Column("courriel"), Column("telephone")),
        ]

    def lignes_registre(self) -> list[Row]:
        if not self.rncp:
            return []
        return [
            Row(Column("prenom2"), Column("prenom3"), Column("sexe")),
            Row(
                Column("naissance_commune"),
                Column("naissance_code_insee"),
                Column("naissance_code_postal"),
            ),
            Row(Column("naissance_pays"), Column("naissance_code_pays")),
        ]


def valeurs_du_candidat(candidat: Candidat) -> dict[str, Any]:
    """What a form shows of a known identity."""
    valeurs = {champ: getattr(candidat, champ) for champ in Identite.__dataclass_fields__}
    return valeurs | {"naissance": str(candidat.naissance)}


class RectificationForm(IdentiteForm):
    """An identity corrected after the transmission, and why."""

    motif = forms.CharField(
        label="Motif de la rectification",
        min_length=5,
        max_length=300,
        help_text="Par exemple « faute de frappe signalée par le candidat ». Il reste au journal.",
        error_messages={"required": "Écrivez le motif : il restera au journal du dossier."},
    )

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, initial=valeurs_du_candidat(dossier.candidat), **kwargs)
        self.garder(rncp=dossier.referentiel.est_enregistre_rncp)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Candidat", *self.lignes_etat_civil()),
            Fieldset("Registre national", *self.lignes_registre()) if self.rncp else Layout(),
            "motif",
            Submit("rectifier", "Rectifier l'identité"),
        )


class RegistreForm(IdentiteForm):
    """What only the national register wants, once the candidate is certified."""

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, initial=valeurs_du_candidat(dossier.candidat), **kwargs)
        self.garder(rncp=True)
        for champ in set(self.fields) - set(CHAMPS_REGISTRE):
            del self.fields[champ]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.lignes_registre(), Submit("completer", "Enregistrer ces données")
        )


class NirForm(forms.Form):
    """The NIR with its key: typed whole, never shown again."""

    nir = Texte(
        "NIR (numéro de sécurité sociale)",
        required=True,
        help_text="15 signes, clé comprise. Il sera chiffré, et ne se relira plus à l'écran.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Field("nir"), Submit("enregistrer", "Enregistrer le NIR"))

    def clean_nir(self):
        try:
            return chiffre.lire(self.cleaned_data["nir"])
        except NirRefuse as refus:
            raise forms.ValidationError(str(refus)) from None
