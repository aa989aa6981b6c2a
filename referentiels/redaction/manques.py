"""What a brouillon still lacks, and the page where each thing is written."""

import copy
from dataclasses import dataclass

from referentiels.echange.examen import formuler
from referentiels.echange.lignes import Chemin
from referentiels.echange.validation import valider
from referentiels.redaction.pages import page_de


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
        phrase = str(formuler(chemin, message, document))
        trouves.append(Manque(phrase, *page_de(chemin)))

    valider(copy.deepcopy(document), signaler)
    return trouves
