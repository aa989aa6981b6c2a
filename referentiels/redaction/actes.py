"""The acts that a page may ask for: « scinder:capacites[2].criteres[0]:45 »."""

from collections.abc import Callable

from referentiels.errors import LieuIntrouvable
from referentiels.redaction import blocs, capacites, criteres, echelle, listes, modalites
from referentiels.redaction.retouche import Retouche, lieu

_ORDRE = {"monter": listes.monter, "descendre": listes.descendre}
_COUPE = {"scinder": criteres.scinder, "fondre": criteres.fondre}
_LISTE = {**_ORDRE, "ajouter": listes.ajouter, "retirer": listes.retirer}
# What can be done in each list; the name is that of the list, wherever it stands.
_ACTES: dict[str, dict[str, Callable[..., Retouche]]] = {
    "capacites": {
        "monter": capacites.monter,
        "descendre": capacites.descendre,
        "ajouter": capacites.ajouter,
        "retirer": capacites.retirer,
        "renumeroter": capacites.renumeroter,
    },
    "criteres": {
        **_LISTE,
        **_COUPE,
        "monter": criteres.monter,
        "descendre": criteres.descendre,
        "ajouter": criteres.ajouter,
        "abaisser": criteres.abaisser,
        "deplacer": criteres.deplacer,
    },
    "echelle": {
        **_ORDRE,
        "ajouter": echelle.ajouter,
        "retirer": echelle.retirer,
        "reprendre": echelle.reprendre_l_usuelle,
    },
    "sous_points": {**_LISTE, **_COUPE, "relever": criteres.relever},
    "conditions": {**_LISTE, **_COUPE},
    "blocs": {**_LISTE, "ajouter": blocs.ajouter, "retirer": blocs.retirer},
    "modalites": {**_ORDRE, "ajouter": modalites.ajouter, "retirer": modalites.retirer},
    "modalites_detail": {"monter": modalites.monter_prevue},
    "points": {**_LISTE, **_COUPE},
    "paragraphes": {**_LISTE, **_COUPE},
    "colonnes": _LISTE,
    "sections": _LISTE,
    "notes": _LISTE,
}
# These names also stand elsewhere, in lists of mere numbers and codes.
_RACINES = {"blocs", "capacites", "modalites"}
_AVEC_PRECISION = {criteres.scinder, criteres.deplacer, modalites.ajouter}


def appliquer(document: dict, acte: str, precision: str = "") -> Retouche:
    """Do the act; `precision` completes one that needs a choice, when its name does not say it.

    Raises LieuIntrouvable for an act or a place that does not exist, RetoucheImpossible for one
    that makes no sense there.
    """
    verbe, _, suite = acte.partition(":")
    place, _, precise = suite.partition(":")
    chemin = lieu(place)
    noms = [pas for pas in chemin if isinstance(pas, str)]
    faire = _ACTES.get(noms[-1] if noms else "", {}).get(verbe)
    if faire is None or (noms[-1] in _RACINES and len(noms) > 1):
        raise LieuIntrouvable(place)
    if faire in _AVEC_PRECISION:
        return faire(document, chemin, precise or precision)
    return faire(document, chemin)
