"""Prepare a machine to run CQPM Dossiers: system libraries, virtual environment, dependencies.

Run by path with the system's Python, before anything is installed: standard library only, and no
import of the project. Running it again costs nothing.
"""

import ctypes

# The shared libraries that WeasyPrint opens, and the Debian packages that bring them.
BIBLIOTHEQUES_PDF = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PAQUETS_PDF = list(BIBLIOTHEQUES_PDF.values())


def paquets_absents() -> list:
    """The Debian packages whose library this machine cannot open."""
    absents = []
    for bibliotheque, paquet in BIBLIOTHEQUES_PDF.items():
        try:
            ctypes.CDLL(bibliotheque)
        except OSError:
            absents.append(paquet)
    return absents
