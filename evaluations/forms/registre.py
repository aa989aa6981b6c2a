"""What narrows the register down."""

from django import forms

from cqpm.comptes.models import Utilisateur
from evaluations.querysets import CertificatQuerySet
from evaluations.selectors.registre import annees, cqpm_du_registre


class FiltreRegistre(forms.Form):
    """Search, year and CQPM; what cannot be read is told, and not applied."""

    q = forms.CharField(label="Rechercher", max_length=500, required=False)
    annee = forms.TypedChoiceField(label="Année", coerce=int, required=False, empty_value=None)
    cqpm = forms.ChoiceField(label="CQPM", required=False)

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["annee"].choices = [
            ("", "Toutes"),
            *((une, str(une)) for une in annees(utilisateur)),
        ]
        self.fields["cqpm"].choices = [("", "Tous"), *cqpm_du_registre(utilisateur)]
        self.fields["q"].widget = forms.TextInput(
            attrs={"type": "search", "class": "form-control", "placeholder": "Nom ou numéro"}
        )
        for champ in ("annee", "cqpm"):
            self.fields[champ].widget.attrs["class"] = "form-select"

    def clean_q(self) -> str:
        return self.cleaned_data["q"].replace("\0", "").strip()

    def appliquer(self, certificats: CertificatQuerySet) -> CertificatQuerySet:
        """Keep the lines asked for."""
        self.is_valid()
        lus = self.cleaned_data
        certificats = certificats.recherche(lus.get("q", ""))
        if annee := lus.get("annee"):
            certificats = certificats.filter(delivre_le__year=annee)
        if cqpm := lus.get("cqpm"):
            certificats = certificats.filter(deliberation__dossier__referentiel__numero=cqpm)
        return certificats

    @property
    def est_actif(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def en_mots(self) -> str:
        """What was chosen, as the trace of an export says it."""
        choisis = [
            f"{self.fields[champ].label} : {valeur}"
            for champ, valeur in self.cleaned_data.items()
            if valeur
        ]
        return " ; ".join(choisis) or "Tout le registre"


class FiltreConserves(forms.Form):
    """Which ends are looked at."""

    fin = forms.ChoiceField(
        label="Première fin",
        required=False,
        choices=[
            ("", "Encore à venir"),
            ("90", "Dans les 90 jours"),
            ("passee", "Déjà passée"),
        ],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
