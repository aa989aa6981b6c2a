"""The identity that a PV rectificatif will carry."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit

from dossiers.forms.identite import IdentiteForm, valeurs_du_candidat
from dossiers.identite import CHAMPS_DU_PV
from evaluations.models import Deliberation
from evaluations.selectors.identite import porter_identite


class IdentiteAuPVForm(IdentiteForm):
    """What a PV says of the candidate; the reason is the one of the whole correction."""

    def __init__(self, *args, deliberation: Deliberation, **kwargs):
        porter_identite(deliberation)
        initial = valeurs_du_candidat(deliberation.dossier.candidat)
        super().__init__(*args, initial=initial, **kwargs)
        self.garder(rncp=False)
        for champ in set(self.fields) - set(CHAMPS_DU_PV):
            del self.fields[champ]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Row(Column("prenom"), Column("nom")),
            Row(Column("nom_usage"), Column("naissance")),
            Submit("rectifier", "Enregistrer pour le PV rectificatif"),
        )

    @property
    def saisie(self) -> dict:
        """What was typed, by field."""
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_DU_PV}
