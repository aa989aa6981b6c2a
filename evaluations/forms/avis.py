"""What staff ask, and what the company's representative answers."""

from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from cqpm.commun.forms import ChampDate
from dossiers.enums import QualiteTuteur
from dossiers.models import Dossier
from evaluations.enums import SensAvis
from evaluations.models import DemandeAvis
from evaluations.regles_avis import AvisDonne, FauteAvis, Reponse, verifier_avis, verifier_signature
from evaluations.services.avis import echeance_par_defaut
from referentiels.models import Capacite, Critere


class DemandeAvisForm(forms.Form):
    """Whom to ask, and for when; the dossier's tutor unless staff say otherwise."""

    nom = forms.CharField(label="Prénom et nom", max_length=120)
    courriel = forms.EmailField(
        label="Adresse électronique",
        help_text="Le lien personnel part à cette adresse, sans compte ni mot de passe.",
    )
    echeance = forms.DateField(label="Réponse attendue le", widget=ChampDate())

    def __init__(self, *args, dossier: Dossier, demande: DemandeAvis | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        connu = demande or dossier.tuteur
        if connu:
            self.fields["nom"].initial = demande.nom if demande else connu.nom_complet
            self.fields["courriel"].initial = connu.courriel
        self.fields["echeance"].initial = echeance_par_defaut
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("nom", css_class="col-md-6"), Column("echeance", css_class="col-md-6")),
            "courriel",
            Submit("demander", "Envoyer la demande"),
        )


class ChampTexte(forms.CharField):
    """A long text whose line ends count for one sign, as in the browser."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


@dataclass(frozen=True)
class LigneForm:
    """One capacité of the form: its words, its fields, the fields of its critères."""

    capacite: Capacite
    sens: forms.BoundField
    commentaire: forms.BoundField
    criteres: list[tuple[Critere, forms.BoundField]]

    @property
    def criteres_repondus(self) -> bool:
        return any(champ.value() for _, champ in self.criteres)


class AvisForm(forms.Form):
    """The company's opinion; fields are named by the numbers of the référentiel.

    The rules are those of `regles_avis`, each fault beside its field; the page draws the rows.
    """

    observations = ChampTexte(label="Observations générales (facultatif)", required=False)
    qualite = forms.ChoiceField(
        label="Vous êtes", choices=QualiteTuteur.choices, widget=forms.RadioSelect, required=False
    )
    signataire = forms.CharField(label="Vos prénom et nom", required=False)
    fonction = forms.CharField(label="Votre fonction dans l'entreprise", required=False)
    declaration = forms.BooleanField(required=False)

    def __init__(self, *args, capacites: list[Capacite], par_critere: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.capacites, self.par_critere = capacites, par_critere
        signature = list(self.fields)
        for capacite in capacites:
            self._ajouter_capacite(capacite)
        self.order_fields([nom for nom in self.fields if nom not in signature])
        self.fields["signataire"].widget.attrs |= {"autocomplete": "name", "class": "form-control"}
        self.fields["fonction"].widget.attrs |= {
            "autocomplete": "organization-title",
            "class": "form-control",
        }
        self.fields["observations"].widget.attrs |= {"rows": 3, "class": "form-control"}
        self.fields["declaration"].widget.attrs |= {"class": "form-check-input"}

    def _ajouter_capacite(self, capacite: Capacite) -> None:
        numero = capacite.numero
        self.fields[f"sens-{numero}"] = forms.ChoiceField(
            label=f"Votre avis sur la capacité {numero}",
            choices=SensAvis.choices,
            widget=forms.RadioSelect,
            required=False,
            error_messages={"invalid_choice": f"Capacité {numero} : choisissez un avis."},
        )
        self.fields[f"commentaire-{numero}"] = ChampTexte(
            label="Commentaire",
            required=False,
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control", "placeholder": " "}),
        )
        for critere in capacite.criteres.all() if self.par_critere else ():
            self.fields[f"critere-{numero}-{critere.rang}"] = forms.ChoiceField(
                label=critere.texte,
                choices=[("", "Sans avis"), *SensAvis.choices],
                widget=forms.Select(attrs={"class": "form-select"}),
                required=False,
            )

    @property
    def lignes(self) -> list[LigneForm]:
        return [self._ligne(capacite) for capacite in self.capacites]

    def _ligne(self, capacite: Capacite) -> LigneForm:
        numero = capacite.numero
        criteres = [
            (critere, self[f"critere-{numero}-{critere.rang}"])
            for critere in (capacite.criteres.all() if self.par_critere else ())
        ]
        return LigneForm(capacite, self[f"sens-{numero}"], self[f"commentaire-{numero}"], criteres)

    @property
    def donne(self) -> AvisDonne:
        """What is signed if the form is valid."""
        saisi = self.cleaned_data
        return AvisDonne(
            reponses=[self._reponse(capacite) for capacite in self.capacites],
            signataire=saisi.get("signataire", ""),
            qualite=saisi.get("qualite", ""),
            fonction=saisi.get("fonction", ""),
            observations=saisi.get("observations", ""),
            declaration=saisi.get("declaration", False),
        )

    def _reponse(self, capacite: Capacite) -> Reponse:
        numero = capacite.numero
        criteres = {}
        for critere in capacite.criteres.all() if self.par_critere else ():
            if sens := self.cleaned_data.get(f"critere-{numero}-{critere.rang}"):
                criteres[critere.rang] = sens
        return Reponse(
            numero,
            self.cleaned_data.get(f"sens-{numero}", ""),
            self.cleaned_data.get(f"commentaire-{numero}", ""),
            criteres,
        )

    def clean(self):
        donnees = super().clean()
        rangs = {
            capacite.numero: [critere.rang for critere in capacite.criteres.all()]
            for capacite in self.capacites
        }
        donne = self.donne
        self.refuser(
            verifier_avis(donne.reponses, rangs, self.par_critere) + verifier_signature(donne)
        )
        return donnees

    def refuser(self, fautes: list[FauteAvis]) -> None:
        """Put each fault beside its field, once."""
        for faute in fautes:
            champ = faute.champ or None
            if champ is None or champ not in self.errors:
                self.add_error(champ, faute.message)

    @property
    def fautes(self) -> list[tuple[str, str]]:
        """The summary at the top of the page: where each error is, and what it says."""
        generales = [("", message) for message in self.non_field_errors()]
        return generales + [
            (self._ancre(champ), message)
            for champ in self.fields
            for message in self.errors.get(champ, ())
        ]

    def _ancre(self, champ: str) -> str:
        """The id of the field's first control: a group of radios has none of its own."""
        radios = isinstance(self.fields[champ].widget, forms.RadioSelect)
        return f"{self[champ].auto_id}_0" if radios else self[champ].id_for_label


def signature_connue(demande: DemandeAvis) -> dict[str, str]:
    """Fill in the tutor's quality and function; the name is the signature, it is typed."""
    tuteur = demande.dossier.tuteur
    if tuteur is None or tuteur.courriel.lower() != demande.courriel.lower():
        return {}
    return {"qualite": tuteur.qualite, "fonction": tuteur.fonction}
