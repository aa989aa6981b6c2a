"""Where documents are written: whole and on the disk, or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import FileSystemStorage

from cqpm.commun.errors import ErreurMetier

DISQUE_PLEIN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class EspaceInsuffisant(ErreurMetier):
    """The disk has no room left; nothing was kept of the file."""

    def __init__(self):
        super().__init__(
            "Il n'y a plus de place sur le disque du serveur : le document n'a pas été "
            "enregistré. Demandez à l'administrateur de libérer de la place, puis recommencez."
        )


@contextmanager
def place_sur_le_disque() -> Iterator[None]:
    """Say a full disk in words. Raises EspaceInsuffisant."""
    try:
        yield
    except OSError as erreur:
        if erreur.errno in DISQUE_PLEIN:
            raise EspaceInsuffisant from erreur
        raise


class StockageDurable(FileSystemStorage):
    """Keep no half-written file, and return only once the bytes are on the disk.

    The row that names the file is committed afterwards: a power cut must not leave a row whose
    file is empty.
    """

    def _save(self, name, content):
        with place_sur_le_disque():
            try:
                saved = super()._save(name, content)
                self._synchroniser(self.path(saved))
            except OSError:
                self.delete(name)
                raise
        return saved

    def _synchroniser(self, path: str) -> None:
        for target in (path, os.path.dirname(path)):
            descriptor = os.open(target, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
