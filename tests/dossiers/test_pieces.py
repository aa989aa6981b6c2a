"""The papers deposited in a dossier: what is accepted, who reads them, how one is taken back."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cqpm.commun.models import Document, sujet_de
from dossiers.enums import Acte, NaturePiece
from tests.accessibilite import assert_page_accessible
from tests.factories.commun import DocumentFactory
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def docx(*noms: str) -> bytes:
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        for nom in noms:
            archive.writestr(zipfile.ZipInfo(nom), "<xml/>")
    return flux.getvalue()


WORD = docx("[Content_Types].xml", "word/document.xml")


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def dossier(centre):
    return DossierFactory(centre=centre, transmis=True)


@pytest.fixture
def gestionnaire(client, centre):
    gestionnaire = UtilisateurFactory(gestionnaire=centre)
    client.force_login(gestionnaire)
    return gestionnaire


def deposer(client, dossier, nom, contenu, **champs):
    fichier = SimpleUploadedFile(nom, contenu, content_type="application/octet-stream")
    donnees = {"nature": NaturePiece.RAPPORT, "titre": "", "fichier": fichier} | champs
    return client.post(reverse("dossiers:piece_deposer", args=[dossier.pk]), donnees)


@pytest.mark.parametrize(
    ("nom", "contenu", "type_mime"),
    [
        ("Rapport été.pdf", PDF, "application/pdf"),
        ("page.JPG", JPEG, "image/jpeg"),
        ("page.png", PNG, "image/png"),
        (
            "rapport.docx",
            WORD,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
    ids=["pdf", "jpeg", "png", "docx"],
)
def test_a_paper_is_kept_as_it_came(client, dossier, gestionnaire, nom, contenu, type_mime):
    deposer(client, dossier, nom, contenu)

    document = Document.objects.get()
    reponse = client.get(reverse("dossiers:document", args=[dossier.pk, document.pk]))
    assert b"".join(reponse.streaming_content) == contenu
    assert (document.titre, document.nom, document.type_mime) == (
        "Rapport du candidat",
        nom,
        type_mime,
    )
    ligne = dossier.journal.get(acte=Acte.DOCUMENT)
    assert ligne.libelle == "Pièce déposée : Rapport du candidat (rapport du candidat)."
    assert ligne.apres == {"fichier": nom, "sha256": document.sha256}


@pytest.mark.parametrize(
    ("nom", "contenu", "pourquoi"),
    [
        ("vide.pdf", b"", "est vide"),
        ("rapport.pdf", b"MZ\x90\0 programme", "n'est ni un PDF"),
        ("rapport.exe", PDF, "n'est ni un PDF"),
        ("page.pdf", PNG, "n'est ni un PDF"),
        ("macros.docx", docx("word/document.xml", "word/vbaProject.bin"), "n'est ni un PDF"),
        ("tableur.docx", docx("xl/workbook.xml"), "n'est ni un PDF"),
        ("coupe.docx", WORD[:40], "n'est ni un PDF"),
    ],
    ids=["vide", "programme", "nom", "image", "macros", "tableur", "coupe"],
)
def test_another_file_is_refused_and_nothing_is_kept(
    client, dossier, gestionnaire, nom, contenu, pourquoi
):
    reponse = deposer(client, dossier, nom, contenu, titre="Mon titre")

    assert pourquoi in reponse.context["form"].errors["fichier"][0]
    assert reponse.context["form"]["titre"].value() == "Mon titre"
    assert (Document.objects.count(), dossier.journal.count()) == (0, 0)
    assert_page_accessible(reponse)


def test_a_file_too_big_for_the_guard_is_told(client, dossier, gestionnaire, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 100

    reponse = deposer(client, dossier, "gros.pdf", PDF + b"\0" * 200)

    assert "n'a pas été reçu" in reponse.context["form"].errors["fichier"][0]


def test_r51_no_kind_of_paper_is_medical_and_the_page_says_never_to(client, dossier, gestionnaire):
    reponse = client.get(reverse("dossiers:piece_deposer", args=[dossier.pk]))

    assert [libelle for _, libelle in reponse.context["form"].fields["nature"].choices] == [
        "Rapport du candidat",
        "Accord signé",
        "Convention",
        "Autre document",
    ]
    assert "Ne déposez jamais de certificat médical" in " ".join(reponse.content.decode().split())


def test_r22_the_commission_reads_the_report_alone(client, dossier):
    documents = {
        nature: DocumentFactory(sujet=sujet_de(dossier), nature=nature, titre=nature)
        for nature in (*NaturePiece.values, "dossier_modalites")
    }
    client.force_login(AffectationFactory(dossier=dossier).utilisateur)

    statuts = {}
    for nature, un in documents.items():
        lu = client.get(reverse("dossiers:document", args=[dossier.pk, un.pk]))
        statuts[nature] = (lu.status_code, b"".join(lu))
    fiche = client.get(dossier.get_absolute_url())

    assert [nature for nature, (statut, _) in statuts.items() if statut == 200] == ["piece_rapport"]
    assert list(fiche.context["documents"]) == [documents["piece_rapport"]]
    assert_page_accessible(fiche)


def test_a_paper_deposited_by_mistake_goes_with_its_file(
    client, dossier, gestionnaire, django_capture_on_commit_callbacks
):
    deposer(client, dossier, "rapport.pdf", PDF)
    document = Document.objects.get()
    url = reverse("dossiers:piece_retirer", args=[dossier.pk, document.pk])
    assert_page_accessible(client.get(url))
    assert list(client.post(url, {"motif": ""}).context["form"].errors) == ["motif"]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"motif": "Ce rapport est celui d'un autre candidat."})

    assert not Document.objects.exists()
    assert not document.fichier.storage.exists(document.fichier.name)
    ligne = dossier.journal.first()
    assert ligne.libelle == (
        "Pièce retirée : Rapport du candidat. Motif : Ce rapport est celui d'un autre candidat."
    )
    assert ligne.avant["sha256"] == document.sha256
    assert client.post(url, {"motif": "Une seconde fois, pour voir."}).status_code == 404


def test_the_same_file_deposited_twice_survives_the_removal_of_one(
    client, dossier, gestionnaire, django_capture_on_commit_callbacks
):
    for _ in range(2):
        deposer(client, dossier, "rapport.pdf", PDF)
    second, premier = Document.objects.all()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("dossiers:piece_retirer", args=[dossier.pk, premier.pk]),
            {"motif": "Déposé deux fois par erreur."},
        )

    reponse = client.get(reverse("dossiers:document", args=[dossier.pk, second.pk]))
    assert b"".join(reponse.streaming_content) == PDF


def test_what_the_application_produced_cannot_be_taken_back(client, dossier, gestionnaire):
    document = DocumentFactory(sujet=sujet_de(dossier), nature="dossier_modalites")

    url = reverse("dossiers:piece_retirer", args=[dossier.pk, document.pk])

    assert client.post(url, {"motif": "Je n'en veux plus du tout."}).status_code == 404


def test_the_papers_of_a_decided_dossier_stay(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, admis=True)
    piece = DocumentFactory(sujet=sujet_de(dossier), nature=NaturePiece.CONVENTION)

    reponse = client.post(
        reverse("dossiers:piece_retirer", args=[dossier.pk, piece.pk]),
        {"motif": "Convention d'une autre année."},
    )

    assert "Le jury a décidé" in reponse.context["form"].errors["__all__"][0]
    assert Document.objects.exists()
