"""Which dossiers can be planned in a row, and the slot that follows a meeting."""

from django.db.models import Count, Q
from django.utils import timezone

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import EVALUATION_OUVERTE, EtatDossier, EtatSeance, NatureSeance
from dossiers.models import Dossier, ModalitePrevue, Seance


def dossiers_a_planifier(utilisateur: Utilisateur):
    """The dossiers of one's centres that may be given a meeting; those without any come first."""
    vives = Count("seances", filter=~Q(seances__etat=EtatSeance.ANNULEE))
    return (
        Dossier.objects.filter(
            centre_id__in=utilisateur.centres_de(Role.GESTIONNAIRE),
            etat__in=EVALUATION_OUVERTE | {EtatDossier.MODALITES_COMPLETES},
        )
        .pour_liste()
        .annotate(nombre_seances=vives)
        .order_by("nombre_seances", "candidat__nom", "candidat__prenom", "pk")
        .prefetch_related("affectations__utilisateur")
    )


def trier(dossiers: list[Dossier], nature: str) -> tuple[list[Dossier], list[Dossier]]:
    """Those who may be evaluated so, and those whose plan foresees nothing of it; one query."""
    if nature == NatureSeance.ENTRETIEN:
        prevus = {un.pk for un in dossiers if un.referentiel.entretien_requis}
    else:
        prevues = ModalitePrevue.objects.filter(dossier__in=dossiers, modalite__code=nature)
        prevus = set(prevues.values_list("dossier_id", flat=True))
    retenus = [un for un in dossiers if un.pk in prevus]
    return retenus, [un for un in dossiers if un.pk not in prevus]


def suivant(seance: Seance) -> dict:
    """The same meeting, as long, that begins when this one ends."""
    fin = timezone.localtime(seance.fin)
    return {
        "nature": seance.nature,
        "lieu": seance.lieu,
        "jour": fin.date(),
        "debut": fin.time(),
        "duree": int((seance.fin - seance.debut).total_seconds() // 60),
        "pause": 0,
    }
