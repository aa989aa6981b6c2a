"""The mails of the running product, read where the embedded installation keeps them."""

import email
import re
from email import policy
from pathlib import Path

from tests.processus import attendre


def messages(donnees: Path, objet: str) -> list[tuple[str, str]]:
    """Recipient and text of the mails whose subject contains these words, oldest first."""
    lus = []
    for chemin in (donnees / "courriels").glob("*.eml"):
        message = email.message_from_bytes(chemin.read_bytes(), policy=policy.default)
        if objet in message["Subject"]:
            corps = message.get_body(("plain",)).get_content()
            lus.append((chemin.stat().st_mtime, message["To"], corps))
    return [(a, corps) for _, a, corps in sorted(lus)]


def attendre_message(donnees: Path, objet: str) -> tuple[str, str]:
    """The newest one, once it is there."""
    attendre(lambda: bool(messages(donnees, objet)), f"mail « {objet} »")
    return messages(donnees, objet)[-1]


def lien_et_code(corps: str) -> tuple[str, str]:
    """The personal link of a mail, and its code."""
    lien = re.search(r"https?://\S+/(?:avis|espace)/[\w-]+/", corps)[0]
    return lien, re.search(r"\b(\d{3} \d{3})\b", corps)[1]
