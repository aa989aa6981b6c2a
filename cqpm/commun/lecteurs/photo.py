"""A photo, upright, bounded, and nothing in it but the picture (run by `__main__`)."""

import io

from PIL import ExifTags, Image

# A phone takes 12 million pixels; at its finest setting, most often 50 or 64.
PIXELS_MAX = 65_000_000
COTE_MAX = 2400
QUALITE = 85
# An opaque picture that came as PNG stays so as long as it weighs no more.
PNG_MAX = 2**20
FORMATS = ["JPEG", "PNG", "WEBP"]
# The pixels are counted here before any is decoded, without a warning at half of the limit.
Image.MAX_IMAGE_PIXELS = None

_SENS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def lire(octets: bytes) -> tuple[dict, bytes]:
    """The picture again, written from its pixels alone: no metadata of any kind is left.

    A JPEG is decoded at a half, a quarter or an eighth of its size when that is enough.
    """
    try:
        image = Image.open(io.BytesIO(octets), formats=FORMATS)
        if image.width * image.height > PIXELS_MAX:
            return {"refus": "trop_de_pixels"}, b""
        image.draft(None, (2 * COTE_MAX, 2 * COTE_MAX))
        image.load()
    except (OSError, SyntaxError, ValueError):
        return {"refus": "endommage"}, b""
    sens = _sens(image)
    image = image.convert(_mode(image))
    image.thumbnail((COTE_MAX, COTE_MAX), Image.Resampling.LANCZOS)
    if sens is not None:
        image = image.transpose(sens)
    if image.mode == "RGBA" and image.getextrema()[3] == (255, 255):
        image = image.convert("RGB")
    image.info = {}
    type_mime, contenu = _encoder(image, etait_png=octets.startswith(b"\x89PNG"))
    return {"type": type_mime, "largeur": image.width, "hauteur": image.height}, contenu


def _sens(image: Image.Image) -> Image.Transpose | None:
    """How to turn the picture, as its camera says; what says it wrongly says nothing."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:
        orientation = None
    return _SENS.get(orientation)


def _mode(image: Image.Image) -> str:
    if image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in {"1", "L", "I;16"} else "RGB"


def _encoder(image: Image.Image, *, etait_png: bool) -> tuple[str, bytes]:
    """PNG when it is transparent, or was one and stays light; JPEG otherwise."""
    if image.mode == "RGBA" or etait_png:
        contenu = _ecrire(image, "PNG")
        if image.mode == "RGBA" or len(contenu) <= PNG_MAX:
            return "image/png", contenu
    return "image/jpeg", _ecrire(image, "JPEG", quality=QUALITE, optimize=True)


def _ecrire(image: Image.Image, format_: str, **options) -> bytes:
    sortie = io.BytesIO()
    image.save(sortie, format_, **options)
    return sortie.getvalue()
