"""PDFs read back: their words, their pages, their tags, their bytes."""

import ctypes
import logging
import re
import subprocess
import sys
import zlib

import pypdfium2
import pytest

from cqpm.commun import checks, pdf
from cqpm.commun.errors import ErreurMetier
from tests.lecture_pdf import pages

pytestmark = pytest.mark.usefixtures("gabarits_essai")


def rendre(**contexte) -> bytes:
    defaut = {
        "candidat": "Maël Œillet-Łukasz",
        "decision": "« admissible »",
        "lignes": range(1, 61),
    }
    return pdf.rendre("essai/grille.html", defaut | contexte)


def metadonnees(octets: bytes) -> bytes:
    """The XMP packet, which is compressed among the other streams."""
    flux = re.findall(rb"stream\n(x.*?)\nendstream", octets, re.DOTALL)
    clairs = [zlib.decompressobj().decompress(f) for f in flux]
    return next(clair for clair in clairs if clair.startswith(b"<?xpacket"))


def langue(document: pypdfium2.PdfDocument) -> str:
    tampon = (ctypes.c_ushort * 8)()
    taille = pypdfium2.raw.FPDFCatalog_GetLanguage(document.raw, tampon, ctypes.sizeof(tampon))
    return bytes(tampon)[: taille - 2].decode("utf-16-le")


def test_rendre_keeps_every_character():
    texte = " ".join(pages(rendre()))

    for extrait in (
        "Maël Œillet-Łukasz",
        "Décision : « admissible »",
        "Société Ça & Là, « Forges d'Auxonne »",
        "✓ acquis, ☐ non évalué",
        "Łukasz Ñandú",
        "Zoë Lefèvre",
    ):
        assert extrait in texte


def test_rendre_repeats_headers_and_numbers_pages():
    textes = pages(rendre())

    assert len(textes) > 3
    for numero, texte in enumerate(textes, start=1):
        assert f"Page {numero} / {len(textes)}" in texte
        assert "CQPM 2013 03 57 0123 — Maël Œillet-Łukasz" in texte
        assert "Dossier D-00042" in texte
        assert "édité le 21 novembre 2026" in texte
    milieu = textes[1:-1]
    assert ["N° Critère Résultat Commentaire" in texte for texte in milieu] == [True] * len(milieu)


def test_rendre_never_cuts_a_row():
    """Row 7 is tall: each of its sentences is on one page."""
    textes = pages(rendre())

    portent = [texte for texte in textes if "Un commentaire assez long" in texte]
    assert len(portent) == 1
    assert portent[0].count("plusieurs lignes") == 13


def test_rendre_breaks_no_line_for_the_space_at_its_end():
    """Between two widths the words fit and the space after them does not."""
    largeurs = [f"{dixieme / 10}mm" for dixieme in range(1400, 1600, 4)]

    octets = pdf.rendre("essai/lignes.html", {"largeurs": largeurs})

    with pypdfium2.PdfDocument(octets) as document:
        lignes = [
            ligne.strip()
            for page in document
            for ligne in page.get_textpage().get_text_bounded().splitlines()
        ]
    assert [ligne for ligne in lignes if ligne == "Une"] == []
    assert sum(ligne.endswith("est conduite :") for ligne in lignes) > 0


def test_rendre_gives_the_same_bytes_for_the_same_context():
    assert rendre() == rendre()
    assert rendre() != rendre(decision="« non admissible »")


def test_rendre_is_tagged_in_french_and_titled():
    octets = rendre()

    assert b'pdfuaid:part="1"' in metadonnees(octets)
    with pypdfium2.PdfDocument(octets) as document:
        assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
        assert langue(document) == "fr"
        assert document.get_metadata_value("Title") == "Grille d'évaluation de Maël Œillet-Łukasz"


def test_rendre_logs_no_warning(caplog):
    """An unknown CSS rule or a missing glyph would say so here."""
    logging.getLogger("weasyprint").propagate = True
    caplog.set_level(logging.WARNING, logger="weasyprint")

    rendre()

    assert [trace.getMessage() for trace in caplog.records] == []


@pytest.mark.parametrize("adresse", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "../x.png"])
def test_rendre_reads_nothing_outside_the_static_folder(adresse):
    chercheur = pdf._moteur()[3]
    absolue = adresse if ":" in adresse else f"{pdf._racine().as_uri()}/{adresse}"

    with pytest.raises(ValueError, match=r"Outside the static folder|disallowed protocol"):
        chercheur(absolue)


def test_rendre_says_which_packages_are_missing(monkeypatch):
    """The import fails as it does without Pango: the answer is a sentence."""
    monkeypatch.setattr(pdf, "_moteur", pdf._moteur.__wrapped__)
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(ErreurMetier) as refus:
        rendre()

    assert str(refus.value) == (
        "Ce serveur ne peut pas encore produire de PDF : il lui manque des bibliothèques. Demandez "
        "à l'administrateur d'exécuter « apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0 », puis relancez."
    )


def test_check_names_the_missing_packages(monkeypatch):
    monkeypatch.setattr(checks, "paquets_absents", lambda: ["libpango-1.0-0"])

    avertissements = checks.bibliotheques_pdf(None)

    assert [(a.id, a.hint) for a in avertissements] == [
        ("commun.W001", "Exécutez « apt-get install libpango-1.0-0 », puis redémarrez.")
    ]


def test_the_web_process_never_imports_weasyprint():
    programme = (
        "import sys, cqpm.wsgi, cqpm.urls\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from django.core.checks import run_checks; run_checks()\n"
        "print([m for m in sys.modules if m.split('.')[0] == 'weasyprint'])"
    )

    sortie = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, text=True, check=True
    )

    assert sortie.stdout == "[]\n"
