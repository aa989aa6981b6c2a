"""Where documents are written: whole and on the disk, or not at all."""

import errno
import os

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


class StockageDurable(FileSystemStorage):
    """Keep no half-written file, and return only once the bytes are on the disk.

    The row that names the file is committed afterwards: a power cut must not leave a row whose
    file is empty.
    """

    def _save(self, name, content):
        try:
            saved = super()._save(name, content)
            self._synchroniser(self.path(saved))
        except OSError as erreur:
            self.delete(name)
            if erreur.errno in DISQUE_PLEIN:
                raise EspaceInsuffisant from erreur
            raise
        return saved

    def _synchroniser(self, path: str) -> None:
        for target in (path, os.path.dirname(path)):
            descriptor = os.open(target, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
