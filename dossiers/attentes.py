"""What a dossier may be waiting for: one word per kind of act, for every page that counts them.

An `Attente` is a set of dossiers, said by a filter: the board counts it, the list filters on it,
the reminders write about it, always in a constant number of queries. The page of one dossier says
the same acts in full (`dossiers.avancement`), with the same codes; a test holds the two together.
`settings.CQPM_ATTENTES` lists the modules, lower app first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models.expressions import Combinable
from django.utils.module_loading import import_string

from dossiers.enums import EtatDossier
from dossiers.querysets import DossierQuerySet


class Acteur(StrEnum):
    """Who must act."""

    CENTRE = "centre"
    RESPONSABLE = "responsable"
    RESSOURCES = "ressources"
    COMMISSION = "commission"
    ENTREPRISE = "entreprise"
    CANDIDAT = "candidat"
    JURY = "jury"


@dataclass(frozen=True)
class Attente:
    """One kind of missing act.

    `filtre` keeps the dossiers that wait for it; `echeance` is the expression of its due date on
    such a dossier, or None; `url` is the name of the page where it is done, given the dossier's
    key.
    """

    code: str
    libelle: str
    acteur: Acteur
    filtre: Callable[[DossierQuerySet], DossierQuerySet]
    url: str
    echeance: Combinable | None = None


def toutes() -> list[Attente]:
    """Every kind, in the order of a dossier's life."""
    return [une for chemin in settings.CQPM_ATTENTES for une in import_string(chemin)]


def par_code(code: str) -> Attente | None:
    """The kind of that code, None for a word that is not one."""
    return next((une for une in toutes() if une.code == code), None)


ATTENTES = [
    Attente(
        "recevabilite",
        "Recevabilité à décider",
        Acteur.CENTRE,
        lambda dossiers: dossiers.filter(etat=EtatDossier.RECEVABILITE),
        "dossiers:fiche",
    ),
    Attente(
        "modalites",
        "Modalités à définir",
        Acteur.CENTRE,
        lambda dossiers: dossiers.filter(etat=EtatDossier.INSCRIT),
        "dossiers:modalites",
    ),
    Attente(
        "transmission",
        "Dossier à transmettre",
        Acteur.CENTRE,
        lambda dossiers: dossiers.filter(etat=EtatDossier.MODALITES_COMPLETES),
        "dossiers:transmettre",
    ),
]
