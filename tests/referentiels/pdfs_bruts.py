"""PDFs written by hand: what no layout engine would produce, and what people upload by mistake."""

import io
import zlib
from collections.abc import Sequence

from PIL import Image, ImageDraw

LARGEUR, HAUTEUR = 595, 842
POLICES = (
    b"<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >>"
)


def flux(donnees: bytes, entete: bytes = b"") -> bytes:
    """The body of a stream object."""
    longueur = len(donnees)
    return b"<< %b /Length %d >> stream\n%b\nendstream" % (entete, longueur, donnees)


def assembler(objets: Sequence[bytes], *, fin: bytes = b"") -> bytes:
    """A PDF whose objects are numbered from 1, the first being its catalogue."""
    sortie = io.BytesIO()
    sortie.write(b"%PDF-1.7\n")
    places = []
    for numero, objet in enumerate(objets, start=1):
        places.append(sortie.tell())
        sortie.write(b"%d 0 obj\n%b\nendobj\n" % (numero, objet))
    debut = sortie.tell()
    sortie.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objets) + 1))
    sortie.writelines(b"%010d 00000 n \n" % place for place in places)
    taille = len(objets) + 1
    sortie.write(b"trailer << /Size %d /Root 1 0 R %b >>\n" % (taille, fin))
    sortie.write(b"startxref\n%d\n%%%%EOF\n" % debut)
    return sortie.getvalue()


def pdf_brut(*contenus: bytes, page: bytes = b"", entete: bytes = b"", fin: bytes = b"") -> bytes:
    """One page per content stream; `page` adds to each page, `entete` to each stream."""
    nombre = len(contenus)
    enfants = b" ".join(b"%d 0 R" % (3 + 2 * rang) for rang in range(nombre))
    objets = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (enfants, nombre),
    ]
    for rang, contenu in enumerate(contenus):
        objets.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font %b >> %b >>" % (LARGEUR, HAUTEUR, 4 + 2 * rang, POLICES, page)
        )
        objets.append(flux(contenu, entete))
    return assembler(objets, fin=fin)


def ecrire(texte: str, x: float, y: float, *, taille: float = 10, etat: str = "") -> bytes:
    """Operators that write a text at a place counted from the bottom left of the page."""
    corps = texte.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {taille} Tf {etat} 1 0 0 1 {x} {y} Tm ({corps}) Tj ET\n".encode("cp1252")


def comprime(contenu: bytes) -> bytes:
    """A page whose content stream is compressed, as in every real file."""
    return pdf_brut(zlib.compress(contenu), entete=b"/Filter /FlateDecode")


def protege() -> bytes:
    """A PDF that a password keeps closed."""
    cle = b"<%b>" % (b"5a" * 32)
    chiffre = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O %b /U %b /P -44 >> /ID [<00> <00>]"
    return pdf_brut(ecrire("Secret", 50, 700), fin=chiffre % (cle, cle))


def numerise(*, mention: str = "") -> bytes:
    """A page that is only a picture of a text, with a mention over it if asked."""
    image = Image.new("L", (300, 420), 255)
    ImageDraw.Draw(image).text((40, 60), "REFERENTIEL DU CQPM", fill=0)
    pixels = zlib.compress(image.tobytes())
    objets = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font %b /XObject << /I 5 0 R >> >> >>" % (LARGEUR, HAUTEUR, POLICES),
        flux(
            b"q %d 0 0 %d 0 0 cm /I Do Q\n" % (LARGEUR, HAUTEUR)
            + (ecrire(mention, 40, 30) if mention else b"")
        ),
        flux(
            pixels,
            b"/Type /XObject /Subtype /Image /Width 300 /Height 420 /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8 /Filter /FlateDecode",
        ),
    ]
    return assembler(objets)


def bombe() -> bytes:
    """A few kilobytes that unfold into four gigabytes of spaces."""
    presse = zlib.compressobj(9)
    bloc = presse.compress(b" " * 2**24) + presse.flush(zlib.Z_FULL_FLUSH)
    entete, bloc = bloc[:2], bloc[2:]
    return pdf_brut(
        zlib.compress(entete + bloc * 256, 9), entete=b"/Filter [/FlateDecode /FlateDecode]"
    )
