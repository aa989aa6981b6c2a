"""The NIR (social security number): checked, encrypted, masked (R46). No other module decrypts."""

import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as FormeFausse
from stdnum.fr import nir as cle_nir

from dossiers.errors import NirIllisible, NirRefuse

# Sex (temporary numbers included), year, month, department, commune, rank, key.
_FORME = re.compile(r"[1-478][0-9]{4}([0-9]{2}|2[AB])[0-9]{6}[0-9]{2}")


def lire(texte: str) -> str:
    """The 15 signs of a NIR whose key is right; raises NirRefuse."""
    nir = cle_nir.compact(texte)
    try:
        if _FORME.fullmatch(nir):
            return cle_nir.validate(nir)
    except InvalidChecksum:
        raise NirRefuse(
            "La clé de ce NIR (ses deux derniers chiffres) ne correspond pas aux autres : "
            "recopiez-le depuis la carte Vitale ou l'attestation."
        ) from None
    except FormeFausse:
        pass
    raise NirRefuse(
        "Un NIR a 15 signes, clé comprise, par exemple 2 99 03 38 185 123 38 : recopiez-le depuis "
        "la carte Vitale ou l'attestation."
    )


def chiffrer(nir: str) -> str:
    """What is stored: unreadable without a key of the installation."""
    return _coffre().encrypt(nir.encode("ascii")).decode("ascii")


def dechiffrer(jeton: str) -> str:
    """The 15 signs; raises NirIllisible when no key opens it."""
    try:
        return _coffre().decrypt(jeton.encode("ascii")).decode("ascii")
    except (InvalidToken, UnicodeEncodeError):
        raise NirIllisible from None


def sans_cle(jeton: str) -> str:
    """The 13 signs that the national register wants; raises NirIllisible."""
    return dechiffrer(jeton)[:13]


def masquer(jeton: str) -> str:
    """What pages show: enough to recognise one's own number, not to learn it."""
    if not jeton:
        return "Non renseigné"
    try:
        return f"••••••••••••• {dechiffrer(jeton)[-2:]}"
    except NirIllisible:
        return "Enregistré, mais illisible : à redemander"


def _coffre() -> MultiFernet:
    try:
        return MultiFernet([Fernet(cle) for cle in settings.CQPM_CLES_NIR])
    except ValueError:
        raise NirIllisible from None
