"""Renew the lease of a job while its function runs, however long one of its steps is."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

logger = logging.getLogger(__name__)


@contextmanager
def battement(ligne: QuerySet) -> Iterator[None]:
    """Push `bail` forward three times per lease; `ligne` is the row as long as it is ours.

    A worker that is killed stops beating, and its job is taken over when the lease ends.
    """
    arret = threading.Event()
    fil = threading.Thread(target=_battre, args=(ligne, arret), daemon=True, name="battement")
    fil.start()
    try:
        yield
    finally:
        arret.set()
        fil.join()


def _battre(ligne: QuerySet, arret: threading.Event) -> None:
    duree = timedelta(seconds=settings.BAIL_TRAVAIL)
    while not arret.wait(settings.BAIL_TRAVAIL / 3):
        try:
            if not ligne.update(bail=timezone.now() + duree):
                return
        except DatabaseError:
            logger.warning("Lease not renewed, will try again", exc_info=True)
        finally:
            connection.close()
