"""The public page of a PV: what it is, whether it still counts, and whether a file is that one."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cqpm.commun.fichiers import ouvrir
from evaluations.services import jury
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, reunir

SCAN = b"%PDF-1.7 signe a la main"


@pytest.fixture
def reunion(db):
    """A closed session of one candidate, its PV produced."""
    reunion = reunir(CentreFactory())
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    return reunion


def adresse(session) -> str:
    return reverse("evaluations:verifier", args=[session.code_verification])


def lire(reponse) -> str:
    return " ".join(reponse.content.decode().replace("&#x27;", "'").split())


def comparer(session, octets: bytes) -> str:
    """What the page shows once this file is compared, its hidden answers taken out."""
    fichier = SimpleUploadedFile("pv.pdf", octets)
    reponse = Client().post(adresse(session), {"fichier": fichier})
    return "différent" if not reponse.context["reconnu"] else reponse.context["reconnu"].nature


def pv(session) -> bytes:
    with ouvrir(jury.pv_de(session)) as fichier:
        return fichier.read()


def test_an_unknown_code_is_said_and_opens_nothing(db):
    reponse = Client().get(reverse("evaluations:verifier", args=["inconnu"]))

    assert reponse.status_code == 404
    assert "Aucun procès-verbal de ce service ne porte ce code." in lire(reponse)
    assert_page_accessible(reponse)


def test_who_tries_many_codes_is_slowed_down(db):
    statuts = [
        Client().get(reverse("evaluations:verifier", args=[f"essai-{rang}"])).status_code
        for rang in range(61)
    ]

    assert statuts == [404] * 60 + [429]


def test_a_pv_that_nobody_signed_proves_nothing(reunion):
    page = lire(Client().get(adresse(reunion.session)))

    assert "Produit, pas encore signé." in page
    assert "Authentique" not in page


def test_a_signed_pv_is_authentic_and_names_nobody(reunion):
    jury.deposer_pv_signe(reunion.session, contenu=SCAN, par=reunion.secretaire)
    dossier = reunion.session.deliberations.get().dossier

    reponse = Client().get(adresse(reunion.session))

    page = lire(reponse)
    assert "Authentique." in page
    assert hashlib.sha256(pv(reunion.session)).hexdigest() in page
    assert hashlib.sha256(SCAN).hexdigest() in page
    for secret in (dossier.candidat.nom, dossier.numero, "attribué", "Vasseur", "Pham"):
        assert secret not in page
    assert reponse["X-Robots-Tag"] == "noindex, nofollow"
    assert_page_accessible(reponse)


def test_the_paper_bears_the_address_and_the_code(reunion):
    derniere = pages(pv(reunion.session))[-1]

    assert adresse(reunion.session) in derniere.replace(" ", "")


def test_a_file_is_compared_with_what_is_kept(reunion):
    session = reunion.session
    jury.deposer_pv_signe(session, contenu=SCAN, par=reunion.secretaire)
    octets = pv(session)

    assert comparer(session, octets) == "pv"
    assert comparer(session, SCAN) == "pv_signe"
    assert comparer(session, octets[:-1] + b"x") == "différent"
    assert comparer(session, b"") == "différent"


def test_a_file_missing_or_too_big_is_said_and_compared_with_nothing(reunion, settings):
    rien = Client().post(adresse(reunion.session), {})
    settings.CQPM_TELEVERSEMENT_MAX = 10
    gros = Client().post(
        adresse(reunion.session), {"fichier": SimpleUploadedFile("pv.pdf", b"x" * 50)}
    )

    assert "Choisissez le fichier PDF à comparer." in lire(rien)
    assert "n'a pas été reçu" in lire(gros)
    assert not rien.context["compare"]
    assert not gros.context["compare"]
