"""The page that brings a référentiel in: what is refused says why, and writes nothing."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from referentiels.importation import importer
from referentiels.models import Referentiel
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.comparaison import NOMS, SOURCES
from tests.referentiels.documents import document, en_json

pytestmark = pytest.mark.django_db

PAGE = reverse("referentiels:importer")


@pytest.fixture
def client(client_de):
    return client_de(UtilisateurFactory(responsable=True))


def deposer(client, octets: bytes, nom: str = "document.txt"):
    return client.post(PAGE, {"fichier": SimpleUploadedFile(nom, octets)})


def erreurs(reponse) -> list[str]:
    return [str(e) for e in reponse.context["form"].errors["fichier"]]


def test_the_page_says_what_can_be_read(client):
    assert_page_accessible(client.get(PAGE))


@pytest.mark.parametrize("nom", NOMS)
def test_an_official_text_leads_to_its_re_reading(client, nom):
    reponse = deposer(client, (SOURCES / f"{nom}.txt").read_bytes(), f"{nom}.txt")

    referentiel = Referentiel.objects.get()
    assert reponse.url == reverse("referentiels:relire", args=[referentiel.pk])
    assert next(str(m) for m in get_messages(reponse.wsgi_request)).startswith(
        f"« {referentiel} » : importé (brouillon)"
    )


def test_a_content_already_published_leads_to_its_page(client):
    publie = importer(en_json(document()), nom="a.json", publier=True).referentiel

    reponse = deposer(client, en_json(document()).encode())

    assert reponse.url == publie.get_absolute_url()
    assert Referentiel.objects.count() == 1


def test_each_problem_of_a_document_is_listed(client):
    reponse = deposer(client, en_json(document(titre="", categorie=3)).encode(), "faux.json")

    assert_page_accessible(reponse)
    assert erreurs(reponse) == [
        "Le document « faux.json » est refusé, rien n'a été importé (2 problèmes) :",
        "- ligne 3, titre : le texte est vide. Écrivez-le ou retirez cet élément.",
        "- ligne 4, categorie : il faut un texte entre guillemets, et non un nombre entier.",
    ]
    assert not Referentiel.objects.exists()


@pytest.mark.parametrize(
    ("octets", "nom", "dit"),
    [
        (b"", "vide.pdf", "il est vide"),
        (b"PK\x03\x04" * 9, "archive.pdf", "ce n'est pas un PDF, malgré son nom"),
        (b"Bonjour." * 9, "lettre.txt", "n'est pas un référentiel de CQPM"),
    ],
)
def test_an_unreadable_file_says_why(client, octets, nom, dit):
    reponse = deposer(client, octets, nom)

    assert dit in erreurs(reponse)[0]
    assert not Referentiel.objects.exists()


def test_no_file_is_said(client):
    assert erreurs(client.post(PAGE)) == ["Choisissez le fichier à importer."]


def test_a_file_too_big_is_thrown_away_and_said(client, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 1000

    reponse = deposer(client, b"x" * 200_000, "gros.pdf")

    assert erreurs(reponse)[0].startswith("Le fichier « gros.pdf » n'a pas été reçu")
    assert not Referentiel.objects.exists()
