"""The inventory of documents finds what is missing, altered or forgotten."""

import os
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from tests.factories.commun import DocumentFactory

pytestmark = pytest.mark.django_db


def verifier(*options: str) -> list[str]:
    sortie = StringIO()
    try:
        call_command("verifier_documents", *options, stdout=sortie)
    except CommandError as erreur:
        return [*sortie.getvalue().splitlines(), f"! {erreur}"]
    return sortie.getvalue().splitlines()


def oublier(nom: str, jours: int) -> None:
    """A file that no row names, of that age."""
    default_storage.save(nom, ContentFile(b"%PDF-"))
    instant = os.path.getmtime(default_storage.path(nom)) - jours * 86400
    os.utime(default_storage.path(nom), (instant, instant))


def test_a_sound_store_says_so():
    DocumentFactory()

    assert verifier() == ["1 documents vérifiés, 0 absents ou modifiés, 0 fichiers orphelins."]


def test_a_missing_or_altered_document_is_named_and_fails():
    absent, modifie = DocumentFactory(titre="PV 1"), DocumentFactory(titre="PV 2")
    default_storage.delete(absent.fichier.name)
    with default_storage.open(modifie.fichier.name, "wb") as fichier:
        fichier.write(b"%PDF!")

    assert verifier() == [
        f"Absent ou modifié : {absent.fichier.name} (PV 1)",
        f"Absent ou modifié : {modifie.fichier.name} (PV 2)",
        "2 documents vérifiés, 2 absents ou modifiés, 0 fichiers orphelins.",
        "! Rétablissez ces fichiers depuis la dernière sauvegarde.",
    ]


def test_an_orphan_goes_only_when_asked_and_old_enough():
    garde = DocumentFactory()
    oublier("documents/travaux/7/1/pv.pdf", jours=2)
    oublier("documents/travaux/8/1/pv.pdf", jours=0)

    assert verifier()[0] == "Orphelin : documents/travaux/7/1/pv.pdf"
    assert verifier("--purger")[0] == "Supprimé : documents/travaux/7/1/pv.pdf"
    assert verifier() == ["1 documents vérifiés, 0 absents ou modifiés, 0 fichiers orphelins."]
    assert default_storage.exists("documents/travaux/8/1/pv.pdf")
    assert default_storage.exists(garde.fichier.name)
