"""The grids that an evaluator may fill, those of the day first: what a device keeps at hand."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import EVALUATION_OUVERTE, EtatSeance
from dossiers.models import Dossier, Seance
from dossiers.regles_seances import PARIS


@dataclass(frozen=True)
class GrilleOuverte:
    """A dossier to evaluate and the next meeting where this evaluator is expected, if any.

    `du_jour`: the meeting is today or tomorrow, the device keeps the grid without being asked.
    """

    dossier: Dossier
    seance: Seance | None
    du_jour: bool

    @property
    def titre(self) -> str:
        return f"{self.dossier.candidat} · {self.dossier.referentiel.titre}"

    @property
    def quand(self) -> str:
        """Of the day only: a meeting that began the day before and goes on counts as today's."""
        return "Aujourd'hui" if self.seance.jour <= timezone.localdate() else "Demain"


def mes_grilles(utilisateur: Utilisateur) -> list[GrilleOuverte]:
    """One's open grids: by meeting, from today on, then by name. Constant queries.

    A meeting of this morning is still of the day: its grid is often finished afterwards.
    """
    ouverts = Dossier.objects.evaluables_par(utilisateur).filter(etat__in=EVALUATION_OUVERTE)
    dossiers = list(ouverts.pour_liste().order_by("candidat__nom", "candidat__prenom", "pk"))
    minuit = datetime.datetime.combine(timezone.localdate(), datetime.time(), tzinfo=PARIS)
    attendues = _prochaines(utilisateur, minuit)
    apres_demain = minuit + datetime.timedelta(days=2)
    grilles = [
        GrilleOuverte(dossier, seance, seance is not None and seance.debut < apres_demain)
        for dossier in dossiers
        for seance in [attendues.get(dossier.pk)]
    ]
    sans_date = datetime.datetime.max.replace(tzinfo=datetime.UTC)
    return sorted(grilles, key=lambda une: une.seance.debut if une.seance else sans_date)


def _prochaines(utilisateur: Utilisateur, minuit: datetime.datetime) -> dict[int, Seance]:
    """The first meeting of each dossier, since this morning, where this person is expected."""
    seances = (
        Seance.objects.visible_par(utilisateur)
        .de(utilisateur.pk)
        .filter(fin__gte=minuit)
        .exclude(etat__in=[EtatSeance.ANNULEE, EtatSeance.ABSENCE])
        .order_by("-debut", "-pk")
    )
    return {une.dossier_id: une for une in seances}
