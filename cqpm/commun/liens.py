"""Personal links: a random token in the address, a short code sent beside it (ADR 10).

Reading takes the token alone and consumes nothing, however often it is opened; an act takes the
code too, which a mail scanner does not type. The database holds fingerprints only.
"""

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.limites import est_epuise, est_permis
from cqpm.commun.models import LienPersonnel

SIGNES_DU_CODE = 6
# The codes of the last messages are good: who holds an old link types the code of a newer one.
CODES_VALABLES = 5


@dataclass(frozen=True)
class Cle:
    """A link just made: `jeton` and `code` exist nowhere else."""

    lien: LienPersonnel
    jeton: str
    code: str

    @property
    def code_lisible(self) -> str:
        """The code as it is read aloud, « 482 913 »."""
        return f"{self.code[:3]} {self.code[3:]}"


class CodeRefuse(ErreurMetier):
    """The code is absent, wrong, or was tried too often; the act is not done."""


def creer(nature: str, sujet: str, expire_le: datetime.datetime) -> Cle:
    """Make a link and its code; earlier ones stay valid."""
    jeton = secrets.token_urlsafe(32)
    code = f"{secrets.randbelow(10**SIGNES_DU_CODE):0{SIGNES_DU_CODE}d}"
    lien = LienPersonnel.objects.create(
        nature=nature,
        sujet=sujet,
        empreinte=empreinte(jeton),
        empreinte_code=empreinte_du_code(nature, sujet, code),
        expire_le=expire_le,
    )
    return Cle(lien, jeton, code)


def empreinte(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


def trouver(nature: str, jeton: str) -> LienPersonnel | None:
    """The link of that nature which this token opens, expired and closed ones included."""
    return LienPersonnel.objects.filter(nature=nature, empreinte=empreinte(jeton)).first()


def est_vivant(lien: LienPersonnel) -> bool:
    return lien.ferme_le is None and lien.expire_le > timezone.now()


def vivants(nature: str, sujet: str) -> QuerySet[LienPersonnel]:
    """The links that open something now, newest first."""
    return LienPersonnel.objects.filter(
        nature=nature, sujet=sujet, ferme_le=None, expire_le__gt=timezone.now()
    )


def fermer(nature: str, sujet: str) -> int:
    """Close every link to that object at once; says how many were open."""
    return vivants(nature, sujet).update(ferme_le=timezone.now())


def verifier_code(lien: LienPersonnel, saisi: str) -> None:
    """Check the code typed with this link: its own, or one of the last messages on the same object.

    Ten different codes an hour and thirty a day with one link, right ones included; the same one
    again is not another try. Another link has its own count: who receives a fresh message is not
    shut out by who tried before. Raises CodeRefuse.
    """
    code = "".join(saisi.split())
    if not (code.isascii() and code.isdigit() and len(code) == SIGNES_DU_CODE):
        raise CodeRefuse(
            f"Écrivez le code à {SIGNES_DU_CODE} chiffres : il est dans le message qui contenait "
            "votre lien. Sans lui, demandez un nouveau message, ou appelez le centre d'examen."
        )
    attendue = empreinte_du_code(lien.nature, lien.sujet, code)
    if _trop_d_essais(str(lien.pk), attendue):
        raise CodeRefuse(
            "Trop de codes ont été essayés avec ce lien : il n'en accepte plus pour l'instant. "
            "Demandez un nouveau message : son lien et son code s'ouvriront. Rien de ce que vous "
            "avez écrit n'est perdu."
        )
    if not any(constant_time_compare(une, attendue) for une in _bonnes(lien)):
        raise CodeRefuse(
            "Ce code n'est pas le bon : recopiez celui du message le plus récent. Si vous ne "
            "l'avez plus, demandez un nouveau message."
        )
    if lien.ouvert_le is None:
        LienPersonnel.objects.filter(pk=lien.pk).update(ouvert_le=timezone.now())


def _bonnes(lien: LienPersonnel) -> list[str]:
    """The fingerprints of the codes that this link accepts."""
    recentes = vivants(lien.nature, lien.sujet).values_list("empreinte_code", flat=True)
    return [lien.empreinte_code, *recentes[:CODES_VALABLES]]


def _trop_d_essais(qui: str, code: str) -> bool:
    """Count this code if it is a new one; once too many were tried, none is looked at."""
    if est_epuise("code", qui):
        return True
    return est_permis("meme_code", f"{qui}:{code}") and not est_permis("code", qui)


def empreinte_du_code(nature: str, sujet: str, code: str) -> str:
    """Keyed by the installation: six digits alone would be guessed from a copy of the table."""
    valeur = f"{nature}:{sujet}:{code}"
    return salted_hmac("cqpm.commun.liens", valeur, algorithm="sha256").hexdigest()
