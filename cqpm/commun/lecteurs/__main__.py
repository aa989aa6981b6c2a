"""The process that reads one foreign file: limits first, bytes on the input, answer on the output.

Run as a script by `cqpm.commun.lecture_isolee`, with the name of a reader (`photo` or `pdf`), the
bytes of memory and the seconds of processor that it may take. It imports nothing of ours, so that
it starts at once. The answer is a line of JSON, then the bytes of what was made of the file.
"""

import json
import resource
import runpy
import sys
import traceback
from pathlib import Path


def main(lecteur: str, memoire: int, calcul: int) -> None:
    """Read and answer; whatever a damaged file makes the libraries raise is a refusal.

    The trace of what was not foreseen goes to the error output, for the journal of the site.
    """
    _se_limiter(memoire, calcul)
    corps = b""
    try:
        lire = runpy.run_path(str(Path(__file__).with_name(f"{lecteur}.py")))["lire"]
        entete, corps = lire(sys.stdin.buffer.read())
    except MemoryError:
        entete = {"refus": "trop_complexe"}
    except Exception:
        traceback.print_exc()
        entete = {"refus": "endommage"}
    sys.stdout.buffer.write(json.dumps(entete).encode() + b"\n" + corps)


def _se_limiter(memoire: int, calcul: int) -> None:
    for limite, valeur in (
        (resource.RLIMIT_AS, memoire),
        (resource.RLIMIT_CPU, calcul),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limite, (valeur, valeur))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
