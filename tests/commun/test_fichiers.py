"""Documents: stored whole, proved intact, sent safely, accepted only when they are PDFs."""

import resource
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cqpm.commun import fichiers
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import Document

PDF = b"%PDF-1.7\n%corps\n"


def deposer(contenu=PDF, nom="Accord d'entreprise n° 1.pdf", **champs) -> Document:
    return fichiers.enregistrer_document(
        "dossiers.dossier:1", "accord", "Accord d'entreprise", nom, contenu, **champs
    )


def lire(reponse) -> bytes:
    octets = b"".join(reponse.streaming_content)
    reponse.close()
    return octets


def tous_les_fichiers() -> list[str]:
    return [str(f) for f in Path(default_storage.location).rglob("*") if f.is_file()]


@pytest.mark.django_db
def test_enregistrer_document_keeps_bytes_and_digest():
    document = deposer()

    document.refresh_from_db()
    assert (document.taille, document.nom) == (len(PDF), "Accord d'entreprise n° 1.pdf")
    assert fichiers.est_intact(document)


@pytest.mark.django_db
def test_a_very_long_name_is_shortened_and_keeps_its_extension():
    document = deposer(nom="é" * 200 + ".pdf")

    assert document.nom == "é" * 146 + ".pdf"
    assert fichiers.est_intact(document)


@pytest.mark.django_db
def test_two_documents_with_the_same_bytes_have_their_own_files():
    premier, second = deposer(), deposer()

    premier.fichier.delete(save=False)

    assert fichiers.est_intact(second)


@pytest.mark.django_db
def test_a_refused_row_leaves_no_file():
    """An empty document is refused by the database."""
    with pytest.raises(Exception, match="document_taille_positive"), transaction.atomic():
        deposer(contenu=b"")

    assert tous_les_fichiers() == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["altered", "missing"])
def test_est_intact_sees_an_altered_or_missing_file(change):
    document = deposer()
    default_storage.delete(document.fichier.name)
    if change == "altered":
        default_storage.save(document.fichier.name, ContentFile(PDF.replace(b"corps", b"Corps")))

    assert not fichiers.est_intact(document)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("en_ligne", "type_mime", "disposition"),
    [
        (False, "application/pdf", "attachment"),
        (True, "application/pdf", "inline"),
        (True, "image/jpeg", "inline"),
        (False, "image/png", "attachment"),
        (True, "text/html", "attachment"),
        (True, "image/svg+xml", "attachment"),
    ],
)
def test_reponse_document_has_safe_headers(en_ligne, type_mime, disposition):
    document = deposer(type_mime=type_mime)

    reponse = fichiers.reponse_document(document, en_ligne=en_ligne)

    entetes = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options")
    assert [reponse[entete] for entete in entetes] == [
        type_mime,
        f"{disposition}; filename*=utf-8''Accord%20d%27entreprise%20n%C2%B0%201.pdf",
        "private, no-store",
        "nosniff",
    ]
    assert lire(reponse) == PDF


@pytest.mark.django_db
def test_reponse_document_says_when_the_file_is_gone():
    document = deposer()
    default_storage.delete(document.fichier.name)

    with pytest.raises(ErreurMetier) as refus:
        fichiers.reponse_document(document)

    assert str(refus.value) == (
        "Le fichier du document « Accord d'entreprise » n'est plus sur le serveur. "
        "Demandez à l'administrateur de le rétablir depuis la dernière sauvegarde."
    )


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "Le fichier « piece.pdf » est vide. Vérifiez-le, puis déposez-le à nouveau."),
        (
            PDF + bytes(100),
            "Le fichier « piece.pdf » pèse 0,1 Mo, la limite est de 0,1 Mo. "
            "Réduisez-le, puis déposez-le à nouveau.",
        ),
        (
            b"MZ\x90\x00 executable",
            "Le fichier « piece.pdf » n'est pas un PDF. "
            "Enregistrez votre document au format PDF, puis déposez ce fichier.",
        ),
    ],
    ids=["empty", "too big", "not a PDF"],
)
def test_verifier_pdf_refuses(contenu, phrase):
    with pytest.raises(ErreurMetier) as refus:
        fichiers.verifier_pdf(SimpleUploadedFile("piece.pdf", contenu), taille_max=100)

    assert str(refus.value) == phrase


def test_verifier_pdf_says_sizes_in_megabytes():
    enorme = SimpleUploadedFile("piece.pdf", PDF)
    enorme.size = 20 * 2**20 + 1

    with pytest.raises(ErreurMetier, match=r"pèse 20,1 Mo, la limite est de 20 Mo"):
        fichiers.verifier_pdf(enorme)


def test_verifier_pdf_accepts_a_pdf_and_rewinds_it():
    fichier = SimpleUploadedFile("piece.pdf", PDF)

    fichiers.verifier_pdf(fichier)

    assert fichier.read() == PDF


@pytest.fixture
def disque_plein():
    """The system refuses to write more than 4 kB in one file, as a full disk would."""
    souple, dure = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, dure))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (souple, dure))


@pytest.mark.django_db
def test_a_full_disk_gives_a_sentence_and_leaves_nothing(disque_plein):
    with pytest.raises(ErreurMetier) as refus:
        deposer(contenu=PDF + bytes(10_000))

    assert str(refus.value) == (
        "Il n'y a plus de place sur le disque du serveur : le document n'a pas été enregistré. "
        "Demandez à l'administrateur de libérer de la place, puis recommencez."
    )
    assert (tous_les_fichiers(), Document.objects.count()) == ([], 0)
