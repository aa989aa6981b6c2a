"""Sessions, members, closing, signature, and the jury's vote."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row, Submit
from django import forms

from cqpm.commun.forms import ChampDate, lire_entier, lire_texte
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.models import Dossier
from evaluations.enums import DecisionJury
from evaluations.models import MembreJury, SessionJury
from evaluations.regles_jury import ACCORDS, Vote


class SessionForm(forms.ModelForm):
    """When and where the jury meets, and when people were asked and convened."""

    class Meta:
        model = SessionJury
        fields = ["centre", "date", "lieu", "mode", "demandes_syndicats_le", "convocations_le"]
        widgets = {
            "date": ChampDate(),
            "demandes_syndicats_le": ChampDate(),
            "convocations_le": ChampDate(),
        }
        help_texts = {
            "demandes_syndicats_le": f"Au moins {ACCORDS[-1].saisine_syndicats_jours} jours avant "
            "la session.",
            "convocations_le": f"Au moins {ACCORDS[-1].convocation_jours} jours avant la session.",
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
        champs = [] if self.instance.pk else [centre]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *champs,
            Row(Column("date"), Column("mode")),
            "lieu",
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
        return donnees


class MembreForm(forms.ModelForm):
    """A seat: someone with an account, or a name typed here."""

    class Meta:
        model = MembreJury
        fields = [
            "utilisateur",
            "prenom",
            "nom",
            "college",
            "organisation",
            "qualite",
            "est_president",
        ]
        help_texts = {
            "utilisateur": "Avec un compte, le membre lit les dossiers et signe ici.",
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


class ClotureForm(forms.Form):
    """Closing: what the PV tells beside the decisions."""

    observations = forms.CharField(
        label="Observations et incidents",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text="Elles figurent au PV.",
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


def lire_vote(donnees, dossier: Dossier) -> tuple[Vote, int]:
    """Read the jury's vote and the version that was shown; anything unknown counts as absent."""
    validees, motifs = {}, {}
    for capacite in dossier.capacites_visees():
        numero = capacite.numero
        choix = donnees.get(f"capacite_{numero}")
        if choix in {"oui", "non"}:
            validees[numero] = choix == "oui"
        motifs[numero] = lire_texte(donnees, f"motif_{numero}")
    decision = donnees.get("decision", "")
    vote = Vote(
        validees=validees,
        motifs=motifs,
        decision=decision if decision in DecisionJury.values else "",
        motif=lire_texte(donnees, "motif"),
        conditions_verifiees=donnees.get("conditions_verifiees") == "on",
    )
    return vote, lire_entier(donnees, "version")
