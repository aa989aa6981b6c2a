"""Sessions, members, closing and signature."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms

from cqpm.commun.forms import ChampDate, ChoixMultiples
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.forms.seances import HEURE_ABSENTE, ChampHeure
from dossiers.regles_seances import moment
from evaluations.accords import ACCORDS
from evaluations.enums import ModeSession
from evaluations.models import MembreJury, SessionJury
from evaluations.regles_rectification import refus_de_la_date
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel


class SessionForm(forms.ModelForm):
    """When and where the jury meets, and when people were asked and convened."""

    class Meta:
        model = SessionJury
        fields = [
            "centre",
            "date",
            "heure",
            "lieu",
            "mode",
            "lien_visio",
            "referentiels",
            "demandes_syndicats_le",
            "convocations_le",
        ]
        widgets = {
            "date": ChampDate(),
            "heure": ChampHeure(),
            "referentiels": forms.CheckboxSelectMultiple(),
            "demandes_syndicats_le": ChampDate(),
            "convocations_le": ChampDate(),
        }
        field_classes = {"referentiels": ChoixMultiples}
        help_texts = {
            "heure": "Heure de Paris. Vide : pas encore fixée.",
            "lien_visio": "En visioconférence : l'adresse que reçoivent les membres.",
            "referentiels": "Aucun coché : tous. Une session juge toutes les versions d'un CQPM.",
            "demandes_syndicats_le": f"Au moins {ACCORDS[-1].saisine_syndicats_jours} jours avant. "
            "Se remplit seule quand les demandes partent d'ici.",
            "convocations_le": f"Au moins {ACCORDS[-1].convocation_jours} jours avant. Se remplit "
            "seule quand les convocations partent d'ici.",
        }

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        centres = Centre.objects.filter(pk__in=utilisateur.centres_de(Role.GESTIONNAIRE))
        centre = Field("centre")
        if self.instance.pk:
            del self.fields["centre"]
        else:
            self.fields["centre"].queryset = centres
            self.fields["centre"].initial = centres.first()
            if len(centres) == 1:
                centre = Field("centre", type="hidden")
        self.fields["referentiels"].queryset = Referentiel.objects.exclude(
            etat=EtatReferentiel.BROUILLON
        ).order_by("titre", "numero", "pk")
        champs = [] if self.instance.pk else [centre]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *champs,
            Row(Column("date"), Column("heure"), Column("mode")),
            "lieu",
            "lien_visio",
            "referentiels",
            Row(Column("demandes_syndicats_le"), Column("convocations_le")),
            Submit("enregistrer", "Enregistrer" if self.instance.pk else "Créer la session"),
        )

    def clean(self):
        donnees = super().clean()
        date = donnees.get("date")
        for champ in ("demandes_syndicats_le", "convocations_le"):
            envoi = donnees.get(champ)
            if date and envoi and envoi > date:
                self.add_error(champ, "Cette date suit la session : corrigez l'une des deux.")
        origine = self.instance.rectifie
        if date and origine and (phrase := refus_de_la_date(date, origine=origine.date)):
            self.add_error("date", phrase)
        if date and donnees.get("heure") and moment(date, donnees["heure"]) is None:
            self.add_error("heure", HEURE_ABSENTE)
        visio = donnees.get("mode") == ModeSession.VISIO
        if visio and not donnees.get("lien_visio") and "lien_visio" not in self.errors:
            self.add_error("lien_visio", "Donnez l'adresse de la visioconférence, en « https:// ».")
        return donnees


class MembreForm(forms.ModelForm):
    """A seat: someone with an account, or a name typed here."""

    # What the address may bring: the answer of a union names somebody (R28).
    CONNUS = ("prenom", "nom", "college", "organisation")

    class Meta:
        model = MembreJury
        fields = [
            "utilisateur",
            "prenom",
            "nom",
            "courriel",
            "college",
            "organisation",
            "qualite",
            "est_president",
        ]
        help_texts = {
            "utilisateur": "Avec un compte, le membre lit les dossiers et signe ici.",
            "courriel": "Pour la convocation. Vide : celle du compte, sinon en main propre.",
            "organisation": "Entreprise, chambre syndicale ou organisation syndicale.",
            "est_president": "Le président appartient à la délégation patronale.",
        }

    def __init__(self, *args, session: SessionJury, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["utilisateur"].queryset = Utilisateur.objects.filter(
            is_active=True,
            habilitations__role=Role.JURY,
            habilitations__centre=session.centre_id,
        ).exclude(sieges__session=session)
        self.fields["utilisateur"].empty_label = "Sans compte : saisir le nom"
        for champ in ("prenom", "nom"):
            self.fields[champ].required = False
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "utilisateur",
            Row(Column("prenom"), Column("nom")),
            "courriel",
            Row(Column("college"), Column("organisation")),
            "qualite",
            "est_president",
            Submit("ajouter", "Ajouter au jury"),
        )

    def clean(self):
        donnees = super().clean()
        compte = donnees.get("utilisateur")
        if compte:
            donnees |= {"prenom": compte.prenom, "nom": compte.nom}
            donnees["qualite"] = donnees.get("qualite") or compte.fonction
        else:
            for champ in ("prenom", "nom"):
                if not donnees.get(champ):
                    self.add_error(champ, "Saisissez le nom du membre ou choisissez son compte.")
        return donnees

    def _post_clean(self):
        """The service checks the rules of composition, with its own sentences."""


class CorrectionMembreForm(forms.ModelForm):
    """What may be corrected of a seat; another person is another seat."""

    class Meta:
        model = MembreJury
        fields = ["courriel", "organisation", "qualite"]
        help_texts = {"courriel": "Vide : celle du compte, sinon la convocation se remet en main."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "courriel", Row(Column("organisation"), Column("qualite")), Submit("ok", "Enregistrer")
        )


class HeureForm(forms.Form):
    """When someone arrives or leaves."""

    heure = forms.TimeField(widget=ChampHeure())


class ClotureForm(forms.Form):
    """Closing: what the PV tells beside the decisions."""

    observations = forms.CharField(
        label="Observations et incidents",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text="Elles figurent au PV, à la suite de ce qui a été noté pendant la séance.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("observations", rows=3), Submit("clore", "Clore la session et produire le PV")
        )


class PVSigneForm(forms.Form):
    """The scan of the PV signed by hand."""

    fichier = forms.FileField(
        label="PV signé, numérisé (PDF)",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={
            "required": "Choisissez le fichier PDF du PV signé.",
            "empty": "Ce fichier est vide : numérisez de nouveau le PV signé.",
        },
    )
    relu = forms.BooleanField(
        label="J'ai relu ce fichier : toutes les signatures y sont. Les résultats deviennent "
        "définitifs.",
        error_messages={"required": "Relisez le fichier, puis cochez : l'acte est irréversible."},
    )
