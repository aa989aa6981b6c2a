"""For the worker of a test (`celery worker -I`): who draws each paper, and where one stops.

`CQPM_ESSAI_LIASSE` is a folder. Each paper that is drawn leaves a line in `rendus`: the process.
With a file `attendre`, a process draws its second paper only once another one has drawn its own;
with a file `mourir`, the first process to draw after three papers stops there for good, its pid in
`victime`.
"""

import os
import time
from pathlib import Path

from cqpm.commun import pdf

LIEU = Path(os.environ["CQPM_ESSAI_LIASSE"])
_rendre = pdf.rendre


def rendre(gabarit: str, contexte: dict) -> bytes:
    if "piece" not in contexte:
        return _rendre(gabarit, contexte)
    rendus = _rendus()
    if (LIEU / "mourir").exists() and len(rendus) >= 3 and _est_la_victime():
        while True:
            time.sleep(0.1)
    while (LIEU / "attendre").exists() and set(rendus) == {str(os.getpid())}:
        time.sleep(0.05)
        rendus = _rendus()
    with (LIEU / "rendus").open("a") as trace:
        trace.write(f"{os.getpid()}\n")
    return _rendre(gabarit, contexte)


def _est_la_victime() -> bool:
    """There is one only, and its pid appears whole."""
    sien = LIEU / f"victime.{os.getpid()}"
    sien.write_text(str(os.getpid()))
    try:
        os.link(sien, LIEU / "victime")
    except FileExistsError:
        return False
    return True


def _rendus() -> list[str]:
    chemin = LIEU / "rendus"
    return chemin.read_text().split() if chemin.exists() else []


pdf.rendre = rendre
