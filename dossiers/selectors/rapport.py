"""The candidate's report: what was deposited, whether another deposit is possible, its deadline."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from dossiers.enums import (
    ARRETES,
    AVANT_JURY,
    DEPOT_OUVERT,
    EtatDossier,
    EtatSeance,
    NatureSeance,
    SuiteDepot,
)
from dossiers.models import DepotRapport, Dossier
from dossiers.regles_couverture import proposer_echeance


@dataclass(frozen=True)
class RapportDuDossier:
    """Where the report stands on a given day (R13).

    `courant` is the deposit that counts or waits for the centre, None when there is no file or the
    last one was refused; `attend_decision`: it came late and nobody answered. `pourquoi_pas` says
    why the candidate cannot deposit, empty when they can; `sera_en_retard`: the deadline is past.
    """

    attendu_le: datetime.date | None
    forme: str
    recu_le: datetime.date | None
    depots: list[DepotRapport]
    courant: DepotRapport | None
    attend_decision: bool
    pourquoi_pas: str
    sera_en_retard: bool

    @property
    def peut_deposer(self) -> bool:
        return not self.pourquoi_pas


def rapport_du_dossier(
    dossier: Dossier, *, jour: datetime.date | None = None, au_centre: bool = False
) -> RapportDuDossier:
    """The report of a dossier, as the candidate may act on it. One query.

    `jour`, by default today, is the day a deposit would count from; `au_centre` answers for the
    staff, who also file what came on paper, and correct a deposit for a candidate.
    """
    depots = list(dossier.depots_rapport.select_related("document", "decide_par"))
    courant = _courant(depots)
    jour = jour or timezone.localdate()
    en_retard = dossier.rapport_attendu_le is not None and jour > dossier.rapport_attendu_le
    return RapportDuDossier(
        attendu_le=dossier.rapport_attendu_le,
        forme=dossier.rapport_forme,
        recu_le=dossier.rapport_recu_le,
        depots=depots,
        courant=courant,
        attend_decision=courant is not None and attend_decision(dossier, courant),
        pourquoi_pas=_ferme(dossier, courant, au_centre)
        or _en_trop(depots, au_centre)
        or (_remplace(dossier, au_centre) if en_retard else ""),
        sera_en_retard=en_retard,
    )


def attend_decision(dossier: Dossier, depot: DepotRapport) -> bool:
    """The deposit came late, and neither it nor the delay was decided about (R13).

    Lateness is the dossier's: a deadline moved afterwards moves it too.
    """
    return not depot.suite and dossier.rapport_en_retard and not dossier.rapport_derogation


def _courant(depots: list[DepotRapport]) -> DepotRapport | None:
    dernier = depots[0] if depots else None
    if dernier is None or dernier.document is None or dernier.suite == SuiteDepot.REFUSE:
        return None
    return dernier


def _ferme(dossier: Dossier, courant: DepotRapport | None, au_centre: bool) -> str:
    """Why this dossier takes no report now. What the jury decided is not told (R53)."""
    if dossier.etat in ARRETES:
        return (
            "Ce dossier est arrêté : le rapport ne s'y dépose plus. S'il doit reprendre, "
            "adressez-vous au centre d'examen."
        )
    if dossier.rapport_attendu_le is None:
        return (
            "Aucun rapport n'est attendu dans ce dossier. Si une présentation de projets est "
            "prévue, demandez au centre d'examen de fixer la date du rapport."
        )
    if dossier.etat in DEPOT_OUVERT:
        return ""
    if dossier.etat == EtatDossier.RECEVABILITE:
        return "La recevabilité de la demande n'est pas encore décidée : le rapport vient ensuite."
    if not au_centre or dossier.etat not in AVANT_JURY:
        return "Les évaluations sont closes : le rapport ne se dépose plus."
    if dossier.etat == EtatDossier.EVALUATIONS_CLOSES and courant:
        return "La commission a conclu sur le rapport déjà déposé : il ne se remplace plus."
    return ""


def _en_trop(depots: list[DepotRapport], au_centre: bool) -> str:
    if au_centre or len(depots) < settings.CQPM_DEPOTS_RAPPORT_MAX:
        return ""
    return (
        f"Le rapport a déjà été déposé {len(depots)} fois : le dernier dépôt compte. Pour le "
        "remplacer encore, adressez-vous au centre d'examen."
    )


def _remplace(dossier: Dossier, au_centre: bool) -> str:
    """Why a late deposit cannot take the place of the report that stands."""
    if dossier.rapport_recu_le is None or not dossier.rapport_disponible:
        return ""
    comment = (
        "en retard, et le centre d'examen l'a accepté"
        if dossier.rapport_en_retard
        else "dans les délais"
    )
    suite = (
        "retirez-le d'abord des documents du dossier."
        if au_centre
        else "adressez-vous au centre d'examen."
    )
    return (
        f"La date limite est passée, et le rapport reçu le {dossier.rapport_recu_le:%d/%m/%Y} est "
        f"arrivé {comment} : c'est lui qui compte. Pour le remplacer, {suite}"
    )


def echeance_proposee(dossier: Dossier) -> datetime.date:
    """A deadline before the first presentation foreseen, or in a month."""
    premiere = dossier.seances.filter(
        nature=NatureSeance.PRESENTATION_PROJETS, etat=EtatSeance.PREVUE
    ).first()
    return proposer_echeance(
        inscrit_le=dossier.inscrit_le,
        aujourd_hui=timezone.localdate(),
        presentation_le=timezone.localdate(premiere.debut) if premiere else None,
    )
