"""Join PDFs into one for the printer, in a process of its own (ADR 5).

What is joined weighs on a memory, and qpdf ends the process whose output cannot be written: neither
is the worker's affair. Run as a script, it reads what to join on its input and writes the PDF on
its output; what stopped it is one line of JSON on its errors.
"""

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import IO

DELAI_MAX = 600  # seconds
# Files joined at once: only what is drawn of them stays, their tags go.
GROUPE = 30
PLEIN = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class JonctionImpossible(Exception):
    """`absent` or `illisible` is the rank of the file that stopped it; or `plein`, the disk."""

    def __init__(self, absent: int | None = None, illisible: int | None = None, plein=False):
        self.absent, self.illisible, self.plein = absent, illisible, plein
        super().__init__(f"absent={absent} illisible={illisible} plein={plein}")


def joindre(titre: str, documents: Sequence[tuple[str, str]], sortie: IO[bytes]) -> None:
    """Write on `sortie` the PDFs of these bookmarks and paths. Raises JonctionImpossible."""
    fini = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-W", "ignore", __file__],
        input=json.dumps({"titre": titre, "documents": documents}).encode(),
        stdout=sortie,
        stderr=subprocess.PIPE,
        timeout=DELAI_MAX,
        check=False,
    )
    if fini.returncode:
        plainte = fini.stderr.decode("utf-8", "replace").strip()
        try:
            raison = json.loads(plainte.splitlines()[-1])
        except (ValueError, IndexError):
            raise RuntimeError(f"Joining ended with {fini.returncode}: {plainte}") from None
        raise JonctionImpossible(**raison)


def _ecrire(titre: str, documents: list[tuple[str, str]]) -> bytes:
    import pikepdf  # noqa: PLC0415 (by the script alone)

    groupes, signets, page = [], [], 0
    for debut in range(0, len(documents), GROUPE):
        chemins = [chemin for _, chemin in documents[debut : debut + GROUPE]]
        groupe, pages = _joindre_un_groupe(pikepdf, chemins, debut)
        groupes.append(groupe)
        for rang, nombre in enumerate(pages):
            signets.append(pikepdf.OutlineItem(documents[debut + rang][0], page))
            page += nombre
    sortie = io.BytesIO()
    with ExitStack() as ouverts, pikepdf.new() as liasse:
        for groupe in groupes:
            liasse.pages.extend(ouverts.enter_context(pikepdf.open(groupe)).pages)
        with liasse.open_outline() as plan:
            plan.root.extend(signets)
        # Two sides would print one person's paper on the back of another's.
        liasse.Root.ViewerPreferences = pikepdf.Dictionary(Duplex=pikepdf.Name.Simplex)
        liasse.docinfo["/Title"] = titre
        liasse.save(sortie, deterministic_id=True)
    return sortie.getvalue()


def _joindre_un_groupe(pikepdf, chemins: list[str], debut: int) -> tuple[io.BytesIO, list[int]]:
    """The pages of a few files, and how many each has."""
    sortie, pages = io.BytesIO(), []
    with ExitStack() as ouverts, pikepdf.new() as groupe:
        for rang, chemin in enumerate(chemins, debut):
            try:
                source = ouverts.enter_context(pikepdf.open(chemin))
                _retirer_le_sceau(source)
                pages.append(len(source.pages))
                groupe.pages.extend(source.pages)
            except FileNotFoundError:
                raise JonctionImpossible(absent=rang) from None
            except (pikepdf.PdfError, pikepdf.PasswordError):
                raise JonctionImpossible(illisible=rang) from None
        groupe.save(sortie)
    return sortie, pages


def _retirer_le_sceau(source) -> None:
    """What a signature draws on a PDF means nothing on paper, nor once the PDF is joined."""
    if "/AcroForm" not in source.Root:
        return
    del source.Root.AcroForm
    for page in source.pages:
        if "/Annots" in page:
            gardees = [une for une in page.Annots if une.get("/Subtype") != "/Widget"]
            page.Annots = source.make_indirect(gardees)


def _principal() -> int:
    try:
        octets = _ecrire(**json.load(sys.stdin))
        sys.stdout.buffer.write(octets)
        sys.stdout.buffer.flush()
    except JonctionImpossible as refus:
        raison = {"absent": refus.absent, "illisible": refus.illisible}
    except OSError as erreur:
        if erreur.errno not in PLEIN:
            raise
        raison = {"plein": True}
    else:
        return 0
    sys.stderr.write(json.dumps(raison) + "\n")
    return 1


if __name__ == "__main__":
    code = _principal()
    sys.stderr.flush()
    os._exit(code)  # the output may still hold what it could not write, and would try again
