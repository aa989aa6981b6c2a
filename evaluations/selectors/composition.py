"""The composition of a jury: which unions are asked, and what its notices and parity lack."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.accords import accord_en_vigueur
from evaluations.models import OrganisationSyndicale, SessionJury
from evaluations.regles_composition import Saisine, avertissements


def organisations_en_vigueur(date: datetime.date) -> QuerySet[OrganisationSyndicale]:
    """The unions representative in the branch on that day (R27)."""
    return OrganisationSyndicale.objects.filter(
        Q(jusqu_au=None) | Q(jusqu_au__gte=date), depuis__lte=date
    )


def saisines_de(session: SessionJury) -> list[Saisine]:
    """One line per union in force on the session's day, asked or not (R28). Two queries."""
    demandes = {un.organisation_id: un for un in session.demandes.all()}
    return [
        Saisine(une.sigle, demande.envoyee_le, demande.reponse)
        if (demande := demandes.get(une.pk))
        else Saisine(une.sigle)
        for une in organisations_en_vigueur(session.date)
    ]


def avertissements_de(session: SessionJury, saisines: list[Saisine] | None = None) -> list[str]:
    """What the hub shows and the PV prints of notices, composition and parity (R27 to R29)."""
    return avertissements(
        session.date,
        demandes_le=session.demandes_syndicats_le,
        convocations_le=session.convocations_le,
        sieges=session.sieges,
        saisines=saisines_de(session) if saisines is None else saisines,
    )


@dataclass(frozen=True)
class Delai:
    """A notice: its last day, so many days before the session, and when it was given."""

    limite: datetime.date
    fait_le: datetime.date | None
    jours: int

    @property
    def etat(self) -> tuple[str, str]:
        """Words and tone of its badge."""
        if self.fait_le:
            a_temps = self.fait_le <= self.limite
            return ("Dans les délais", "succes") if a_temps else ("Hors délai", "alerte")
        jours = (self.limite - timezone.localdate()).days
        if jours < 0:
            return ("Délai dépassé", "alerte")
        if jours == 0:
            return ("Dernier jour", "alerte")
        return (f"Encore {jours} jour{'s' if jours > 1 else ''}", "info")


def delai_des_demandes(session: SessionJury) -> Delai:
    """When the unions are asked, at the latest (R28)."""
    jours = accord_en_vigueur(session.date).saisine_syndicats_jours
    return _delai(session, session.demandes_syndicats_le, jours)


def delai_des_convocations(session: SessionJury) -> Delai:
    """When the members are convened, at the latest (R29)."""
    jours = accord_en_vigueur(session.date).convocation_jours
    return _delai(session, session.convocations_le, jours)


def _delai(session: SessionJury, fait_le: datetime.date | None, jours: int) -> Delai:
    return Delai(session.date - datetime.timedelta(days=jours), fait_le, jours)
