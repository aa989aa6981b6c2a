"""A PDF received: it opens, and does nothing but show its pages; and the process that reads it."""

import logging
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cqpm.commun import lecture_isolee, pdf
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.pdf_recu import lire_pdf
from tests.referentiels.pdfs_bruts import assembler, ecrire, flux, pdf_brut, protege

SAIN = pdf_brut(ecrire("Compte rendu d'étuvage", 50, 700))
ACTE = b"/Type /Action /S /JavaScript /JS (app.alert(1))"


def lire(contenu: bytes, nom: str = "essai.pdf") -> bytes:
    return lire_pdf(SimpleUploadedFile(nom, contenu))


def refus(contenu: bytes) -> str:
    with pytest.raises(ErreurMetier) as erreur:
        lire(contenu)
    return str(erreur.value)


def avec(objet: bytes, catalogue: bytes = b"/OpenAction 4 0 R") -> bytes:
    """A PDF of one page whose catalogue leads to this object."""
    return assembler(
        [
            b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalogue,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            objet,
        ]
    )


def empaquete(objet: bytes) -> bytes:
    """A PDF whose object 4 is packed in a compressed stream, as recent files do."""
    paquet = b"4 0 %b" % objet
    corps = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        None,
        flux(zlib.compress(paquet), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
    ]
    sortie, table = b"%PDF-1.7\n", bytes(7)
    for numero, un in enumerate(corps, start=1):
        if un is None:
            table += b"\2" + (5).to_bytes(4, "big") + bytes(2)
            continue
        table += b"\1" + len(sortie).to_bytes(4, "big") + bytes(2)
        sortie += b"%d 0 obj\n%b\nendobj\n" % (numero, un)
    debut = len(sortie)
    table += b"\1" + debut.to_bytes(4, "big") + bytes(2)
    entete = b"/Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R"
    return sortie + b"6 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        flux(table, entete),
        debut,
    )


def test_a_sound_pdf_is_kept_as_it_came():
    assert lire(SAIN) == SAIN
    assert lire(avec(b"<< /Type /Action /S /GoTo /D [3 0 R /Fit] >>")) != b""
    assert lire(empaquete(b"<< /Type /Action /S /GoTo /D [3 0 R /Fit] >>")) != b""


@pytest.mark.parametrize(
    "contenu",
    [
        avec(b"<< %b >>" % ACTE),
        avec(b"<< /S /Java#53cript /J#53 (app.alert\\(1\\)) >>"),
        avec(b"<< /S /L#61unch /F (calc.exe) >>"),
        avec(b"<< /S /Launch /Win << /F (calc.exe) >> >>"),
        avec(b"[ << /A [ << /Next << /J#53 (x) >> >> ] >> ]"),
        avec(flux(b"", b"/A << /J#53 5 0 R >>")),
        empaquete(b"<< %b >>" % ACTE),
        SAIN + b"% 9 0 obj << /S /Launch /F (calc.exe) >> endobj",
    ],
    ids=["script", "hidden name", "program", "windows", "deep", "stream", "packed", "unnamed"],
)
def test_a_pdf_that_acts_is_refused(contenu):
    assert refus(contenu) == (
        "Le PDF « essai.pdf » contient un programme (script, ou lancement d'une application). "
        "Imprimez-le vers un nouveau PDF, puis déposez celui-ci."
    )


@pytest.mark.parametrize(
    "contenu",
    [
        avec(b"<< /Fields [] /XFA [(template) 5 0 R] >>", b"/AcroForm 4 0 R"),
        avec(b"<< /Fields [] /X#46A 5 0 R >>", b"/AcroForm 4 0 R"),
        avec(b"<< /S /SubmitForm /F (http://example.org/) >>"),
        avec(b"<< /S /ImportData /F (donnees.fdf) >>"),
        empaquete(b"<< /S /Submit#46orm /F (http://example.org/) >>"),
    ],
    ids=["xfa", "hidden xfa", "sent", "read", "packed"],
)
def test_a_form_that_sends_or_reads_is_refused(contenu):
    assert refus(contenu) == (
        "Le PDF « essai.pdf » contient un formulaire qui envoie ou lit des données. "
        "Imprimez-le vers un nouveau PDF, puis déposez celui-ci."
    )


@pytest.mark.parametrize(
    "contenu",
    [
        avec(b"<< /EmbeddedFiles << /Names [] >> >>", b"/Names 4 0 R"),
        avec(flux(b"MZ", b"/Type /Embedded#46ile"), b""),
        avec(b"<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>", b""),
        avec(b"<< /Type /Annot /Subtype /RichMedia >>", b""),
        empaquete(b"<< /Type /Filespec /UF (a.exe) /EF << /UF 5 0 R >> >>"),
        SAIN + b"% 9 0 obj << /Type /EmbeddedFile >> endobj",
    ],
    ids=["named", "typed", "described", "animation", "packed", "unnamed"],
)
def test_a_pdf_that_carries_a_file_is_refused(contenu):
    assert refus(contenu) == (
        "Le PDF « essai.pdf » contient un fichier joint ou une animation. "
        "Imprimez-le vers un nouveau PDF, puis déposez celui-ci."
    )


def test_an_ordinary_form_and_a_resource_of_any_name_are_kept():
    """A form that is filled and read on the page; a font that happens to be named « EF »."""
    assert lire(avec(b"<< /Fields [] /NeedAppearances true >>", b"/AcroForm 4 0 R"))
    assert lire(avec(b"<< /Font << /EF 5 0 R >> >>", b""))


@pytest.mark.usefixtures("gabarits_essai")
def test_what_the_application_draws_may_come_back():
    contexte = {"candidat": "Maël", "decision": "« admissible »", "lignes": range(3)}
    dessine = pdf.rendre("essai/grille.html", contexte)

    assert lire(dessine) == dessine


@pytest.mark.parametrize(
    ("contenu", "pourquoi"),
    [
        (b"<html>", "n'est pas un PDF"),
        (b"\xff\xd8\xff\xe0", "n'est pas un PDF"),
        (b"", "est vide"),
        (b"%PDF-1.7\n%%EOF\n", "est incomplet ou endommagé"),
        (b"%PDF-<html><script>alert(1)</script>", "est incomplet ou endommagé"),
        (SAIN[:200], "est incomplet ou endommagé"),
        (protege(), "est protégé par un mot de passe"),
        (assembler([b"<< /Type /Catalog >>"]), "est incomplet ou endommagé"),
    ],
    ids=["html", "jpeg", "empty", "nothing", "html as pdf", "cut", "locked", "no page"],
)
def test_what_cannot_be_read_says_why(contenu, pourquoi):
    assert f"« essai.pdf » {pourquoi}" in refus(contenu)


def test_a_stream_that_unfolds_for_ever_is_given_up(monkeypatch):
    """Some kilobytes of objects become 256 megabytes: the memory is counted, and it stops."""
    presse = zlib.compressobj(9)
    debut = presse.compress(bytes(2**24)) + presse.flush(zlib.Z_FULL_FLUSH)
    piege = zlib.compress(debut[:2] + debut[2:] * 16, 9)
    monkeypatch.setattr(lecture_isolee, "MEMOIRE_MAX", 192 * 2**20)

    sain = empaquete(b"<< /Type /Action >>")
    debut = sain.index(b"5 0 obj")
    objet = flux(piege, b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]")
    contenu = sain[:debut] + b"5 0 obj\n%b\nendobj\n" % objet + sain[sain.index(b"6 0 obj") :]
    table = contenu.index(b"6 0 obj")
    contenu = contenu[: contenu.rindex(b"startxref")] + b"startxref\n%d\n%%%%EOF\n" % table

    assert "est trop complexe à vérifier" in refus(contenu)


# --- The process --------------------------------------------------------------------------------


def test_one_file_is_read_at_a_time_and_the_next_one_waits_or_is_told(monkeypatch):
    monkeypatch.setattr(lecture_isolee, "ATTENTE_MAX", 0)

    with lecture_isolee._UN_A_LA_FOIS:
        phrase = refus(SAIN)

    assert phrase.endswith("le serveur traite déjà d'autres fichiers. Recommencez dans une minute.")


@pytest.mark.parametrize(
    ("programme", "attendu"),
    [
        ("while True: pass", "trop_complexe"),
        ("import sys; sys.exit(3)", "endommage"),
        ("import os; os.kill(os.getpid(), 9)", "trop_complexe"),
    ],
    ids=["endless", "failed", "killed"],
)
def test_a_process_that_does_not_answer_is_a_refusal(monkeypatch, tmp_path, programme, attendu):
    script = tmp_path / "__main__.py"
    script.write_text(programme)
    monkeypatch.setattr(lecture_isolee, "_SCRIPT", script)
    monkeypatch.setattr(lecture_isolee, "DELAI_MAX", 2)

    assert lecture_isolee.lire_a_part("pdf", SAIN) == ({"refus": attendu}, b"")


def test_what_was_not_foreseen_goes_to_the_journal_and_no_secret_goes_to_the_process(
    monkeypatch, tmp_path, caplog
):
    script = tmp_path / "__main__.py"
    script.write_text('import os, sys; print("{}"); print(sorted(os.environ), file=sys.stderr)')
    monkeypatch.setattr(lecture_isolee, "_SCRIPT", script)
    monkeypatch.setenv("SECRET_KEY", "x")

    with caplog.at_level(logging.WARNING):
        assert lecture_isolee.lire_a_part("pdf", SAIN) == ({}, b"")

    assert "The reading process said:" in caplog.text
    assert "SECRET_KEY" not in caplog.text
