"""How a job runs: claimed by one worker, finished once, swept up when its worker dies.

Apps use it through `cqpm.commun.travaux`.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cqpm.commun.battement import battement
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import Produit, fichier_ecrit
from cqpm.commun.models import TENTATIVES_MAX, EtatTravail, Travail
from cqpm.commun.publication import publier

logger = logging.getLogger(__name__)

Fonction = Callable[[Travail, Callable[[int, int, str], None]], Produit | None]
_fonctions: dict[str, Fonction] = {}

# A message that no worker took within this delay is sent again.
DELAI_REPUBLICATION = timedelta(seconds=30)
# Seconds to wait before the attempt that follows the first error, then the second.
DELAIS_REPRISE = (10, 60)


class TentativePerdue(Exception):
    """Another worker owns the job by now: whatever this attempt produced is thrown away."""


def execute(nature: str) -> Callable[[Fonction], Fonction]:
    """Register the function that does the jobs of that nature.

    It receives the row and `avancer(etape, etapes, libelle)`, and returns a `Produit` or None.
    It may run more than once: what it writes by itself must bear it.
    """

    def enregistrer(fonction: Fonction) -> Fonction:
        if nature in _fonctions:
            raise ValueError(f"Two functions for the jobs « {nature} »")
        _fonctions[nature] = fonction
        return fonction

    return enregistrer


def executer(travail_id: int) -> None:
    """Do the job if nobody else is doing it; running it again has no effect."""
    travail = _prendre(travail_id)
    if travail is None:
        return
    try:
        _tenter(travail)
    except TentativePerdue:
        logger.warning("Job %s: attempt %s was taken over", travail.pk, travail.tentatives)


def _tenter(travail: Travail) -> None:
    try:
        with battement(_a_nous(travail)):
            produit = _fonction(travail.nature)(travail, partial(_avancer, travail))
            _terminer(travail, produit)
    except TentativePerdue:
        raise
    except ErreurMetier as erreur:
        _finir(travail, etat=EtatTravail.ECHEC, bail=None, erreur=str(erreur))
    except Exception:
        logger.exception("Job %s (%s): attempt %s", travail.pk, travail, travail.tentatives)
        _reprendre_ou_echouer(travail)


def _fonction(nature: str) -> Fonction:
    if nature not in _fonctions:
        # Outside a worker (a management command, a test) the tasks modules are not loaded yet.
        current_app.loader.import_default_modules()
    return _fonctions[nature]


def _libres() -> Q:
    """Jobs that may be taken: waiting, or whose owner stopped renewing its lease.

    On a waiting row `bail` is the moment before which the next attempt must not start.
    """
    return Q(etat=EtatTravail.EN_ATTENTE, bail=None) | Q(
        etat__in=[EtatTravail.EN_ATTENTE, EtatTravail.EN_COURS], bail__lt=timezone.now()
    )


def _prendre(travail_id: int) -> Travail | None:
    """Claim by compare-and-set on the attempt number: of two workers, one wins."""
    travail = Travail.objects.filter(pk=travail_id).first()
    if travail is None:
        logger.warning("Job %s not found", travail_id)
        return None
    libre = Travail.objects.filter(
        _libres(),
        pk=travail_id,
        tentatives=travail.tentatives,
        tentatives_max__gt=travail.tentatives,
    )
    pris = _ecrire(
        libre,
        travail,
        etat=EtatTravail.EN_COURS,
        tentatives=travail.tentatives + 1,
        etape=0,
        libelle_etape="",
        bail=_nouveau_bail(),
    )
    return travail if pris else None


def _nouveau_bail() -> datetime:
    return timezone.now() + timedelta(seconds=settings.BAIL_TRAVAIL)


def _a_nous(travail: Travail) -> QuerySet:
    """The row, as long as this attempt owns it."""
    return Travail.objects.filter(
        pk=travail.pk, etat=EtatTravail.EN_COURS, tentatives=travail.tentatives
    )


def _ecrire(lignes: QuerySet, travail: Travail, **champs) -> bool:
    """Write on the row if the condition still holds, and on the object alike."""
    champs["modifie_le"] = timezone.now()
    if not lignes.update(**champs):
        return False
    for champ, valeur in champs.items():
        setattr(travail, champ, valeur)
    return True


def _finir(travail: Travail, **champs) -> None:
    if not _ecrire(_a_nous(travail), travail, **champs):
        raise TentativePerdue


def _avancer(travail: Travail, etape: int, etapes: int, libelle: str) -> None:
    """Write the progress and renew the lease; raises TentativePerdue if the job was taken over."""
    _finir(travail, etape=etape, etapes=etapes, libelle_etape=libelle, bail=_nouveau_bail())


def _terminer(travail: Travail, produit: Produit | None) -> None:
    """Write the document and the final state together, only if the attempt is still ours."""
    fin = {"etat": EtatTravail.TERMINE, "etape": travail.etapes, "bail": None, "erreur": ""}
    if produit is None:
        _finir(travail, **fin)
        return
    origine = {"sujet": travail.sujet, "nature": travail.nature, "travail": travail}
    with (
        fichier_ecrit(produit, cree_par_id=travail.demande_par_id, **origine) as document,
        transaction.atomic(),
    ):
        _finir(travail, **fin)
        document.save(force_insert=True)


def _reprendre_ou_echouer(travail: Travail) -> None:
    """After an unexpected error: try again a little later, or give up and say so."""
    restantes = travail.tentatives_max - travail.tentatives
    if restantes <= 0:
        _finir(travail, **_echec_technique(travail))
        return
    attente = DELAIS_REPRISE[-min(restantes, len(DELAIS_REPRISE))]
    reprise = timezone.now() + timedelta(seconds=attente)
    _finir(travail, etat=EtatTravail.EN_ATTENTE, bail=reprise, publie_le=None)


def _echec_technique(travail: Travail) -> dict:
    return {
        "etat": EtatTravail.ECHEC,
        "bail": None,
        "erreur": (
            f"Le traitement a été essayé {TENTATIVES_MAX} fois sans aboutir, pour une raison "
            "technique. Rien n'est perdu : cliquez sur « Relancer ». Si l'échec se répète, donnez "
            f"à l'administrateur la référence T-{travail.pk}."
        ),
    }


def relancer() -> int:
    """Send again the jobs that no worker took or whose worker died; returns how many left.

    Two sweepers may run at the same time: each row is moved by compare-and-set.
    """
    return sum(_relancer(travail) for travail in _a_relancer())


def _a_relancer() -> list[Travail]:
    """Free jobs never published, published too long ago, or published before their lease ended."""
    a_publier = (
        Q(publie_le=None)
        | Q(publie_le__lt=timezone.now() - DELAI_REPUBLICATION)
        | Q(etat=EtatTravail.EN_COURS, publie_le__lt=F("bail"))
    )
    return list(Travail.objects.filter(_libres(), a_publier).order_by("pk")[:200])


def _relancer(travail: Travail) -> bool:
    libre = Travail.objects.filter(
        _libres(), pk=travail.pk, tentatives=travail.tentatives, publie_le=travail.publie_le
    )
    if travail.etat == EtatTravail.EN_COURS and travail.tentatives >= travail.tentatives_max:
        _abandonner(libre, travail)
        return False
    return bool(libre.update(publie_le=timezone.now())) and publier(travail.pk)


def abandonner_les_morts(travaux: Collection[int]) -> None:
    """Fail, among these, the jobs whose worker died at the last attempt: nobody takes them again.

    Whoever waits for them asks, instead of waiting for the sweeper (`relancer`).
    """
    sans_suite = Q(etat=EtatTravail.EN_COURS, tentatives__gte=F("tentatives_max"))
    for travail in Travail.objects.filter(_libres(), sans_suite, pk__in=travaux):
        libre = Travail.objects.filter(_libres(), pk=travail.pk, tentatives=travail.tentatives)
        _abandonner(libre, travail)


def _abandonner(libre: QuerySet, travail: Travail) -> None:
    logger.error("Job %s (%s): its worker died at the last attempt", travail.pk, travail)
    _ecrire(libre, travail, **_echec_technique(travail))
