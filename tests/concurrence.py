"""Two people at once: run acts in threads that start together, each with its own connection."""

import threading
import time
from collections.abc import Callable

from django.db import OperationalError, connection

DELAI = 30.0


def en_meme_temps(*actes: Callable[[], object]) -> list[object]:
    """What each act returned, or the exception it raised. The test needs `transaction=True`.

    The in-memory SQLite of the suite shares its cache between threads and answers « locked » at
    once instead of waiting, as a file or PostgreSQL does: such an act is tried again.
    """
    depart = threading.Barrier(len(actes))
    issues: list[object] = [None] * len(actes)

    def agir(rang: int) -> None:
        depart.wait(DELAI)
        limite = time.monotonic() + DELAI
        try:
            while True:
                try:
                    issues[rang] = actes[rang]()
                    return
                except OperationalError:
                    if time.monotonic() > limite:
                        raise
        except Exception as erreur:  # the test reads it
            issues[rang] = erreur
        finally:
            connection.close()

    fils = [threading.Thread(target=agir, args=(rang,)) for rang in range(len(actes))]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(DELAI)
    return issues
