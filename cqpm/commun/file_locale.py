"""The embedded queue: messages are files of the data folder, no server to install."""

import time
import uuid
from pathlib import Path

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Canal(filesystem.Channel):
    """Kombu's channel lets a worker read a message that is still being written, and dies of it."""

    def _put(self, queue, payload, **kwargs):
        """Write the message aside, then give it the name that workers look for."""
        nom = f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        brouillon = Path(self.data_folder_out) / f"{nom}.brouillon"
        brouillon.write_text(dumps(payload), encoding="utf-8")
        brouillon.rename(brouillon.with_suffix(""))


class Transport(filesystem.Transport):
    Channel = Canal
