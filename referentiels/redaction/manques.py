"""What a brouillon still lacks, and the page where each thing is written."""

import copy
from dataclasses import dataclass

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin
from referentiels.echange.validation import valider

_PAGES = {
    "capacites": "capacites",
    "blocs": "blocs",
    "modalites": "modalites",
    "admissibilite": "textes",
    "sections": "textes",
    "notes": "textes",
}


@dataclass(frozen=True)
class Manque:
    """A sentence, and the page: the end of its URL name, and a capacité's rank from 1 if any."""

    phrase: str
    page: str
    rang: int | None = None


def manques(document: dict) -> list[Manque]:
    """Everything that forbids the publication, as `services.versions.ce_qui_manque` says it."""
    trouves: list[Manque] = []

    def signaler(chemin: Chemin, message: str) -> None:
        trouves.append(Manque(f"{en_clair(chemin, document)} : {message}", *_page(chemin)))

    valider(copy.deepcopy(document), signaler)
    return trouves


def _page(chemin: Chemin) -> tuple[str, int | None]:
    if chemin[0] == "capacites" and len(chemin) > 1:
        return "capacite", chemin[1] + 1
    return _PAGES.get(chemin[0], "identite"), None
