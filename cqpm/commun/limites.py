"""How often a thing may be tried: counted in Redis where there is one, else in each process.

Nothing is written in the database: what a robot tries over and over leaves no trace there.
"""

import logging
from collections.abc import Callable
from functools import cache

from django.conf import settings
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

logger = logging.getLogger(__name__)

# Ten codes are tried in an hour, thirty in a day: a million would take a century. The same one
# typed again, as a robot does, is not another try.
REGLES: dict[str, str] = {
    "code": "10/hour;30/day",
    "meme_code": "1/day",
    "message": "3/hour;10/day",
    "inconnu": "60/minute",
}


def est_permis(quoi: str, qui: str) -> bool:
    """Count one try of `quoi` (a key of `REGLES`) by or on `qui`; False once there are too many.

    When Redis does not answer, this process counts alone.
    """
    return _demander(FixedWindowRateLimiter.hit, quoi, qui)


def est_epuise(quoi: str, qui: str) -> bool:
    """Tell, without counting anything, whether there were too many tries already."""
    return not _demander(FixedWindowRateLimiter.test, quoi, qui)


def oublier() -> None:
    """Forget every count: a test starts anew."""
    for stockage in (_stockage(settings.CQPM_LIMITES), _secours()):
        stockage.reset()


def _demander(acte: Callable[..., bool], quoi: str, qui: str) -> bool:
    """Ask every rule of `quoi`, of the installation's storage, else of this process's own."""
    try:
        return _partout(acte, _stockage(settings.CQPM_LIMITES), quoi, qui)
    except StorageError:
        logger.warning("Limits: the storage does not answer, this process counts alone")
        return _partout(acte, _secours(), quoi, qui)


def _partout(acte: Callable[..., bool], stockage: Storage, quoi: str, qui: str) -> bool:
    compteur = FixedWindowRateLimiter(stockage)
    return all(acte(compteur, regle, quoi, qui) for regle in _regles(quoi))


@cache
def _regles(quoi: str) -> list[RateLimitItem]:
    return parse_many(REGLES[quoi])


@cache
def _stockage(adresse: str) -> Storage:
    options = {} if adresse.startswith("memory") else {"socket_timeout": 2}
    return storage_from_string(adresse, wrap_exceptions=True, **options)


@cache
def _secours() -> Storage:
    return MemoryStorage()
