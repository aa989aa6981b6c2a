"""How long the pack of a signed session takes, against one WeasyPrint document of its papers.

    CANDIDATS=100 .venv/bin/python -m bench.liasse          # SQLite, in a temporary folder
    CANDIDATS=1000 SEUL=0 .venv/bin/python -m bench.liasse  # without the single document

A session whose candidates have three papers each is written in a database of its own. Then, in the
same run: the single document, alone in its process; the whole pack, archive and bundle included,
asked for as the page does and made by two workers as in production; the pack again with one
candidate changed; again unchanged. Everybody has drawn something before. Printed: seconds, ratio to
the single document, delay of the first progress, peak memory of each worker. From 100 candidates
on, the bars hold (BARRES, MEMOIRE): beyond, the exit code is 1. All of it is gone at the end.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from bench.serveur import entier, installation

CANDIDATS = entier("CANDIDATS", 30, 2_000)
SEUL = os.environ.get("SEUL", "1") == "1"
BARRES = {"tout": 0.6, "un candidat changé": 0.05}
MEMOIRE = 150  # Mo per worker
PATIENCE = 1_800  # seconds


def principal() -> int:
    with installation("liasse") as donnees:
        from bench.suites import session_signee
        from bench.terrain import Terrain

        terrain = Terrain()
        echauffement, session = (session_signee(terrain, n) for n in (20, CANDIDATS))
        seul = mesurer_le_document_seul(session.pk) if SEUL else 0.0
        with travailleurs(donnees) as chef:
            preparer(echauffement, terrain.gestionnaire)
            fautes = mesurer(session, terrain.gestionnaire, seul, chef)
            fautes += dire_la_memoire(chef)
    return 1 if fautes and CANDIDATS >= 100 else 0


def mesurer(session, par, seul: float, chef: int) -> int:
    """The three packs; how many are over their bar.

    The processor's time tells, on a busy machine, what the clock does not.
    """
    from bench.processeur import temps

    fautes = 0
    for quoi in ("tout", "un candidat changé", "rien de changé"):
        if quoi == "un candidat changé":
            candidat = session.deliberations.first().dossier.candidat
            candidat.nom_usage = "Corrigé"
            candidat.save()
        avant = temps(chef)
        duree, premier = preparer(session, par)
        calcul = (temps(chef) - avant) / 1000
        rapport = f"rapport {duree / seul:.3f}" if seul else f"{duree / CANDIDATS:.3f} s / candidat"
        dire(
            f"{quoi:<20}{duree:8.2f} s ({calcul:.2f} s de processeur), {rapport}, "
            f"premier avancement après {premier:.2f} s"
        )
        fautes += bool(seul) and duree / seul > BARRES.get(quoi, BARRES["un candidat changé"])
    return fautes


def preparer(session, par) -> tuple[float, float]:
    """Seconds until archive and bundle are there, and until the page could show a first step."""
    from cqpm.commun.models import EtatTravail
    from evaluations.selectors.liasse import derniere_impression
    from evaluations.services.jury import liasse

    depart = time.perf_counter()
    travail, premier = liasse.demander(session, par=par), 0.0
    while time.perf_counter() - depart < PATIENCE:
        travail.refresh_from_db()
        if travail.libelle_etape and not premier:
            premier = time.perf_counter() - depart
        impression = derniere_impression(session)
        if EtatTravail.ECHEC in {travail.etat, impression and impression.etat}:
            raise RuntimeError(travail.erreur or impression.erreur)
        if travail.etat == EtatTravail.TERMINE and impression.etat == EtatTravail.TERMINE:
            return time.perf_counter() - depart, premier
        time.sleep(0.02)
    raise RuntimeError(f"Pas de liasse en {PATIENCE} s.")


# --- The single document ------------------------------------------------------------------------


def mesurer_le_document_seul(session_pk: int) -> float:
    """In a process that did nothing else: its memory is not ours."""
    fini = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench.liasse", str(session_pk)],
        check=True,
        capture_output=True,
        text=True,
    )
    duree, calcul, taille = (float(un) for un in fini.stdout.split())
    dire(
        f"{'un seul document':<20}{duree:8.2f} s ({calcul:.2f} s de processeur), "
        f"{taille:.0f} Mo au plus"
    )
    return duree


def document_seul(session_pk: int) -> None:
    """Draw it once WeasyPrint is loaded; print the seconds and the peak."""
    import django

    django.setup()
    from bench.suites import document_seul as html_de
    from cqpm.commun import pdf
    from evaluations.models import SessionJury

    pdf.rendre("pdf/base.html", {})
    session = SessionJury.objects.select_related("centre", "rectifie").get(pk=session_pk)
    depart, calcul = time.perf_counter(), time.process_time()
    weasyprint, police, feuilles, chercheur = pdf._moteur()
    document = weasyprint.HTML(
        string=html_de(session), base_url=pdf._racine().as_uri() + "/", url_fetcher=chercheur
    )
    document.write_pdf(stylesheets=feuilles, font_config=police, pdf_variant=pdf.VARIANTE)
    duree, calcul = time.perf_counter() - depart, time.process_time() - calcul
    dire(f"{duree} {calcul} {pic(os.getpid())}")


# --- The workers --------------------------------------------------------------------------------


@contextmanager
def travailleurs(donnees: Path):
    """The worker as in production; yields the pid of the process that holds the pool."""
    from django.conf import settings

    from cqpm.commun.management.commands.demarrer import commande_travaux

    journal = donnees / "travailleurs.txt"
    with journal.open("ab") as sortie:
        chef = subprocess.Popen(  # noqa: S603
            commande_travaux(), cwd=settings.BASE_DIR, stdout=sortie, stderr=subprocess.STDOUT
        )
    try:
        yield chef.pid
    finally:
        chef.terminate()
        chef.wait()


def dire_la_memoire(chef: int) -> int:
    """The peak of each process of the pool; how many are over the bar."""
    from bench.processeur import enfants

    pics = {pid: pic(pid) for pid in enfants(chef)}
    for pid, mega in sorted(pics.items()):
        dire(f"travailleur {pid} : {mega:.0f} Mo au plus")
    return sum(mega > MEMOIRE for mega in pics.values())


def dire(ligne: str) -> None:
    sys.stdout.write(ligne + "\n")
    sys.stdout.flush()


def pic(pid: int) -> float:
    """Peak resident memory, in megabytes."""
    statut = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", statut)[1]) / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        document_seul(int(sys.argv[1]))
    else:
        sys.exit(principal())
