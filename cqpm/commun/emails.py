"""Mails: plain text from a template whose first line is the subject; sent from jobs only.

Each one leaves a `Courriel`: what left, or what the server refused.
"""

from collections.abc import Iterable
from email.utils import make_msgid, parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context
from django.template.loader import get_template
from django.utils.crypto import salted_hmac

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import Produit
from cqpm.commun.models import Courriel, EtatCourriel

OBJET_MAX = Courriel._meta.get_field("objet").max_length


class DestinataireAbsent(ErreurMetier):
    """Nobody to write to."""

    def __init__(self):
        super().__init__(
            "Ce message n'a pas de destinataire. Renseignez l'adresse électronique de la personne "
            "concernée, puis relancez l'envoi."
        )


class CourrielRefuse(ErreurMetier):
    """The server said no for good: trying again would change nothing."""

    def __init__(self, destinataires: list[str], reponse: str):
        self.destinataires, self.reponse = destinataires, reponse
        super().__init__(
            f"Le serveur de messagerie a refusé le message adressé à {', '.join(destinataires)} "
            f"(« {reponse} »). Vérifiez l'adresse auprès de la personne, corrigez-la, puis "
            "relancez l'envoi."
        )


def envoyer(
    gabarit: str,
    contexte: dict,
    a: str | Iterable[str],
    pieces: Iterable[Produit] = (),
    *,
    sujet: str = "",
    secret: bool = False,
    cle: str = "",
) -> Courriel:
    """Send `templates/<app>/emails/x.txt`: one message per call, recipients see each other.

    Called by job functions, outside any transaction: an SMTP server may take twenty seconds.
    Values of the context are plain text; a line break in one of them cannot add a header.
    `sujet` (`sujet_de`) says what the mail is about, hence who may read it; the text of a `secret`
    one, which holds a personal link, is not kept in the database. A mail whose `cle` has already
    left does not leave again.
    Raises DestinataireAbsent, CourrielRefuse; a passing failure of the server comes as it is.
    """
    destinataires = [a] if isinstance(a, str) else list(a)
    if not any(destinataires):
        raise DestinataireAbsent
    if cle and (parti := _deja_parti(cle)):
        return parti
    pieces = list(pieces)
    objet, corps = _composer(gabarit, contexte)
    message = EmailMessage(objet, corps, to=destinataires, headers={"Message-ID": _identite(cle)})
    for piece in pieces:
        message.attach(piece.nom, piece.contenu, piece.type_mime)
    trace = {
        "sujet": sujet,
        "destinataires": destinataires,
        "objet": objet[:OBJET_MAX],
        "corps": "" if secret else corps,
        "pieces": [piece.nom for piece in pieces],
    }
    _partir(message, cle, trace)
    fichier = getattr(message, "fichier", "")
    return _noter(cle, trace, etat=EtatCourriel.ENVOYE, fichier=fichier, erreur="")


def _deja_parti(cle: str) -> Courriel | None:
    return Courriel.objects.filter(cle=cle).exclude(etat=EtatCourriel.REFUSE).first()


def _partir(message: EmailMessage, cle: str, trace: dict) -> None:
    try:
        message.send()
    except (SMTPRecipientsRefused, SMTPDataError) as erreur:
        reponses = _reponses(erreur)
        if not all(500 <= code < 600 for code, _ in reponses):
            raise
        refus = CourrielRefuse(message.to, " ; ".join(dict.fromkeys(dit for _, dit in reponses)))
        _noter(cle, trace, etat=EtatCourriel.REFUSE, fichier="", erreur=str(refus))
        raise refus from erreur


def _reponses(erreur: SMTPRecipientsRefused | SMTPDataError) -> list[tuple[int, str]]:
    """Code and words of the server, recipient by recipient."""
    if isinstance(erreur, SMTPDataError):
        brutes = [(erreur.smtp_code, erreur.smtp_error)]
    else:
        brutes = list(erreur.recipients.values())
    return [(code, f"{code} {' '.join(_texte(dit).split())}"[:300]) for code, dit in brutes]


def _texte(dit: bytes | str) -> str:
    return dit.decode(errors="replace") if isinstance(dit, bytes) else dit


def _noter(cle: str, trace: dict, **champs) -> Courriel:
    if not cle:
        return Courriel.objects.create(**trace, **champs)
    return Courriel.objects.update_or_create(cle=cle, defaults=trace | champs)[0]


def _identite(cle: str) -> str:
    """A Message-ID; the same for the same `cle`, so that a mail that left twice shows as one."""
    domaine = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    if not cle:
        return make_msgid(domain=domaine)
    return f"<{salted_hmac('cqpm.commun.emails', cle).hexdigest()}@{domaine}>"


def _composer(gabarit: str, contexte: dict) -> tuple[str, str]:
    """Split the rendered text into subject (first line, on one line) and body."""
    texte = get_template(gabarit).template.render(Context(contexte, autoescape=False)).strip()
    objet, _, corps = texte.partition("\n")
    return " ".join(objet.split()), corps.strip() + "\n"
