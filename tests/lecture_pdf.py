"""PDFs read back: the text of their pages, the boxes drawn on them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

MM = 72 / 25.4


@contextmanager
def _pages(octets: bytes) -> Iterator[list[pypdfium2.PdfPage]]:
    with pypdfium2.PdfDocument(octets) as document:
        ouvertes = list(document)
        try:
            yield ouvertes
        finally:
            for page in ouvertes:
                page.close()


def _texte(page: pypdfium2.PdfPage, haut: float = 0, bas: float = 0) -> str:
    largeur, hauteur = page.get_size()
    texte = page.get_textpage()
    try:
        lu = texte.get_text_bounded(0, bas * MM, largeur, hauteur - haut * MM)
    finally:
        texte.close()
    return " ".join(lu.split())


def pages(octets: bytes) -> list[str]:
    """The text of each page, one space between words."""
    with _pages(octets) as ouvertes:
        return [_texte(page) for page in ouvertes]


def corps(octets: bytes, haut: float = 24, bas: float = 20) -> list[str]:
    """The same without what stands in the margins, `haut` and `bas` in millimetres."""
    with _pages(octets) as ouvertes:
        return [_texte(page, haut, bas) for page in ouvertes]


def formats(octets: bytes) -> list[tuple[int, int]]:
    """Width and height of each page, in millimetres."""
    with _pages(octets) as ouvertes:
        return [tuple(round(cote / MM) for cote in page.get_size()) for page in ouvertes]


def carres(octets: bytes) -> list[float]:
    """The side of every square drawn, in millimetres: the boxes to tick."""
    return [cote for _, _, _, cote in places_des_carres(octets)]


def places_des_carres(octets: bytes) -> list[tuple[int, int, int, float]]:
    """The page, left and bottom of every square, in whole millimetres, then its side."""
    with _pages(octets) as ouvertes:
        places = []
        for numero, page in enumerate(ouvertes):
            for trait in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
                gauche, bas, droite, haut = trait.get_bounds()
                largeur, hauteur = (droite - gauche) / MM, (haut - bas) / MM
                if 3 < largeur < 12 and abs(largeur - hauteur) < 0.1:
                    places.append((numero, round(gauche / MM), round(bas / MM), largeur))
        return places
