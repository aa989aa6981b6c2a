"""The resource centre's list: what was sent to it, how much waits."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cqpm.commun.recherche import mots
from cqpm.comptes.models import Utilisateur
from dossiers.enums import SuiviRessources
from dossiers.models import Transmission
from dossiers.querysets import TransmissionQuerySet


def transmissions_recues(
    utilisateur: Utilisateur, *, texte: str = "", suivi: str = ""
) -> TransmissionQuerySet:
    """The rows of the list, each with its `version` (1 for the first sending). One query."""
    lignes = Transmission.objects.visible_par(utilisateur)
    for mot in mots(texte):
        lignes = lignes.filter(recherche__contains=mot)
    if suivi:
        lignes = lignes.suivies(suivi)
    jusqu_a_elle = (
        Transmission.objects.filter(dossier=OuterRef("dossier"), pk__lte=OuterRef("pk"))
        .order_by()
        .values("dossier")
        .annotate(nombre=Count("pk"))
        .values("nombre")
    )
    return lignes.pour_liste().annotate(version=Coalesce(Subquery(jusqu_a_elle), 1))


def comptes_par_suivi(utilisateur: Utilisateur) -> list[tuple[str, str, int]]:
    """Each standing with its label and how many stand there, whatever the search. One query."""
    miennes = Transmission.objects.visible_par(utilisateur)
    comptes = miennes.aggregate(
        **{
            suivi: Count("pk", filter=miennes.condition_de_suivi(suivi))
            for suivi in SuiviRessources.values
        }
    )
    return [(suivi, SuiviRessources(suivi).label, comptes[suivi]) for suivi in comptes]


def echanges_avec(transmission: Transmission, utilisateur: Utilisateur) -> list[Transmission]:
    """Every sending of that dossier to this person's centres, newest first. Two queries."""
    return list(
        Transmission.objects.visible_par(utilisateur)
        .filter(dossier=transmission.dossier_id)
        .select_related("dossier__referentiel", "dossier__candidat", "accusee_par", "repondue_par")
        .prefetch_related("corrections__capacite")
    )
