"""Long jobs: the row is the truth, a message only wakes a worker (docs/architecture.md).

An app asks with `demander` inside its act's transaction, and says in its `tasks.py` how the job
is done with `@travaux.execute("nature")`. A killed worker, a lost message, a message delivered
twice or a worker that comes back from the dead all end with the job done once.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cqpm.commun.execution import (
    TentativePerdue,
    abandonner_les_morts,
    execute,
    executer,
    relancer,
)
from cqpm.commun.fichiers import Produit, enregistrer_document
from cqpm.commun.models import TENTATIVES_MAX, EtatTravail, Travail
from cqpm.commun.publication import publier_au_commit

__all__ = [
    "Produit",
    "TentativePerdue",
    "abandonner_les_morts",
    "demander",
    "dernier",
    "enregistrer_document",
    "est_demande",
    "execute",
    "executer",
    "relancer",
    "relancer_echec",
]


def demander(
    nature: str, *, sujet: str, cle: str, parametres: dict | None = None, par=None
) -> Travail:
    """Ask for a job in the act's transaction; a worker is woken up once it is committed.

    The same `cle` gives the same row: untouched while it waits, runs or is done, queued again if
    it had failed.
    """
    with transaction.atomic():
        travail, cree = Travail.objects.get_or_create(
            cle=cle,
            defaults={
                "nature": nature,
                "sujet": sujet,
                "parametres": parametres or {},
                "demande_par": par,
                "publie_le": timezone.now(),
            },
        )
        if cree:
            publier_au_commit(travail.pk)
        elif travail.etat == EtatTravail.ECHEC:
            _remettre_en_attente(travail, demande_par=par, parametres=parametres or {})
    return travail


def est_demande(cle: str) -> bool:
    """The job of that key waits, runs or is done: asking again would change nothing."""
    return Travail.objects.filter(cle=cle).exclude(etat=EtatTravail.ECHEC).exists()


def relancer_echec(travail: Travail, par) -> Travail:
    """Queue a failed job again at a person's request; does nothing to one that has not failed."""
    with transaction.atomic():
        _remettre_en_attente(travail, demande_par=par)
    return travail


def dernier(sujet: str, nature: str) -> Travail | None:
    """The newest job of that nature about that object, with its document."""
    return Travail.objects.select_related("document").filter(sujet=sujet, nature=nature).first()


def _remettre_en_attente(travail: Travail, **champs) -> None:
    """Give a failed job a new run of attempts; attempt numbers never start over."""
    maintenant = timezone.now()
    remis = Travail.objects.filter(pk=travail.pk, etat=EtatTravail.ECHEC).update(
        etat=EtatTravail.EN_ATTENTE,
        tentatives_max=F("tentatives") + TENTATIVES_MAX,
        etape=0,
        libelle_etape="",
        erreur="",
        bail=None,
        publie_le=maintenant,
        modifie_le=maintenant,
        **champs,
    )
    if remis:
        publier_au_commit(travail.pk)
    travail.refresh_from_db()
