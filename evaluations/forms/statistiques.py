"""What the figures are about: a period, a version, a route, a centre."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cqpm.commun.forms import ChampDate
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre, Utilisateur
from dossiers.enums import Parcours
from evaluations.models import Deliberation
from evaluations.selectors.statistiques import decisions_signees, versions_jugees
from referentiels.models import Referentiel


class FiltreStatistiques(forms.Form):
    """What cannot be read is told, and not applied."""

    du = forms.DateField(label="Jury du", required=False, widget=ChampDate)
    au = forms.DateField(label="au", required=False, widget=ChampDate)
    version = forms.TypedChoiceField(
        label="Version du CQPM", coerce=int, required=False, empty_value=None
    )
    parcours = forms.ChoiceField(
        label="Parcours", required=False, choices=[("", "Tous"), *Parcours.choices]
    )
    centre = forms.TypedChoiceField(label="Centre", coerce=int, required=False, empty_value=None)

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur
        self.versions = {une.pk: une for une in versions_jugees(utilisateur)}
        self.fields["version"].choices = [
            ("", "Toutes"),
            *((cle, str(une)) for cle, une in self.versions.items()),
        ]
        centres = Centre.objects.filter(pk__in=utilisateur.centres_de(Role.GESTIONNAIRE))
        self.centres = {un.pk: un for un in centres}
        self.fields["centre"].choices = [
            ("", "Tous mes centres"),
            *((cle, un.nom) for cle, un in self.centres.items()),
        ]
        if len(self.centres) < 2:
            del self.fields["centre"]
        for nom, champ in self.fields.items():
            champ.widget.attrs["class"] = "form-control" if nom in {"du", "au"} else "form-select"
        self.is_valid()

    @property
    def decisions(self) -> QuerySet[Deliberation]:
        """The decisions of the period and the centre asked for, among those this person sees."""
        lus = self.cleaned_data
        criteres = {
            "jury_le__gte": lus.get("du"),
            "jury_le__lte": lus.get("au"),
            "dossier__centre": lus.get("centre"),
        }
        return decisions_signees(self.utilisateur).filter(
            **{cle: valeur for cle, valeur in criteres.items() if valeur}
        )

    @property
    def restriction(self) -> dict[str, Any]:
        """The version and the route asked for, for `lire_statistiques`."""
        lus = self.cleaned_data
        return {"seule": lus.get("version"), "parcours": lus.get("parcours") or ""}

    @property
    def version_choisie(self) -> Referentiel | None:
        """The version chosen, or the only one."""
        choisie = self.versions.get(self.cleaned_data.get("version"))
        seule = len(self.versions) == 1
        return choisie or (next(iter(self.versions.values())) if seule else None)

    @property
    def perimetre(self) -> str:
        """The centres that the figures add up, in words."""
        choisi = self.cleaned_data.get("centre")
        return ", ".join(un.nom for cle, un in self.centres.items() if choisi in {None, cle})
