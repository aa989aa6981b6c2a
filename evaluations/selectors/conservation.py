"""What a candidate keeps after a signed PV, and what an earlier jury already gave (R38, R39)."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dossiers.enums import EtatDossier
from dossiers.models import CapaciteConservee, Dossier
from evaluations.enums import DecisionJury, EtatSession
from evaluations.models import Deliberation
from evaluations.regles_conservation import fins_de_conservation
from referentiels.models import Capacite


def numeros_des_blocs(capacites: Iterable[Capacite]) -> dict[int, set[int]]:
    """The numbers of the capacités of each bloc, by the bloc's key."""
    blocs: dict[int, set[int]] = {}
    for capacite in capacites:
        if capacite.bloc_id:
            blocs.setdefault(capacite.bloc_id, set()).add(capacite.numero)
    return blocs


def anterieures(dossier: Dossier) -> Mapping[int, CapaciteConservee]:
    """What the dossier kept from an earlier jury, by number; no query for a first presentation."""
    if not dossier.origine_id:
        return {}
    return {une.capacite.numero: une for une in dossier.conservees.select_related("capacite")}


def conservees_au(dossier: Dossier, date: datetime.date) -> set[int]:
    """Numbers of the capacités that an earlier jury gave and that still count that day (R32)."""
    return {numero for numero, une in anterieures(dossier).items() if une.jusqu_au >= date}


def benefices(dossier: Dossier) -> list[CapaciteConservee]:
    """What the candidate keeps after this dossier's signed PV, as rows without dossier.

    Each keeps the date and session of the jury that validated it. Empty before the signature.
    """
    deliberation = deliberation_signee(dossier)
    if deliberation is None:
        return []
    session = deliberation.session
    anciennes = anterieures(dossier)
    nouvelles = {
        une.capacite.numero: une.capacite
        for une in deliberation.capacites.select_related("capacite")
        if une.validee
    }
    jour = session.date_de_deliberation
    fins = fins_apres(dossier, jour, nouvelles=set(nouvelles), anciennes=anciennes.values())
    lignes = []
    for numero, fin in sorted(fins.items()):
        ancienne = anciennes.get(numero)
        lignes.append(
            CapaciteConservee(
                capacite=nouvelles.get(numero) or ancienne.capacite,
                validee_le=jour if numero in nouvelles else ancienne.validee_le,
                session_numero=session.numero if numero in nouvelles else ancienne.session_numero,
                jusqu_au=fin,
            )
        )
    return lignes


def fins_apres(
    dossier: Dossier,
    jour: datetime.date,
    *,
    nouvelles: set[int],
    anciennes: Iterable[CapaciteConservee],
) -> dict[int, datetime.date]:
    """The last day of each capacité kept after the jury of that day, by number (R38)."""
    return fins_de_conservation(
        jour,
        nouvelles=nouvelles,
        anciennes={une.capacite.numero: une.jusqu_au for une in anciennes},
        blocs=numeros_des_blocs(dossier.referentiel.capacites.all()),
        enregistre_rncp=dossier.referentiel.est_enregistre_rncp,
    )


def encore_valables(dossier: Dossier) -> list[CapaciteConservee]:
    """Those of `benefices` that count today."""
    return [un for un in benefices(dossier) if not un.est_perdue]


def manquantes(dossier: Dossier, conservees: Iterable[CapaciteConservee]) -> list[Capacite]:
    """The capacités that a new presentation evaluates; after blocs alone, those of the CQPM."""
    acquises = {une.capacite_id for une in conservees}
    toutes = dossier.etat == EtatDossier.ADMIS
    visees = dossier.referentiel.capacites.all() if toutes else dossier.capacites_du_but()
    return [une for une in visees if une.pk not in acquises]


@dataclass(frozen=True)
class PagePresentation:
    """What is kept, what was lost meanwhile, what a new presentation would evaluate."""

    conservees: list[CapaciteConservee]
    perdues: list[CapaciteConservee]
    manquantes: list[Capacite]


def page_presentation(dossier: Dossier) -> PagePresentation:
    """Read the page of a dossier whose PV is signed."""
    toutes = benefices(dossier)
    conservees = [une for une in toutes if not une.est_perdue]
    return PagePresentation(
        conservees,
        [une for une in toutes if une.est_perdue],
        manquantes(dossier, conservees),
    )


def deliberation_signee(dossier: Dossier) -> Deliberation | None:
    """The decision that a signed PV gave on this dossier, None before it (R53)."""
    return (
        Deliberation.objects.filter(dossier=dossier, session__etat=EtatSession.SIGNEE)
        .exclude(decision=DecisionJury.RENVOI)
        .select_related("session__rectifie")
        .order_by("-pk")
        .first()
    )
