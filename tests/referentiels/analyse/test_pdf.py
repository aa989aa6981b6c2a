"""A PDF read in a process apart: what it answers, what it refuses, what it leaves behind."""

import io
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from cqpm.commun import lecture_isolee
from referentiels.analyse import pdf
from referentiels.analyse.lecteur_pdf.document import PAGES_MAX, lire
from referentiels.analyse.source import NatureSource
from referentiels.errors import FichierIllisible
from tests.referentiels import documents, pdfs, pdfs_bruts
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

DEBUT = "Le fichier « ref.pdf » n'a pas été lu : "
TEXTE_OU_OCR = "Passez-le dans un logiciel de reconnaissance de texte (OCR), ou déposez son texte."
REENREGISTRER = "Téléchargez-le à nouveau, ou réenregistrez-le au format PDF."
COMPLEXE = (
    "il est trop complexe pour être lu dans le temps et la mémoire prévus. Réenregistrez-le au "
    "format PDF sans ses images, ou déposez son texte."
)
PAS_UN_PDF = (
    "ce n'est pas un PDF, malgré son nom. Enregistrez le document au format PDF, puis déposez ce "
    "fichier."
)


@pytest.fixture(autouse=True)
def rien_ne_reste(tmp_path, monkeypatch):
    """Whatever the test, no temporary file and no process is left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    avant = enfants()
    yield
    assert list(tmp_path.iterdir()) == []
    assert enfants() == avant


def enfants() -> str:
    """The processes started by this one that are still there, zombies included."""
    return "".join(p.read_text() for p in Path("/proc/self/task").glob("*/children"))


def archive() -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as fichier:
        fichier.writestr("zeros", b"\0" * 2**24)
    return octets.getvalue()


def image() -> bytes:
    octets = io.BytesIO()
    Image.new("L", (40, 40)).save(octets, "PNG")
    return octets.getvalue()


@pytest.fixture(scope="module")
def referentiel():
    return pdfs.pdf_du_document(documents.document(), modele="2018")


def test_a_pdf_is_read_apart_as_it_is_here(referentiel):
    source = pdf.depuis_octets(referentiel, nom="ref.pdf")

    assert (source.nom, source.nature) == ("ref.pdf", NatureSource.PDF)
    assert (source.texte, list(source.lignes)) == lire(referentiel)


@pytest.mark.parametrize(
    ("octets", "raison"),
    [
        (b"", "il est vide. Vérifiez-le, puis déposez-le à nouveau."),
        (archive(), PAS_UN_PDF),
        (image(), PAS_UN_PDF),
        (b"<!doctype html><title>Erreur</title>", PAS_UN_PDF),
        (
            pdfs_bruts.protege(),
            "il est protégé par un mot de passe. Enregistrez-le sans protection, puis déposez-le "
            "à nouveau.",
        ),
        (
            pdf_brut(*[ecrire("Bonjour", 50, 700)] * 9)[:2000],
            f"il est incomplet ou endommagé. {REENREGISTRER}",
        ),
        (b"%PDF-1.7\nrien\n%%EOF\n", f"il est incomplet ou endommagé. {REENREGISTRER}"),
        (
            pdfs_bruts.numerise(),
            "il ne contient aucun texte : c'est sans doute un document numérisé. " + TEXTE_OU_OCR,
        ),
        (
            pdfs_bruts.numerise(mention="Page 1 / 1"),
            f"il a des pages sans texte, qui sont des images (page 1). {TEXTE_OU_OCR}",
        ),
        (
            pdf_brut(*[ecrire("Bonjour", 50, 700)] * (PAGES_MAX + 1)),
            "il a 61 pages, la limite est de 60. Gardez les pages du référentiel, puis déposez-le "
            "à nouveau.",
        ),
        (pdfs_bruts.bombe(), COMPLEXE),
    ],
    ids=[
        *("vide", "archive", "image", "html", "chiffre", "tronque", "creux", "numerise"),
        *("numerise avec pied", "trop de pages", "bombe"),
    ],
)
def test_depuis_octets_refuses(octets, raison):
    with pytest.raises(FichierIllisible) as refus:
        pdf.depuis_octets(octets, nom="ref.pdf")

    assert str(refus.value) == DEBUT + raison


def test_a_file_over_the_size_is_refused_unread(monkeypatch):
    monkeypatch.setattr(pdf, "_COMMANDE", ["/absent"])

    with pytest.raises(FichierIllisible) as refus:
        pdf.depuis_octets(b"%PDF-" + b" " * pdf.TAILLE_MAX, nom="ref.pdf")

    assert str(refus.value) == (
        f"{DEBUT}il pèse plus de 20 Mo. Enregistrez-le sans ses images, ou déposez son texte."
    )


def test_a_reading_that_lasts_is_killed(monkeypatch):
    monkeypatch.setattr(lecture_isolee, "DELAI_MAX", 0.05)

    with pytest.raises(FichierIllisible) as refus:
        pdf.depuis_octets(pdf_brut(ecrire("Bonjour", 50, 700)), nom="ref.pdf")

    assert str(refus.value) == DEBUT + COMPLEXE


def test_a_killed_process_is_a_sentence(monkeypatch):
    tue = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    monkeypatch.setattr(pdf, "_COMMANDE", tue)

    with pytest.raises(FichierIllisible) as refus:
        pdf.depuis_octets(pdf_brut(ecrire("Bonjour", 50, 700)), nom="ref.pdf")

    assert str(refus.value) == DEBUT + COMPLEXE


def test_what_the_process_complains_about_is_logged(monkeypatch, caplog):
    casse = [sys.executable, "-c", "raise SystemExit('panne')"]
    monkeypatch.setattr(pdf, "_COMMANDE", casse)

    with pytest.raises(FichierIllisible) as refus:
        pdf.depuis_octets(pdf_brut(ecrire("Bonjour", 50, 700)), nom="ref.pdf")

    assert str(refus.value) == f"{DEBUT}il est incomplet ou endommagé. {REENREGISTRER}"
    assert caplog.messages == ["The reading process said:\npanne"]


def test_the_process_loads_neither_django_nor_the_site_and_gets_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for a reader")
    code = (
        "import sys, os, referentiels.analyse.lecteur_pdf.__main__;"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'celery', 'cqpm'}));"
        "print(*os.environ)"
    )

    echec, sortie = a_part(code)

    assert not echec
    modules, noms = sortie.decode().splitlines()
    assert modules == "[]"
    # Python itself sets LC_CTYPE in an environment that has none.
    assert set(noms.split()) <= {
        "PATH",
        "LD_LIBRARY_PATH",
        "PYTHONPATH",
        "PYTHONUTF8",
        "LANG",
        "LC_CTYPE",
    }


def test_the_memory_of_the_process_is_bounded(caplog):
    limiter = "from referentiels.analyse.lecteur_pdf import __main__ as m; m._se_limiter();"

    assert a_part(f"{limiter} bytearray(2**29)") == ("", b"")
    assert a_part(f"{limiter} bytearray(2**30)") == ("endommage", b"")
    assert caplog.messages[0].splitlines()[-1] == "MemoryError"


def a_part(code: str) -> tuple[str, bytes]:
    """Run Python as the reading process runs."""
    commande = [sys.executable, "-P", "-c", code]
    return lecture_isolee.executer_a_part(commande, b"", environnement=pdf._ENVIRONNEMENT)


def test_one_document_is_read_at_a_time(monkeypatch):
    monkeypatch.setattr(pdf, "DELAI_MAX", 0.01)

    with pdf._UN_A_LA_FOIS, pytest.raises(FichierIllisible) as refus:
        pdf.depuis_octets(b"%PDF-1.7", nom="a.pdf")

    assert str(refus.value) == (
        "Le fichier « a.pdf » n'a pas été lu : d'autres documents sont en cours de lecture. "
        "Réessayez dans une minute."
    )
