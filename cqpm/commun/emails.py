"""Mails: plain text from a template whose first line is the subject; sent from jobs only."""

from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import Produit


class DestinataireAbsent(ErreurMetier):
    """Nobody to write to."""

    def __init__(self):
        super().__init__(
            "Ce message n'a pas de destinataire. Renseignez l'adresse électronique de la personne "
            "concernée, puis relancez l'envoi."
        )


def envoyer(gabarit: str, contexte: dict, a: str | Iterable[str], pieces: Iterable[Produit] = ()):
    """Send `templates/<app>/emails/x.txt`: one message per call, recipients see each other.

    Called by job functions, never by a request: an SMTP server may take twenty seconds. Values of
    the context are plain text; a line break in one of them cannot add a header.
    Raises DestinataireAbsent.
    """
    destinataires = [a] if isinstance(a, str) else list(a)
    if not any(destinataires):
        raise DestinataireAbsent
    objet, corps = _composer(gabarit, contexte)
    message = EmailMessage(subject=objet, body=corps, to=destinataires)
    for piece in pieces:
        message.attach(piece.nom, piece.contenu, piece.type_mime)
    message.send()


def _composer(gabarit: str, contexte: dict) -> tuple[str, str]:
    """Split the rendered text into subject (first line, on one line) and body."""
    texte = get_template(gabarit).template.render(Context(contexte, autoescape=False)).strip()
    objet, _, corps = texte.partition("\n")
    return " ".join(objet.split()), corps.strip() + "\n"
