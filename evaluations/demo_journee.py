"""What the staff of the invented centre write beside the road: meetings, words, measures."""

import datetime

from cqpm.comptes.models import Utilisateur
from dossiers.enums import NatureSeance
from dossiers.models import Dossier
from dossiers.regles_seances import Prevision, moment
from dossiers.services import amenagements, commentaires, convocations, seances
from dossiers.services.amenagements import Mesure


def tenir_la_journee(
    dossier: Dossier, fiche: dict, aujourd_hui: datetime.date, par: Utilisateur
) -> None:
    """Play `commentaire`, `amenagement` and `seance_dans` (days) of a dossier's line."""
    if texte := fiche.get("commentaire"):
        commentaires.commenter(dossier, texte=texte, par=par)
    if mesure := fiche.get("amenagement"):
        jour = dossier.inscrit_le + datetime.timedelta(days=3)
        prise = Mesure(mesure, demande_le=jour, accorde_le=jour, accorde_par=str(par))
        amenagements.enregistrer(dossier, prise, par=par)
    if jours := fiche.get("seance_dans"):
        _prevoir(dossier, aujourd_hui + datetime.timedelta(days=jours), par)


def _prevoir(dossier: Dossier, jour: datetime.date, par: Utilisateur) -> None:
    """A morning in the company, to which everyone is convened."""
    prevision = Prevision(
        nature=NatureSeance.SITUATION_REELLE,
        debut=moment(jour, datetime.time(9)),
        fin=moment(jour, datetime.time(12)),
        lieu=f"{dossier.entreprise or dossier.centre}, atelier",
    )
    seance = seances.planifier(dossier, prevision, par=par, confirme=True)
    convocations.convoquer(seance, version=seance.sequence, par=par)
