"""What a page sends, read into a document; what of it cannot be kept; how its history tells it."""

import copy
from collections.abc import Iterable, Iterator, Mapping

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin, en_texte
from referentiels.echange.validation import valider_incomplet
from referentiels.errors import LieuIntrouvable
from referentiels.redaction import champs
from referentiels.redaction.retouche import lieu

Donnees = Mapping[str, list[str]]


def saisir(document: dict, donnees: Donnees) -> tuple[dict, list[Chemin]]:
    """A new document with what was typed, and the places that changed.

    A name that is no place of the document is not a field of a page: it is passed over.
    """
    nouveau = copy.deepcopy(document)
    changes = list(_lire(document, donnees))
    for chemin, ecrite in sorted(changes, key=lambda change: _apres(change[0])):
        nouveau = champs.ecrire(nouveau, chemin, ecrite)
    return nouveau, [chemin for chemin, _ in changes]


def _lire(document: dict, donnees: Donnees) -> Iterator[tuple[Chemin, champs.Valeur]]:
    """The fields whose value is no longer that of the document."""
    for nom, ecrits in donnees.items():
        try:
            chemin = lieu(nom)
        except LieuIntrouvable:
            continue
        avant = champs.actuel(document, chemin)
        if avant is not None and (ecrite := champs.lire(avant, ecrits)) != avant:
            yield chemin, ecrite


def _apres(chemin: Chemin) -> bool:
    """What changes the lists of modalities comes after the texts of their lines."""
    return champs.est_coches(chemin) or chemin == ("regles", "modalites_niveau")


def fautes(document: dict) -> dict[str, str]:
    """What a brouillon may not hold, message by place; empty when it can be kept."""
    trouvees: dict[str, str] = {}
    valider_incomplet(
        copy.deepcopy(document),
        lambda chemin, message: trouvees.setdefault(en_texte(chemin), message),
    )
    return trouvees


def dire(changes: Iterable[Chemin], document: dict, page: str) -> str:
    """The sentence of the history for texts that were typed."""
    lieux = list(dict.fromkeys(lieu_dit(chemin, document) for chemin in changes))
    if len(lieux) == 1:
        return f"{lieux[0]} : modification"
    return f"{page} : {len(lieux)} modifications"


def lieu_dit(chemin: Chemin, document: dict) -> str:
    """The place of a field in words."""
    if champs.est_bloc(chemin):
        return f"{en_clair(chemin[:2], document)}, regroupement"
    return en_clair(chemin, document)
