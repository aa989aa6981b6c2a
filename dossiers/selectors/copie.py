"""Where a plan can be taken from."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.models import Dossier, ModalitePrevue, PlanHabituel

PROPOSES_MAX = 20


def plan_habituel_de(dossier: Dossier) -> PlanHabituel | None:
    """The usual plan of this dossier's centre for its version."""
    return (
        PlanHabituel.objects.select_related("modifie_par")
        .filter(centre_id=dossier.centre_id, referentiel_id=dossier.referentiel_id)
        .first()
    )


def origines_possibles(dossier: Dossier, utilisateur: Utilisateur) -> QuerySet[Dossier]:
    """The dossiers of the same version, with a plan, of the centres where this person is staff."""
    return (
        Dossier.objects.visible_par(utilisateur)
        .filter(
            referentiel_id=dossier.referentiel_id,
            centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE),
        )
        .filter(Exists(ModalitePrevue.objects.filter(dossier=OuterRef("pk"))))
        .exclude(pk=dossier.pk)
    )


def proposer_origines(dossier: Dossier, utilisateur: Utilisateur, texte: str) -> list[Dossier]:
    """The newest of them that answer the search, each with its number of situations."""
    trouves = origines_possibles(dossier, utilisateur).recherche(texte).pour_liste()
    comptes = trouves.annotate(nombre_situations=Count("situations")).order_by("-pk")
    return list(comptes[:PROPOSES_MAX])
