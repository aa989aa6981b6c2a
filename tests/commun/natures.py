"""Natures of jobs that exist only for the tests of the worker (`celery worker -I`)."""

import os
import time
from pathlib import Path

from cqpm.commun import pdf, travaux
from cqpm.commun.travaux import Produit


@travaux.execute("essai_pdf_interrompu")
def produire(travail, avancer):
    """Make a real PDF; the first attempt leaves its pid and stays in the middle until killed."""
    avancer(1, 2, "Mise en page")
    if travail.tentatives == 1:
        Path(travail.parametres["temoin"]).write_text(str(os.getpid()))
        while True:
            time.sleep(0.1)
    return Produit("pv.pdf", "Procès-verbal d'essai", pdf.rendre("pdf/base.html", {}))


@travaux.execute("essai_immediat")
def reussir(travail, avancer):
    return None
