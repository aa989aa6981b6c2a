"""A PDF document as text: its pages read one by one, and the proof that nothing was lost."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from referentiels.analyse.lecteur_pdf.composition import composer
from referentiels.analyse.lecteur_pdf.pages import INCONNU, Vue, caracteres_de, lire_page
from referentiels.analyse.lecteur_pdf.pertes import pertes_interdites
from referentiels.analyse.lecteur_pdf.refus import Refus, RefusLecture
from referentiels.analyse.lecteur_pdf.temoin import compter_par_page, est_brouille, est_incomplet
from referentiels.analyse.source import Ligne

PAGES_MAX = 60
FIN = b"%%EOF"
# A page is a picture when an image covers this share of it, with fewer characters than that.
PART_IMAGE = 0.5
TEXTE_MIN = 100


def lire(octets: bytes) -> tuple[str, list[Ligne]]:
    """The text of a PDF and its lines, as `Source` wants them. Raises RefusLecture."""
    if FIN not in octets[-2048:]:
        raise RefusLecture(Refus.ENDOMMAGE)
    with _refus_de_pdfminer(), pertes_interdites(), pdfplumber.open(io.BytesIO(octets)) as pdf:
        if len(pdf.pages) > PAGES_MAX:
            raise RefusLecture(Refus.TROP_DE_PAGES, [len(pdf.pages)])
        vues, comptes = _lire_pages(pdf.pages, compter_par_page(octets))
    texte, lignes = composer(vues)
    if Counter(_noirs(texte)) != sum(comptes, Counter()):
        raise RefusLecture(Refus.ENDOMMAGE)
    return texte, lignes


@contextmanager
def _refus_de_pdfminer() -> Iterator[None]:
    """Turn the exceptions of pdfminer into ours."""
    try:
        yield
    except PdfminerException as erreur:
        cause = erreur.args[0] if erreur.args else erreur
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise RefusLecture(Refus.CHIFFRE) from erreur
        if isinstance(cause, MemoryError | RefusLecture):
            raise cause from erreur
        raise RefusLecture(Refus.ENDOMMAGE) from erreur


def _lire_pages(pages: list[Page], temoins: list[int]) -> tuple[list[Vue], list[Counter]]:
    """Read each page; refuse those of which something would be missing."""
    vues: list[Vue] = []
    comptes, images, muettes = [], [], []
    for rang, page in enumerate(pages):
        caracteres = caracteres_de(page)
        compte = Counter(_noirs("".join(c["text"] for c in caracteres)))
        if compte.total() < TEXTE_MIN and _part_image(page) > PART_IMAGE:
            images.append(page.page_number)
        vus = temoins[rang] if len(temoins) == len(pages) else compte.total()
        vue = lire_page(page, caracteres, sum(len(autre.tableaux) for autre in vues))
        if est_incomplet(compte.total() - compte[INCONNU], vus) or est_brouille(vue.mots()):
            muettes.append(page.page_number)
        vues.append(vue)
        comptes.append(compte)
        page.close()
    if muettes:
        raise RefusLecture(Refus.POLICE, muettes)
    if not any(comptes):
        raise RefusLecture(Refus.SANS_TEXTE)
    if images:
        raise RefusLecture(Refus.PAGES_IMAGES, images)
    return vues, comptes


def _part_image(page: Page) -> float:
    """The share of the page under its largest image."""
    gauche, haut, droite, bas = page.bbox
    aires = [
        max(0, min(image["x1"], droite) - max(image["x0"], gauche))
        * max(0, min(image["bottom"], bas) - max(image["top"], haut))
        for image in page.images
    ]
    return max(aires, default=0) / ((page.width * page.height) or 1)


def _noirs(texte: str) -> Iterator[str]:
    return (c for c in texte if not c.isspace())
