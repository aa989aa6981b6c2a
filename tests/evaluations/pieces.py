"""Real files for the tests of evidence: photos with a position in them, a PDF, and the sendings."""

import io
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

PDF = pdf_brut(ecrire("Compte rendu d'étuvage", 50, 700))


def jpeg(largeur: int = 60, hauteur: int = 40) -> bytes:
    """A photo that says where and when it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = "2026:11:28 14:02:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (45.0, 11.0, 19.0)
    sortie = io.BytesIO()
    Image.new("RGB", (largeur, hauteur), "teal").save(sortie, "JPEG", exif=exif)
    return sortie.getvalue()


def fichier(contenu: bytes | None = None, nom: str = "IMG_0412.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, jpeg() if contenu is None else contenu)


def position(contenu: bytes) -> dict:
    """The position that a picture carries."""
    return dict(Image.open(io.BytesIO(contenu)).getexif().get_ifd(ExifTags.IFD.GPSInfo))


def champs(cible, nature: str = "photo", **autres) -> dict:
    """What the grid's script sends for a critère, or for a whole capacité."""
    critere = hasattr(cible, "rang")
    return {
        "capacite": cible.capacite_id if critere else cible.pk,
        "critere": cible.pk if critere else "",
        "nature": nature,
        "page": "",
        "texte": "",
        "jeton": str(uuid.uuid4()),
    } | autres
