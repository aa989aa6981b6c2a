"""Whom a session in preparation may take, and who is not far from it (R31)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from evaluations.attentes import ATTENTES
from evaluations.models import SessionJury
from referentiels.models import Referentiel

PROCHES_MAX = 20
# The kinds of act that a dossier may lack between its transmission and the jury.
AVANT_LE_JURY = [
    une for une in ATTENTES if not une.de_seance and une.code not in {"session", "lettre_president"}
]


def admet(versions: Iterable[Referentiel], une: Referentiel) -> bool:
    """Tell whether a session held for these CQPM, all of them when none, takes this version.

    A CQPM is its number: a session takes every version of it.
    """
    versions = list(versions)
    return not versions or any(
        autre.pk == une.pk or (autre.numero and autre.numero == une.numero) for autre in versions
    )


def dossiers_prets(session: SessionJury) -> DossierQuerySet:
    """The centre's dossiers that this session may take (R31)."""
    return _du_centre(session).filter(etat=EtatDossier.PRET_POUR_JURY).pour_liste()


def _du_centre(session: SessionJury) -> DossierQuerySet:
    """The centre's dossiers of the session's CQPM."""
    dossiers = Dossier.objects.filter(centre=session.centre_id)
    versions = session.referentiels.all()
    if not versions:
        return dossiers
    numeros = {une.numero for une in versions} - {""}
    return dossiers.filter(
        Q(referentiel__in=[une.pk for une in versions]) | Q(referentiel__numero__in=numeros)
    )


@dataclass(frozen=True)
class Proche:
    """A dossier that a session would take, were it not for `manques`."""

    dossier: Dossier
    manques: list[str]


def dossiers_proches(session: SessionJury) -> list[Proche]:
    """The dossiers whose evaluation is under way or over, the nearest first, with what they lack.

    `PROCHES_MAX` at most; one query per kind of act, whatever their number. The words are those of
    the board; the dossier's own page tells the details.
    """
    etats = [EtatDossier.EVALUATIONS_CLOSES, EtatDossier.EN_EVALUATION]
    trouves = [
        dossier
        for etat in etats
        for dossier in _du_centre(session)
        .filter(etat=etat)
        .non_reportes(timezone.localdate())
        .pour_liste()[:PROCHES_MAX]
    ][:PROCHES_MAX]
    manques: dict[int, list[str]] = {dossier.pk: [] for dossier in trouves}
    for attente in AVANT_LE_JURY if trouves else ():
        ceux_ci = Dossier.objects.filter(pk__in=manques).order_by()
        for pk in attente.filtre(ceux_ci).values_list("pk", flat=True):
            manques[pk].append(attente.acte or attente.libelle)
    return [Proche(dossier, manques[dossier.pk]) for dossier in trouves]
