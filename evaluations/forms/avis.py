"""What staff ask, and what the company's representative answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from cqpm.commun.forms import ATTRIBUTS_DU_CODE, ChampCourriel, ChampDate
from dossiers.enums import QualiteTuteur
from dossiers.models import Dossier
from dossiers.plan import Situation
from evaluations.enums import SensAvis
from evaluations.models import DemandeAvis
from evaluations.regles_avis import AvisDonne, FauteAvis, Reponse, verifier_avis, verifier_repondant
from evaluations.services.avis import echeance_par_defaut
from referentiels.models import Capacite, Critere


class DemandeAvisForm(forms.Form):
    """Whom to ask, and for when; the dossier's tutor unless staff say otherwise."""

    nom = forms.CharField(label="Prénom et nom", max_length=120)
    courriel = ChampCourriel(
        label="Adresse électronique",
        help_text="Le lien personnel part à cette adresse, sans compte ni mot de passe.",
    )
    echeance = forms.DateField(label="Réponse attendue le", widget=ChampDate())

    def __init__(
        self,
        *args,
        dossier: Dossier,
        demande: DemandeAvis | None = None,
        declinee: DemandeAvis | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        connu = demande or dossier.tuteur
        if declinee and connu and connu.courriel.lower() == declinee.courriel.lower():
            connu = None  # who has just said no is not proposed again
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
    """One capacité of the form: its words, its fields, the fields of its critères.

    `prevus` are the situations and projects in which the capacité was to be seen.
    """

    capacite: Capacite
    sens: forms.BoundField
    commentaire: forms.BoundField
    criteres: list[tuple[Critere, forms.BoundField]]
    prevus: list[str]

    @property
    def criteres_repondus(self) -> bool:
        return any(champ.value() for _, champ in self.criteres)


@dataclass(frozen=True)
class LigneRelue:
    """One capacité as it will be signed."""

    capacite: Capacite
    sens: SensAvis
    commentaire: str
    criteres: list[tuple[Critere, SensAvis]]


class FormulaireFautif(forms.Form):
    """A form whose faults come from the rules, and are summed up at the top of its page."""

    def refuser(self, fautes: list[FauteAvis]) -> None:
        """Put each fault beside its field, once; under the form what no field of its own bears."""
        for faute in fautes:
            champ = faute.champ if faute.champ in self.fields else None
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


class AvisForm(FormulaireFautif):
    """The company's opinion; fields are named by the numbers of the référentiel.

    The rules are those of `regles_avis`, each fault beside its field; the page draws the rows.
    """

    observations = ChampTexte(label="Observations générales (facultatif)", required=False)
    qualite = forms.ChoiceField(
        label="Vous êtes", choices=QualiteTuteur.choices, widget=forms.RadioSelect, required=False
    )
    fonction = forms.CharField(label="Votre fonction dans l'entreprise", required=False)
    # Which note of what was said aloud the person has read, if any.
    note = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        capacites: list[Capacite],
        par_critere: bool,
        situations: Iterable[Situation] = (),
        modalites: Mapping[int, list[str]] | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.capacites, self.par_critere = capacites, par_critere
        self.situations, self.modalites = list(situations), modalites or {}
        for capacite in capacites:
            self._ajouter_capacite(capacite)
        fin = self.fields.pop("observations")
        self.fields["observations"] = fin
        self.fields["fonction"].widget.attrs |= {
            "autocomplete": "organization-title",
            "class": "form-control",
        }
        self.fields["observations"].widget.attrs |= {"rows": 3, "class": "form-control"}

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
        prevus = [une.intitule for une in self.situations if une.vise(numero)]
        prevus += self.modalites.get(numero, [])
        return LigneForm(
            capacite, self[f"sens-{numero}"], self[f"commentaire-{numero}"], criteres, prevus
        )

    @property
    def relues(self) -> list[LigneRelue]:
        """What was answered, in words, once the form is valid."""
        return [self._relue(capacite) for capacite in self.capacites]

    def _relue(self, capacite: Capacite) -> LigneRelue:
        reponse = self._reponse(capacite)
        criteres = [
            (critere, SensAvis(reponse.criteres[critere.rang]))
            for critere in capacite.criteres.all()
            if critere.rang in reponse.criteres
        ]
        return LigneRelue(capacite, SensAvis(reponse.sens), reponse.commentaire, criteres)

    @property
    def repond(self) -> bool:
        """Someone is known, or has said, who answers: the page folds these fields."""
        return bool(self["qualite"].value() and self["fonction"].value())

    @property
    def repondant(self) -> str:
        """In what capacity the person answers, once the form is valid."""
        return f"{QualiteTuteur(self.donne.qualite).label.lower()}, {self.donne.fonction}"

    @property
    def donne(self) -> AvisDonne:
        """What will be signed, once the form is valid and a name is put under it."""
        saisi = self.cleaned_data
        return AvisDonne(
            reponses=[self._reponse(capacite) for capacite in self.capacites],
            qualite=saisi.get("qualite", ""),
            fonction=saisi.get("fonction", ""),
            observations=saisi.get("observations", ""),
        )

    @property
    def portees(self) -> list[tuple[str, str]]:
        """The answers as they were sent: they travel with the page that reads them again."""
        return [(nom, self.data[nom]) for nom in self.fields if self.data.get(nom)]

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

    @property
    def rangs(self) -> dict[int, list[int]]:
        """The critères of each capacité, as the rules take them."""
        return {
            capacite.numero: [critere.rang for critere in capacite.criteres.all()]
            for capacite in self.capacites
        }

    def verifier(self) -> list[FauteAvis]:
        """What the rules say of what is typed."""
        donne = self.donne
        fautes = verifier_avis(donne.reponses, self.rangs, self.par_critere)
        return fautes + verifier_repondant(donne)

    def clean(self):
        donnees = super().clean()
        self.refuser(self.verifier())
        return donnees


class SignatureAvisForm(FormulaireFautif):
    """The name and the declaration that sign, and the code that proves the address."""

    signataire = forms.CharField(label="Vos prénom et nom", required=False)
    code = forms.CharField(
        label="Votre code à 6 chiffres",
        error_messages={"required": "Écrivez le code à 6 chiffres du message, ou demandez-en un."},
    )
    declaration = forms.BooleanField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signataire"].widget.attrs |= {"autocomplete": "name", "class": "form-control"}
        self.fields["code"].widget.attrs |= ATTRIBUTS_DU_CODE
        self.fields["declaration"].widget.attrs |= {"class": "form-check-input"}

    def signer(self, donne: AvisDonne) -> AvisDonne:
        """The opinion with this name under it."""
        saisi = self.cleaned_data
        return replace(
            donne,
            signataire=saisi.get("signataire", ""),
            declaration=saisi.get("declaration", False),
        )


def repondant_connu(demande: DemandeAvis) -> dict[str, str]:
    """Fill in the tutor's quality and function; the name is the signature, it is typed."""
    tuteur = demande.dossier.tuteur
    if tuteur is None or tuteur.courriel.lower() != demande.courriel.lower():
        return {}
    return {"qualite": tuteur.qualite, "fonction": tuteur.fonction}
