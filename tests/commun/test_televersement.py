"""Uploads too big: thrown away while they arrive, explained in the form, nothing left."""

import io

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from cqpm.commun import televersement

LIMITE = 2 * 2**20
GROS = b"%PDF-" + b"x" * LIMITE


@pytest.fixture(autouse=True)
def limites(settings, tmp_path):
    """A small limit, and a folder for temporary files that must be empty at the end."""
    settings.CQPM_TELEVERSEMENT_MAX = LIMITE
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    return tmp_path


def recevoir(**champs):
    """A request with these fields, in this order; bytes are files of that content."""
    return RequestFactory().post(
        "/", {n: fichier(n, v) if isinstance(v, bytes) else v for n, v in champs.items()}
    )


def fichier(nom: str, contenu: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{nom}.pdf", contenu)


def phrase(nom: str) -> str:
    return (
        f"Le fichier « {nom} » n'a pas été reçu : un envoi ne peut pas dépasser 2 Mo. "
        "Réduisez-le, puis déposez-le à nouveau."
    )


def restes(dossier, requete) -> list:
    requete.close()
    return list(dossier.iterdir())


@pytest.mark.parametrize("taille", [10, LIMITE], ids=["en mémoire", "sur le disque"])
def test_a_file_within_the_limit_arrives_whole(limites, taille):
    requete = recevoir(scan=b"x" * taille, relu="on")

    assert requete.FILES["scan"].read() == b"x" * taille
    assert televersement.refus(requete, "scan") == ""
    assert restes(limites, requete) == []


def test_a_file_too_big_is_thrown_away_and_the_other_fields_are_kept(limites):
    requete = recevoir(avant="typed", scan=GROS, apres="typed too")

    assert televersement.refus(requete, "scan") == phrase("scan.pdf")
    assert televersement.refus(requete, "autre") == ""
    assert requete.POST.dict() == {"avant": "typed", "apres": "typed too"}
    assert requete.FILES == {}
    assert list(limites.iterdir()) == []


def test_the_limit_is_that_of_the_request_and_a_refused_file_does_not_count(limites):
    requete = recevoir(un=GROS, deux=b"x" * (LIMITE - 9), trois=b"y" * 9, quatre=b"z")

    assert {nom: un.size for nom, un in requete.FILES.items()} == {"deux": LIMITE - 9, "trois": 9}
    assert televersement.refus(requete, "un") == phrase("un.pdf")
    assert televersement.refus(requete, "quatre") == phrase("quatre.pdf")
    assert restes(limites, requete) == []


def test_a_monstrous_request_is_not_read_to_its_end(limites, monkeypatch):
    monkeypatch.setattr(televersement, "ABANDON", 3)
    corps = encode_multipart(BOUNDARY, {"avant": "typed", "scan": fichier("scan", GROS * 4)})
    entree = io.BytesIO(corps)
    envoi = {"wsgi.input": entree, "CONTENT_LENGTH": len(corps), "CONTENT_TYPE": MULTIPART_CONTENT}
    requete = RequestFactory().generic("POST", "/", **envoi)

    assert televersement.refus(requete, "scan") == phrase("scan.pdf")
    assert requete.POST.dict() == {"avant": "typed"}
    assert entree.tell() < len(corps) / 2
    assert list(limites.iterdir()) == []


class DepotForm(forms.Form):
    scan = forms.FileField(error_messages={"required": "Choisissez un fichier."})
    note = forms.FileField(error_messages={"required": "Choisissez une note."})


def test_the_form_says_why_instead_of_asking_for_the_file_again():
    requete = recevoir(**{"a-scan": GROS})
    form = DepotForm(requete.POST, requete.FILES, prefix="a")

    televersement.expliquer(form, requete)

    assert form.errors == {"scan": [phrase("a-scan.pdf")], "note": ["Choisissez une note."]}
    assert not form.is_valid()
