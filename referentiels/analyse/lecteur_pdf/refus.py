"""Why a PDF is not read: codes, which `referentiels.errors` says in French."""

from enum import StrEnum


class Refus(StrEnum):
    PAS_UN_PDF = "pas_un_pdf"
    CHIFFRE = "chiffre"
    ENDOMMAGE = "endommage"
    SANS_TEXTE = "sans_texte"
    PAGES_IMAGES = "pages_images"
    TROP_DE_PAGES = "trop_de_pages"
    POLICE = "police"
    TROP_COMPLEXE = "trop_complexe"
    OCCUPE = "occupe"
    TROP_LOURD = "trop_lourd"
    VIDE = "vide"


class RefusLecture(Exception):
    """The file is not read; `pages` names those that are the cause, or counts them all."""

    def __init__(self, refus: Refus, pages: list[int] | None = None):
        self.refus, self.pages = refus, pages or []
        super().__init__(refus)
