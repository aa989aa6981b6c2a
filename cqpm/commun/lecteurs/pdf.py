"""Does a PDF only show its pages? Run by `__main__`."""

import io
import re
from collections.abc import Iterator

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSLiteral

# What does more than show pages, among the keys and the values of a PDF, and its refusal.
REFUS = {
    **dict.fromkeys(("JavaScript", "JS", "Launch"), "actif"),
    **dict.fromkeys(("XFA", "SubmitForm", "ImportData"), "formulaire"),
    **dict.fromkeys(("RichMedia", "EmbeddedFile", "EmbeddedFiles"), "joint"),
}
# The names long enough not to be met by chance in compressed bytes.
EN_CLAIR = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|RichMedia|EmbeddedFiles?)\b")
OBJETS_MAX = 200_000


def lire(octets: bytes) -> tuple[dict, bytes]:
    """Refuse a PDF that acts, sends, carries files, is locked, or cannot be read.

    The bytes are searched too: a reader that repairs a broken file finds what the table of the
    file does not name.
    """
    try:
        document = PDFDocument(PDFParser(io.BytesIO(octets)))
        if "Pages" not in document.catalog:
            return {"refus": "endommage"}, b""
        if refus := _refus(document, octets):
            return {"refus": refus}, b""
    except PDFPasswordIncorrect:
        return {"refus": "protege"}, b""
    except PSException:
        return {"refus": "endommage"}, b""
    except OverflowError:
        return {"refus": "trop_complexe"}, b""
    return {}, b""


def _refus(document: PDFDocument, octets: bytes) -> str:
    if trouve := EN_CLAIR.search(octets):
        return REFUS[trouve[1].decode()]
    return next((refus for objet in _objets(document) if (refus := _refus_de(objet))), "")


def _objets(document: PDFDocument) -> Iterator[object]:
    """Each object of the file, those packed in streams included."""
    vus: set[int] = set()
    for table in document.xrefs:
        for numero in table.get_objids():
            if numero in vus:
                continue
            vus.add(numero)
            if len(vus) > OBJETS_MAX:
                raise OverflowError
            try:
                yield document.getobj(numero)
            except PDFObjectNotFound:  # a number that is free
                continue


def _refus_de(objet: object) -> str:
    """Look for those names in an object; what it refers to is an object of its own."""
    a_voir = [objet]
    while a_voir:
        un = a_voir.pop()
        if isinstance(un, PDFStream):
            un = un.attrs
        if isinstance(un, dict):
            if noms := REFUS.keys() & un.keys():
                return REFUS[min(noms)]
            if "EF" in un and un.keys() & {"F", "UF"}:  # a file whose bytes are in this one
                return "joint"
            a_voir += un.values()
        elif isinstance(un, list):
            a_voir += un
        elif isinstance(un, PSLiteral) and un.name in REFUS:
            return REFUS[un.name]
    return ""
