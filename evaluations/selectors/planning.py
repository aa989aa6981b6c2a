"""The jury sessions, as lines of the planning."""

from cqpm.comptes.models import Utilisateur
from dossiers.planning import Evenement, Filtre
from evaluations.models import SessionJury


def sessions_du_planning(utilisateur: Utilisateur, filtre: Filtre) -> list[Evenement]:
    """The sessions one may see; none when one looks at an evaluator, who has no seat there."""
    if filtre.evaluateur:
        return []
    sessions = SessionJury.objects.visible_par(utilisateur).filter(
        date__range=(filtre.premier, filtre.dernier)
    )
    if filtre.cqpm:
        sessions = sessions.filter(deliberations__dossier__referentiel__numero=filtre.cqpm)
    return [
        Evenement(
            jour=une.date,
            titre="Session de jury",
            genre="Jury",
            url=une.get_absolute_url(),
            detail=une.numero,
            lieu=une.lieu,
            etat=une.get_etat_display(),
            ton=une.ton_etat,
        )
        for une in sessions.distinct().order_by("date", "pk")
    ]
