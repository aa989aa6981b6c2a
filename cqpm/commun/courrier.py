"""The post of the embedded installation: mails are files of a folder, and are read there.

Nothing leaves: `EMAIL_BACKEND` is this module's until a mail server is configured.
"""

import email
import os
import re
import tempfile
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

MOTEUR = "cqpm.commun.courrier.DossierLocal"


@dataclass(frozen=True)
class Piece:
    """An attached file, as it was sent."""

    nom: str
    type_mime: str
    contenu: bytes


@dataclass(frozen=True)
class Message:
    """A mail read again from its file."""

    texte: str
    pieces: list[Piece] = field(default_factory=list)


class DossierLocal(BaseEmailBackend):
    """Write one `.eml` per message, named after its Message-ID.

    The same message written twice, because the worker died in between, is one file.
    """

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            message.fichier = _deposer(message.message())
        return len(email_messages)


def est_local() -> bool:
    """Tell whether mails stay on this machine."""
    return settings.EMAIL_BACKEND == MOTEUR


def lire(nom: str) -> Message | None:
    """Read a mail of the folder; None if it is not there, or not that kind of installation."""
    if not (est_local() and nom and nom == Path(nom).name):
        return None
    try:
        octets = (Path(settings.EMAIL_FILE_PATH) / nom).read_bytes()
    except FileNotFoundError:
        return None
    message = email.message_from_bytes(octets, policy=policy.default)
    corps = message.get_body(("plain",))
    pieces = [
        Piece(une.get_filename() or "sans nom", une.get_content_type(), _octets(une))
        for une in message.iter_attachments()
    ]
    return Message(corps.get_content() if corps else "", pieces)


def _octets(piece) -> bytes:
    return piece.get_payload(decode=True) or b""


def _deposer(message) -> str:
    """Make the file appear whole under its name."""
    dossier = Path(settings.EMAIL_FILE_PATH)
    dossier.mkdir(parents=True, exist_ok=True)
    identifiant = message["Message-ID"].strip("<>").partition("@")[0]
    nom = re.sub(r"[^\w.-]", "_", identifiant, flags=re.ASCII)[:120] + ".eml"
    descripteur, brouillon = tempfile.mkstemp(dir=dossier, suffix=".part")
    with os.fdopen(descripteur, "wb") as fichier:
        fichier.write(message.as_bytes())
    os.replace(brouillon, dossier / nom)
    return nom
