"""Which page of the editor writes a place of the document, and where on that page."""

from django.urls import reverse

from referentiels.echange.lignes import Chemin, en_texte

_PAGES = {
    "capacites": "capacites",
    "blocs": "blocs",
    "modalites": "modalites",
    "admissibilite": "textes",
    "sections": "textes",
    "notes": "textes",
}


def page_de(chemin: Chemin) -> tuple[str, int | None]:
    """The end of the page's URL name, and a capacité's rank from 1 if the page is hers."""
    if chemin[0] == "capacites" and len(chemin) > 1:
        return "capacite", chemin[1] + 1
    return _PAGES.get(chemin[0], "identite"), None


def adresse(pk: int, page: str, rang: int | None = None) -> str:
    """A page of the editor, by the end of its URL name."""
    return reverse(f"referentiels:modifier_{page}", args=[pk] if rang is None else [pk, rang])


def ancre_de(chemin: Chemin) -> str:
    """The id of the place on its page, or of the nearest one that has a field or a row."""
    match chemin:
        case ("capacites", _) | ("capacites", _, "numero"):
            return en_texte((*chemin[:2], "intitule"))
        case ("capacites", _, "modalites", *_) | ("capacites", _, "modalites_detail"):
            return "modalites"
        case ("regles",) | ("regles", "blocs"):
            return "regles"
        case (*porteur, "code"):
            return en_texte(tuple(porteur))
        case ("blocs", _, "capacites", *_):
            return en_texte(chemin[:2])
    return en_texte(chemin)
