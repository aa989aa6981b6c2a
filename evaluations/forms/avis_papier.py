"""What staff copy from an opinion signed on paper."""

from dataclasses import replace

from django import forms

from cqpm.commun.formats import SCANS, extensions
from cqpm.commun.forms import ChampDate
from evaluations.forms.avis import AvisForm
from evaluations.regles_avis import AvisDonne, FauteAvis, verifier_signature

# The rules speak to the company's representative; staff copy what that person wrote.
A_RECOPIER = {
    "qualite": "Cochez la qualité du signataire.",
    "fonction": "Recopiez la fonction du signataire, en 120 caractères au plus.",
    "signataire": "Recopiez le prénom et le nom du signataire, en 120 caractères au plus.",
}


class AvisPapierForm(AvisForm):
    """The answers, who signed, when, and the scan that shows it."""

    signataire = forms.CharField(label="Prénom et nom du signataire", required=False)
    signe_le = forms.DateField(
        label="Date écrite sur le formulaire",
        widget=ChampDate(attrs={"class": "form-control cq-champ-date"}),
        error_messages={
            "required": "Recopiez la date de la signature.",
            "invalid": "Cette date est mal écrite : recopiez celle du formulaire.",
        },
    )
    scan = forms.FileField(
        label="Formulaire signé, numérisé ou photographié",
        allow_empty_file=True,  # refused with the other unreadable files, in the same words
        widget=forms.FileInput(attrs={"accept": extensions(SCANS), "class": "form-control"}),
        error_messages={"required": "Choisissez le fichier du formulaire signé."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["qualite"].label = "En qualité de"
        self.fields["fonction"].label = "Sa fonction dans l'entreprise"
        self.fields["fonction"].widget.attrs["autocomplete"] = "off"
        self.fields["signataire"].widget.attrs |= {"class": "form-control", "autocomplete": "off"}
        # In the order of the paper, which is also that of the faults' summary.
        derniers = ("observations", "qualite", "signataire", "fonction", "signe_le", "scan")
        for nom in derniers:
            self.fields[nom] = self.fields.pop(nom)

    @property
    def donne(self) -> AvisDonne:
        """What the paper says; the declaration is printed above its signature."""
        signataire = self.cleaned_data.get("signataire", "")
        return replace(super().donne, signataire=signataire, declaration=True)

    def verifier(self) -> list[FauteAvis]:
        """The same rules, in words for who copies."""
        fautes = super().verifier() + verifier_signature(self.donne)
        return [replace(une, message=self._a_recopier(une)) for une in fautes]

    def _a_recopier(self, faute: FauteAvis) -> str:
        champ, _, numero = faute.champ.partition("-")
        if champ == "commentaire" and not self.cleaned_data.get(faute.champ):
            return (
                f"Capacité {numero} : recopiez le commentaire, qu'un avis non favorable demande. "
                "S'il manque sur le papier, demandez-le au signataire."
            )
        return A_RECOPIER.get(faute.champ, faute.message)
