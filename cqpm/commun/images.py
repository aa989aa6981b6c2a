"""A photo received: told by its bytes, upright, bounded, without anything but the picture.

The picture is read in a process of its own (`lecteurs/photo.py`): what is kept is written again
from its pixels, so that no position, no thumbnail and no hidden file comes with it.
"""

from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from cqpm.commun.fichiers import SIGNATURE_JPEG, SIGNATURE_PDF, FichierRefuse, verifier_taille
from cqpm.commun.lecture_isolee import lire_a_part

SIGNATURE_PNG = b"\x89PNG\r\n\x1a\n"
EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png"}
# The brands of the containers that phones call HEIC or AVIF.
MARQUES_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"}

REPRENDRE = "Reprenez la photo, ou faites-en une capture d'écran, puis déposez ce fichier."
SUITES = {
    "trop_de_pixels": "a plus de 65 millions de pixels. Choisissez la taille normale dans les "
    "réglages de l'appareil photo, puis reprenez-la.",
    "trop_complexe": f"est trop lourde à lire. {REPRENDRE}",
    "endommage": f"est incomplète ou endommagée. {REPRENDRE}",
}


@dataclass(frozen=True)
class Photo:
    """The picture as it is kept, under a name whose extension is true."""

    nom: str
    type_mime: str
    contenu: bytes
    largeur: int
    hauteur: int


def lire_photo(fichier: UploadedFile) -> Photo:
    """Read a JPEG, PNG or WebP picture. Raises FichierRefuse: each reason says what to do."""
    verifier_taille(fichier)
    fichier.seek(0)
    octets = fichier.read()
    if not _est_une_image(octets):
        raise FichierRefuse(_pas_une_photo(fichier.name, octets))
    entete, contenu = lire_a_part("photo", octets)
    if refus := entete.get("refus"):
        raise FichierRefuse(f"La photo « {fichier.name} » {SUITES[refus]}")
    type_mime = entete["type"]
    nom = (PurePath(fichier.name or "").stem or "photo") + EXTENSIONS[type_mime]
    return Photo(nom, type_mime, contenu, entete["largeur"], entete["hauteur"])


def _est_une_image(octets: bytes) -> bool:
    webp = octets[:4] == b"RIFF" and octets[8:12] == b"WEBP"
    return webp or octets.startswith((SIGNATURE_JPEG, SIGNATURE_PNG))


def _pas_une_photo(nom: str | None, octets: bytes) -> str:
    if octets[4:8] == b"ftyp" and octets[8:12] in MARQUES_HEIC:
        return (
            f"La photo « {nom} » est au format HEIC, que beaucoup d'ordinateurs n'affichent pas. "
            "Sur l'iPhone, choisissez Réglages, Appareil photo, Formats, « Le plus compatible », "
            "puis reprenez la photo ; ou déposez-en une capture d'écran."
        )
    if octets.startswith(SIGNATURE_PDF):
        return (
            f"Le fichier « {nom} » est un PDF, pas une photo. Déposez-le avec « Document PDF », "
            "ou photographiez le document."
        )
    return (
        f"Le fichier « {nom} » n'est pas une photo JPEG, PNG ou WebP, quel que soit son nom. "
        "Photographiez ce que vous voulez montrer, puis déposez cette photo."
    )
