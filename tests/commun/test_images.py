"""A photo received: told by its bytes, upright, bounded, and nothing in it but the picture."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, PngImagePlugin

from cqpm.commun import lecture_isolee
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.images import lire_photo

SECRET = b"Atelier 4, poste de Karim"
PDF = b"%PDF-1.7\n%%EOF\n"


def image(largeur=60, hauteur=40, mode="RGB") -> Image.Image:
    """Red on its left half, blue on the other."""
    une = Image.new("RGB", (largeur, hauteur), "blue")
    une.paste("red", (0, 0, largeur // 2, hauteur))
    return une.convert(mode)


def octets(une: Image.Image, format_: str = "JPEG", **options) -> bytes:
    sortie = io.BytesIO()
    une.save(sortie, format_, **options)
    return sortie.getvalue()


def lire(contenu: bytes, nom: str = "IMG_0412.jpeg"):
    return lire_photo(SimpleUploadedFile(nom, contenu))


def ouvrir(photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.contenu))


def refus(contenu: bytes, nom: str = "photo.jpg") -> str:
    with pytest.raises(ErreurMetier) as erreur:
        lire(contenu, nom)
    return str(erreur.value)


def exif(**champs) -> bytes:
    """What a phone writes: where it was, when, and its owner's words; a thumbnail is not a tag."""
    donnees = Image.Exif()
    donnees[ExifTags.Base.Make] = "Téléphone"
    donnees[ExifTags.Base.ImageDescription] = SECRET.decode()
    donnees[ExifTags.Base.Orientation] = champs.get("orientation", 1)
    gps = donnees.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (45.0, 11.0, 19.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (5.0, 43.0, 30.0)
    return donnees.tobytes()


def segment(marque: int, contenu: bytes) -> bytes:
    return bytes([0xFF, marque]) + (len(contenu) + 2).to_bytes(2, "big") + contenu


def bavarde() -> bytes:
    """A JPEG that says all it can: EXIF with a position, XMP, IPTC, comment, a file behind."""
    brute = octets(image(), exif=exif(), comment=SECRET)
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")
    iptc = segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x1c\x1c\x02\x78\0\x19" + SECRET)
    return brute[:2] + xmp + iptc + brute[2:] + SECRET + b"<script>alert(1)</script>"


def test_the_position_and_every_other_metadata_are_gone():
    avant = bavarde()
    assert Image.open(io.BytesIO(avant)).getexif().get_ifd(ExifTags.IFD.GPSInfo) != {}

    photo = lire(avant)

    apres = ouvrir(photo)
    assert (dict(apres.getexif()), apres.getexif().get_ifd(ExifTags.IFD.GPSInfo)) == ({}, {})
    assert {*apres.info} == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert [
        mot for mot in (SECRET, b"Exif", b"xmp", b"8BIM", b"script") if mot in photo.contenu
    ] == []


@pytest.mark.parametrize("transparente", [False, True])
def test_the_texts_and_the_position_of_a_png_are_gone(transparente):
    textes = PngImagePlugin.PngInfo()
    textes.add_text("Author", SECRET.decode(), zip=False)
    textes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    une = image(mode="RGBA")
    une.putalpha(100 if transparente else 255)

    photo = lire(octets(une, "PNG", pnginfo=textes, exif=exif()), "capture.png")

    assert (photo.nom, photo.type_mime) == ("capture.png", "image/png")
    apres = ouvrir(photo)
    assert (apres.info, dict(apres.getexif())) == ({}, {})
    assert (apres.mode, SECRET in photo.contenu) == ("RGBA" if transparente else "RGB", False)


@pytest.mark.parametrize(
    ("orientation", "taille", "coins"),
    [
        (1, (60, 40), "rb"),
        (3, (60, 40), "br"),
        (6, (40, 60), "rr"),
        (8, (40, 60), "bb"),
        (99, (60, 40), "rb"),
    ],
)
def test_the_photo_is_turned_upright_once_for_all(orientation, taille, coins):
    """The corners at the top tell how it was turned: r for red, b for blue."""
    photo = lire(octets(image(), exif=exif(orientation=orientation), quality=95))

    apres = ouvrir(photo)
    haut = [apres.getpixel((x, 2)) for x in (2, apres.width - 3)]
    assert apres.size == taille == (photo.largeur, photo.hauteur)
    assert "".join("r" if rouge > bleu else "b" for rouge, _, bleu in haut) == coins


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_an_exif_that_cannot_be_read_does_not_lose_the_photo(format_):
    textes = PngImagePlugin.PngInfo()
    textes.add_text("Raw profile type exif", "\nexif\n      24\n" + SECRET.decode())
    brute = octets(image(), format_, pnginfo=textes)
    if format_ == "JPEG":
        brute = brute[:2] + segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + SECRET) + brute[2:]

    photo = lire(brute)

    assert (photo.largeur, SECRET in photo.contenu) == (60, False)


@pytest.mark.parametrize(
    ("taille", "attendue"),
    [((3000, 1500), (2400, 1200)), ((1000, 4800), (500, 2400)), ((2400, 10), (2400, 10))],
)
def test_the_longest_side_is_bounded(taille, attendue):
    photo = lire(octets(image(*taille)))

    assert ouvrir(photo).size == attendue


@pytest.mark.parametrize(
    ("contenu", "nom"),
    [
        (octets(image(), "WEBP"), "photo.jpg"),
        (octets(image(mode="CMYK")), "photo.jpg"),
        (octets(image(mode="L")), "photo.jpg"),
        (octets(Image.effect_noise((1200, 900), 90).convert("RGB"), "PNG"), "photo.jpg"),
    ],
    ids=["webp", "cmyk", "grey", "heavy png"],
)
def test_what_is_opaque_ends_as_a_jpeg_under_a_true_name(contenu, nom):
    photo = lire(contenu, "photo.png")

    assert (photo.nom, photo.type_mime, ouvrir(photo).format) == (nom, "image/jpeg", "JPEG")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_transparency_stays_png(mode):
    une = Image.new("LA", (20, 20), (9, 80)).convert(mode if mode != "PA" else "RGBA")
    une = une.quantize() if mode == "PA" else une

    photo = lire(octets(une, "PNG"))

    assert (photo.type_mime, ouvrir(photo).getpixel((5, 5))[3]) == ("image/png", 80)


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (PDF, "est un PDF, pas une photo. Déposez-le avec « Document PDF »"),
        (b"<html><script>alert(1)</script></html>", "n'est pas une photo JPEG, PNG ou WebP"),
        (octets(image(), "GIF"), "n'est pas une photo JPEG, PNG ou WebP"),
        (b"\xff\xd8\xff\xe0<html>", "est incomplète ou endommagée"),
        (octets(image(300, 300))[:-300], "est incomplète ou endommagée"),
        (octets(image(300, 300), "PNG")[:-80], "est incomplète ou endommagée"),
        (octets(image(300, 300), "WEBP")[:-80], "est incomplète ou endommagée"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "est au format HEIC"),
        (b"", "est vide"),
    ],
    ids=["pdf", "html", "gif", "html as jpeg", "cut jpeg", "cut png", "cut webp", "heic", "empty"],
)
def test_a_file_that_lies_about_its_type_is_told_so(contenu, phrase):
    assert f"« photo.jpg » {phrase}" in refus(contenu)


def test_a_heic_says_how_to_take_another_photo():
    phrase = refus(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC")

    assert "Réglages, Appareil photo, Formats, « Le plus compatible »" in phrase


def test_a_file_over_20_mb_is_not_even_read():
    fichier = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff")
    fichier.size = 21 * 2**20

    with pytest.raises(ErreurMetier, match="pèse 21 Mo, la limite est de 20 Mo"):
        lire_photo(fichier)


@pytest.mark.parametrize(
    ("format_", "mode"), [("PNG", "1"), ("JPEG", "L")], ids=["png bomb", "jpeg bomb"]
)
def test_a_decompression_bomb_is_refused_before_it_is_decoded(format_, mode):
    bombe = octets(Image.new(mode, (9000, 7500)), format_)
    assert len(bombe) < 2**20

    assert "a plus de 65 millions de pixels. Choisissez la taille normale" in refus(bombe)


def test_a_webp_whose_canvas_fills_the_memory_is_refused():
    entete = b"VP8X" + (10).to_bytes(4, "little") + b"\x02\0\0\0" + b"\xfe\x3f\0" * 2
    contenu = b"RIFF" + (4 + len(entete)).to_bytes(4, "little") + b"WEBP" + entete

    assert "est incomplète ou endommagée" in refus(contenu)


def test_a_photo_that_never_ends_is_given_up(monkeypatch):
    """Hundreds of passes over the same picture: the processor time is counted, and it stops."""
    monkeypatch.setattr(lecture_isolee, "CALCUL_MAX", 1)
    monkeypatch.setattr(lecture_isolee, "DELAI_MAX", 600)
    brute = octets(Image.new("L", (8000, 8000)), progressive=True)
    passe = brute[brute.rindex(b"\xff\xda") : -2]

    assert "est trop lourde à lire" in refus(brute[:-2] + passe * 500 + brute[-2:])


def test_a_photo_that_fills_the_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(lecture_isolee, "MEMOIRE_MAX", 128 * 2**20)

    assert "est trop lourde à lire" in refus(octets(Image.new("L", (8000, 8000)), "PNG"))
