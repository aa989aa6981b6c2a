"""Wake the workers up, without ever making a person wait for a broken broker."""

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction

from cqpm.commun.models import Travail

logger = logging.getLogger(__name__)

TACHE = "commun.executer_travail"
# After a failure nothing is sent for that many seconds: the sweeper delivers what was skipped.
SILENCE = 30.0


class Disjoncteur:
    """Remember, for this process, that the broker did not answer a moment ago."""

    def __init__(self):
        self._jusqua = 0.0

    def est_ouvert(self) -> bool:
        return time.monotonic() < self._jusqua

    def ouvrir(self) -> None:
        self._jusqua = time.monotonic() + SILENCE

    def fermer(self) -> None:
        self._jusqua = 0.0


disjoncteur = Disjoncteur()


def publier_au_commit(travail_id: int) -> None:
    """Publish once the act is committed; whatever happens then cannot break the act."""
    transaction.on_commit(partial(publier, travail_id), robust=True)


def publier(travail_id: int) -> bool:
    """Wake a worker up, or mark the row unpublished so that the sweeper's next round takes it."""
    parti = not disjoncteur.est_ouvert() and _envoyer(travail_id)
    if not parti:
        Travail.objects.filter(pk=travail_id).update(publie_le=None)
    return parti


def _envoyer(travail_id: int) -> bool:
    try:
        current_app.send_task(TACHE, args=[travail_id], retry=False, ignore_result=True)
    except Exception as erreur:  # whatever the transport raises, the act is already committed
        disjoncteur.ouvrir()
        logger.warning("Broker unreachable, job %s left to the sweeper: %s", travail_id, erreur)
        return False
    return True
