"""A second reader that counts the characters of each page: what pdfminer does not see is told.

pdfminer answers nothing for a font whose encoding is a table inside the file (pdfminer.six #1072):
without a witness, whole paragraphs would be missing and nobody would know.
"""

from unicodedata import category

import pypdfium2

# Ligatures and hyphens at line ends are not counted alike: a few characters of difference.
TOLERANCE = 0.03
TOLERANCE_MIN = 10
# Below so many words nothing can be said; French words are five letters long.
MOTS_MIN = 40
LONGUEUR_MIN = 2
SIGNES_MAX = 0.4
# Pictures, private codes, unassigned codes, control characters: what a text has little of.
SIGNES = {"So", "Co", "Cn", "Cc"}


def compter_par_page(octets: bytes) -> list[int]:
    """How many characters other than spaces stand on each page; 0 where it cannot tell."""
    try:
        document = pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError:
        return []
    try:
        return [_compter(document, rang) for rang in range(len(document))]
    finally:
        document.close()


def _compter(document: pypdfium2.PdfDocument, rang: int) -> int:
    try:
        page = document[rang]
        texte = page.get_textpage()
    except pypdfium2.PdfiumError:
        return 0
    compte = sum(not c.isspace() for c in texte.get_text_range())
    texte.close()
    page.close()
    return compte


def est_incomplet(lus: int, vus: int) -> bool:
    """Tell whether the witness saw clearly more characters than were read."""
    return vus - lus > max(TOLERANCE_MIN, TOLERANCE * vus)


def est_brouille(mots: list[str]) -> bool:
    """Tell whether these are no words: letters apart, or signs, for want of a table of codes."""
    if len(mots) < MOTS_MIN:
        return False
    texte = "".join(mots)
    signes = sum(category(c) in SIGNES for c in texte)
    return len(texte) < LONGUEUR_MIN * len(mots) or signes > SIGNES_MAX * len(texte)
