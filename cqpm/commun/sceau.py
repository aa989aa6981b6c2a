"""The digital signature of our PDFs (PAdES): whoever holds the file sees that nothing changed.

The key is the one of `CQPM_SCEAU` (PKCS#12); without it, one is drawn at the first document of the
installation and signs itself: it proves that the file did not change since, not who we are.
Only the workers import pyhanko.
"""

import contextlib
import datetime
import io
import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

from cqpm.commun.errors import ErreurMetier

CHAMP = "Sceau"
# A PV is kept as long as the certification counts, which has no end known.
ANNEES = 30
BITS = 3072


class SceauImpossible(ErreurMetier):
    """The key cannot be read: the document is not signed, so it is not produced."""

    def __init__(self):
        super().__init__(
            "Le document ne peut pas être scellé : la clé de signature de l'installation ne "
            "s'ouvre pas. Demandez à l'administrateur de vérifier CQPM_SCEAU et "
            "CQPM_SCEAU_PHRASE, puis relancez."
        )


def sceller(contenu: bytes, *, motif: str, lieu: str) -> bytes:
    """The same PDF, signed after its end: what it said is not rewritten, its tags stay.

    Raises SceauImpossible.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415

    reglages = signers.PdfSignatureMetadata(
        field_name=CHAMP,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=motif,
        location=lieu,
        name=settings.CQPM_SCEAU_NOM,
    )
    scelle = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(contenu)), reglages, signer=_signataire()
    )
    return scelle.getvalue()


@cache
def _signataire():
    """The key and its certificate, opened once per process."""
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    chemin = Path(settings.CQPM_SCEAU or _cle_de_l_installation())
    phrase = settings.CQPM_SCEAU_PHRASE.encode() or None
    signataire = SimpleSigner.load_pkcs12(str(chemin), passphrase=phrase)
    if signataire is None:
        raise SceauImpossible
    return signataire


def _cle_de_l_installation() -> Path:
    """Where the key drawn here is, readable by us alone; two workers read the same one."""
    chemin = settings.DONNEES / "sceau.p12"
    if not chemin.exists():
        descripteur, brouillon = tempfile.mkstemp(dir=settings.DONNEES)
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(_tirer_une_cle())
        with contextlib.suppress(FileExistsError):
            os.link(brouillon, chemin)
        os.unlink(brouillon)
    return chemin


def _tirer_une_cle() -> bytes:
    """A key and the certificate that it signs itself, as PKCS#12."""
    cle = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, settings.CQPM_SCEAU_NOM)])
    debut = timezone.now() - datetime.timedelta(minutes=5)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(debut + datetime.timedelta(days=365 * ANNEES))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .sign(cle, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        CHAMP.encode(), cle, certificat, None, NoEncryption()
    )


def _usage() -> x509.KeyUsage:
    """To sign documents, and nothing else."""
    non = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(digital_signature=True, content_commitment=True, **non)
