"""The digital signature of a PDF: read back by pyHanko's own validator and by poppler's pdfsig."""

import io
import subprocess

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    pkcs12,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from cqpm.commun import pdf, sceau


@pytest.fixture
def produit(gabarits_essai) -> bytes:
    return pdf.rendre("essai/grille.html", {"candidat": "Maël", "lignes": range(3)})


@pytest.fixture
def scelle(produit) -> bytes:
    return sceau.sceller(produit, motif="PV de délibération J-2026-0001", lieu="Grenoble")


@pytest.fixture
def une_autre_cle(settings):
    """The key of `CQPM_SCEAU` is read anew, before and after."""
    sceau._signataire.cache_clear()
    yield
    sceau._signataire.cache_clear()


def signature_de(octets: bytes):
    (une,) = PdfFileReader(io.BytesIO(octets)).embedded_signatures
    confiance = ValidationContext(trust_roots=[une.signer_cert], allow_fetching=False)
    return une, validate_pdf_signature(une, confiance)


def test_the_signature_is_valid_and_covers_the_whole_file(scelle):
    une, etat = signature_de(scelle)

    assert etat.intact
    assert etat.valid
    assert etat.coverage.name == "ENTIRE_FILE"
    assert une.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert une.sig_object["/Reason"] == "PV de délibération J-2026-0001"
    assert etat.signing_cert.subject.native == {"common_name": "CQPM Dossiers"}


def test_pdfsig_finds_it_valid_too(scelle, tmp_path):
    fichier = tmp_path / "pv.pdf"
    fichier.write_bytes(scelle)

    dit = subprocess.run(
        ["pdfsig", "-nocert", fichier], capture_output=True, text=True, check=True
    ).stdout

    assert "Signature Validation: Signature is Valid." in dit
    assert "Total document signed" in dit


def test_what_was_drawn_is_not_rewritten_and_its_tags_stay(produit, scelle):
    assert scelle.startswith(produit)
    with pikepdf.open(io.BytesIO(scelle)) as document:
        assert document.Root.StructTreeRoot.K is not None
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "fr"


def test_one_byte_changed_is_seen(scelle):
    milieu = scelle.index(b"endobj") - 3
    modifie = scelle[:milieu] + bytes([scelle[milieu] ^ 1]) + scelle[milieu + 1 :]

    _, etat = signature_de(modifie)

    assert not etat.intact


def test_the_key_of_the_installation_is_readable_by_its_owner_alone(scelle, settings):
    fichier = settings.DONNEES / "sceau.p12"

    assert fichier.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("une_autre_cle")
def test_a_configured_key_signs_instead(produit, settings, tmp_path):
    cle, certificat, _ = pkcs12.load_key_and_certificates(sceau._tirer_une_cle(), None)
    fichier = tmp_path / "centre.p12"
    chiffre = BestAvailableEncryption(b"phrase")
    fichier.write_bytes(
        pkcs12.serialize_key_and_certificates(b"centre", cle, certificat, None, chiffre)
    )
    settings.CQPM_SCEAU, settings.CQPM_SCEAU_PHRASE = str(fichier), "phrase"

    _, etat = signature_de(sceau.sceller(produit, motif="PV", lieu="Lyon"))

    assert etat.signing_cert.serial_number == certificat.serial_number


@pytest.mark.usefixtures("une_autre_cle")
@pytest.mark.parametrize("chemin", ["absent.p12", "abime.p12"])
def test_a_key_that_does_not_open_is_said(produit, settings, tmp_path, chemin):
    (tmp_path / "abime.p12").write_bytes(b"rien")
    settings.CQPM_SCEAU = str(tmp_path / chemin)

    with pytest.raises(sceau.SceauImpossible, match="vérifier CQPM_SCEAU"):
        sceau.sceller(produit, motif="PV", lieu="Lyon")
