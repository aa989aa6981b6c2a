"""Which certified candidates the certifier's page shows, and the date of a mark."""

from django import forms
from django.utils import timezone

from cqpm.commun.forms import ChampDate
from cqpm.comptes.models import Utilisateur
from evaluations.querysets import CertificatQuerySet
from evaluations.selectors.certificateur import sessions_du_certificateur

SUIVIS = [
    ("", "À transmettre"),
    ("transmis", "Transmis, pas encore acceptés"),
    ("acceptes", "Acceptés"),
    ("tous", "Tous"),
]


class FiltreCertificateur(forms.Form):
    """A session, or a period of delivery, and where the transmission stands."""

    session = forms.TypedChoiceField(label="Session", coerce=int, required=False, empty_value=None)
    du = forms.DateField(label="Délivrés du", required=False, widget=ChampDate)
    au = forms.DateField(label="au", required=False, widget=ChampDate)
    suivi = forms.ChoiceField(label="Suivi", required=False, choices=SUIVIS)

    def __init__(self, *args, utilisateur: Utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        sessions = sessions_du_certificateur(utilisateur)
        self.fields["session"].choices = [
            ("", "Toutes"),
            *((une.pk, str(une)) for une in sessions),
        ]
        for nom, champ in self.fields.items():
            champ.widget.attrs["class"] = "form-control" if nom in {"du", "au"} else "form-select"

    def appliquer(self, certificats: CertificatQuerySet) -> CertificatQuerySet:
        """Keep the lines asked for; what cannot be read is told, and not applied."""
        self.is_valid()
        lus = self.cleaned_data
        criteres = {
            "deliberation__session": lus.get("session"),
            "delivre_le__gte": lus.get("du"),
            "delivre_le__lte": lus.get("au"),
        }
        certificats = certificats.filter(**{cle: v for cle, v in criteres.items() if v})
        suivi = lus.get("suivi", "")
        if suivi == "":
            return certificats.filter(transmis_le=None)
        if suivi == "transmis":
            return certificats.filter(transmis_le__isnull=False, accepte_le=None)
        return certificats.filter(accepte_le__isnull=False) if suivi == "acceptes" else certificats


class MarqueForm(forms.Form):
    """The day of a transmission or of an acceptance."""

    le = forms.DateField(
        label="Date",
        widget=ChampDate(attrs={"class": "form-control"}),
        error_messages={
            "required": "Rien n'est marqué : indiquez la date.",
            "invalid": "Rien n'est marqué : écrivez une date qui existe.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"le": timezone.localdate()}, **kwargs)
