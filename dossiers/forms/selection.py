"""Which dossiers a person chose in a list: those cochees, or all those of its filter."""

from django.http import QueryDict

from cqpm.commun.forms import lire_texte
from cqpm.comptes.models import Utilisateur
from dossiers.errors import LotRefuse
from dossiers.forms.filtres import FiltreDossiers
from dossiers.lots import DOSSIERS_MAX


def cles_choisies(donnees: QueryDict, utilisateur: Utilisateur) -> list[int]:
    """The keys under `dossiers`, or those of the filter kept in `liste` when `tous` is cochees.

    Raises LotRefuse when they are too many: doing a part of them would hide the rest.
    """
    if donnees.get("tous"):
        filtre = FiltreDossiers.de_l_adresse(lire_texte(donnees, "liste"), utilisateur)
        cles = list(filtre.qs.order_by("pk").values_list("pk", flat=True)[: DOSSIERS_MAX + 1])
    else:
        cochees = donnees.getlist("dossiers")
        cles = sorted({int(un) for un in cochees if un.isdecimal() and len(un) < 10})
    if len(cles) > DOSSIERS_MAX:
        raise LotRefuse(
            f"Vous avez choisi plus de {DOSSIERS_MAX} dossiers, ce qu'un acte groupé traite au "
            "plus : filtrez la liste, puis recommencez."
        )
    return cles
