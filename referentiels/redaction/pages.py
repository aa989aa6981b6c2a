"""Which page of the editor writes a place of the document."""

from referentiels.echange.lignes import Chemin

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
