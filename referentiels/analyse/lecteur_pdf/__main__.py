"""The process itself: limits first, then PDF on the input, JSON on the output."""

import json
import resource
import sys
import traceback
from dataclasses import astuple

from referentiels.analyse.lecteur_pdf.document import lire
from referentiels.analyse.lecteur_pdf.refus import Refus, RefusLecture

MEMOIRE_MAX = 768 * 2**20
CALCUL_MAX = 20  # seconds of processor
SORTIE_MAX = 16 * 2**20


def main() -> None:
    """Read and answer; whatever a damaged file makes the libraries raise is a refusal.

    The trace of what was not foreseen goes to the error output, for the journal of the site.
    """
    _se_limiter()
    try:
        texte, lignes = lire(sys.stdin.buffer.read())
        reponse = {"texte": texte, "lignes": [astuple(ligne) for ligne in lignes]}
    except RefusLecture as refus:
        reponse = {"refus": refus.refus, "pages": refus.pages}
    except MemoryError:
        reponse = {"refus": Refus.TROP_COMPLEXE}
    except Exception:
        traceback.print_exc()
        reponse = {"refus": Refus.ENDOMMAGE}
    ecrit = json.dumps(reponse)
    if len(ecrit) >= SORTIE_MAX:
        ecrit = json.dumps({"refus": Refus.TROP_COMPLEXE})
    sys.stdout.write(ecrit)


def _se_limiter() -> None:
    for limite, valeur in (
        (resource.RLIMIT_AS, MEMOIRE_MAX),
        (resource.RLIMIT_CPU, CALCUL_MAX),
        (resource.RLIMIT_FSIZE, SORTIE_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limite, (valeur, valeur))


if __name__ == "__main__":
    main()
