"""The capacités of the document: order and numbers. The blocs follow the numbers."""

import copy
from collections.abc import Mapping

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin
from referentiels.errors import RetoucheImpossible
from referentiels.redaction.retouche import Retouche, liste_et_rang

NUMERO_MAX = 999


def ajouter(document: dict, chemin: Chemin) -> Retouche:
    """Put an empty capacité at the end, with the number that follows the greatest one.

    Raises RetoucheImpossible when no number is left.
    """
    nouveau = copy.deepcopy(document)
    numero = max((c["numero"] for c in nouveau["capacites"]), default=0) + 1
    if numero > NUMERO_MAX:
        raise RetoucheImpossible("il n'y a plus de numéro libre après le dernier. Renumérotez.")
    nouveau["capacites"].append(
        {
            "numero": numero,
            "intitule": "",
            "conditions": [],
            "criteres": [],
            "modalites": [],
            "modalites_detail": [],
        }
    )
    ici = ("capacites", len(nouveau["capacites"]) - 1)
    return Retouche(nouveau, f"Capacité {numero} : ajout", ici)


def retirer(document: dict, chemin: Chemin) -> Retouche:
    """Take a capacité away with all it holds; the others keep their numbers.

    Raises LieuIntrouvable.
    """
    nouveau, capacites, rang = liste_et_rang(document, chemin)
    numero = capacites.pop(rang)["numero"]
    for bloc in nouveau["blocs"]:
        bloc["capacites"] = [un for un in bloc["capacites"] if un != numero]
    ou = ("capacites", max(min(rang, len(capacites) - 1), 0))
    return Retouche(nouveau, f"{en_clair(chemin, document)} : retrait", ou)


def monter(document: dict, chemin: Chemin) -> Retouche:
    """Exchange a capacité's number with the previous one's; each stays in its bloc.

    Raises LieuIntrouvable, or RetoucheImpossible when it is the first one.
    """
    return _echanger(document, chemin, -1)


def descendre(document: dict, chemin: Chemin) -> Retouche:
    """Exchange a capacité's number with the next one's; each stays in its bloc.

    Raises LieuIntrouvable, or RetoucheImpossible when it is the last one.
    """
    return _echanger(document, chemin, 1)


def _echanger(document: dict, chemin: Chemin, pas: int) -> Retouche:
    nouveau, capacites, rang = liste_et_rang(document, chemin)
    autre = rang + pas
    if not 0 <= autre < len(capacites):
        place = "première" if pas < 0 else "dernière"
        raise RetoucheImpossible(f"c'est déjà la {place} capacité.")
    un, deux = capacites[rang]["numero"], capacites[autre]["numero"]
    _renumeroter(nouveau, {un: deux, deux: un})
    libelle = f"Capacité {un} : devient la capacité {deux}, et inversement"
    return Retouche(nouveau, libelle, ("capacites", autre))


def renumeroter(document: dict, chemin: Chemin) -> Retouche:
    """Number the capacités 1, 2, 3… in their order; the blocs follow."""
    nouveau = copy.deepcopy(document)
    anciens = [capacite["numero"] for capacite in nouveau["capacites"]]
    _renumeroter(nouveau, {ancien: rang for rang, ancien in enumerate(anciens, start=1)})
    return Retouche(nouveau, "Capacités renumérotées de 1 en 1", ("capacites",))


def _renumeroter(document: dict, nouveaux: Mapping[int, int]) -> None:
    for capacite in document["capacites"]:
        capacite["numero"] = nouveaux.get(capacite["numero"], capacite["numero"])
    for bloc in document["blocs"]:
        bloc["capacites"] = sorted(nouveaux.get(un, un) for un in bloc["capacites"])
    document["capacites"].sort(key=lambda capacite: capacite["numero"])
