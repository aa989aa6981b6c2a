"""The elements of any list of the document: add one, take one away, change their order."""

import copy

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin, en_texte
from referentiels.errors import LieuIntrouvable, RetoucheImpossible
from referentiels.redaction.retouche import Retouche, liste_et_rang, valeur

VIDES: dict[str, object] = {
    "conditions": "",
    "criteres": {"texte": "", "groupe": 1, "sous_points": []},
    "sous_points": "",
    "blocs": {"intitule": "", "capacites": []},
    "points": "",
    "paragraphes": {"texte": "", "points": []},
    "colonnes": "",
    "sections": {
        "numero": "",
        "titre": "",
        "profondeur": 1,
        "contenu": "",
        "colonnes": [],
        "paragraphes": [],
    },
    "notes": {"numero": "", "appel": "", "texte": ""},
}


def ajouter(document: dict, chemin: Chemin) -> Retouche:
    """Put an empty element at the end of a list. Raises LieuIntrouvable."""
    nom = chemin[-1] if chemin else ""
    if not isinstance(valeur(document, chemin), list) or nom not in VIDES:
        raise LieuIntrouvable(en_texte(chemin))
    nouveau = copy.deepcopy(document)
    elements = valeur(nouveau, chemin)
    elements.append(copy.deepcopy(VIDES[nom]))
    ici = (*chemin, len(elements) - 1)
    return Retouche(nouveau, f"{en_clair(ici, nouveau)} : ajout", ici)


def retirer(document: dict, chemin: Chemin) -> Retouche:
    """Take an element away with all it holds. Raises LieuIntrouvable."""
    nouveau, elements, rang = liste_et_rang(document, chemin)
    del elements[rang]
    ou = (*chemin[:-1], min(rang, len(elements) - 1)) if elements else chemin[:-1]
    return Retouche(nouveau, f"{en_clair(chemin, document)} : retrait", ou)


def monter(document: dict, chemin: Chemin) -> Retouche:
    """Put an element before the previous one. Raises LieuIntrouvable or RetoucheImpossible."""
    return _echanger(document, chemin, -1)


def descendre(document: dict, chemin: Chemin) -> Retouche:
    """Put an element after the next one. Raises LieuIntrouvable or RetoucheImpossible."""
    return _echanger(document, chemin, 1)


def _echanger(document: dict, chemin: Chemin, pas: int) -> Retouche:
    nouveau, elements, rang = liste_et_rang(document, chemin)
    autre = rang + pas
    if not 0 <= autre < len(elements):
        place = "premier" if pas < 0 else "dernier"
        raison = f"« {en_clair(chemin, document)} » est déjà le {place} élément de sa liste."
        raise RetoucheImpossible(raison)
    elements[rang], elements[autre] = elements[autre], elements[rang]
    ou = (*chemin[:-1], autre)
    sens = "remonté" if pas < 0 else "descendu"
    return Retouche(nouveau, f"{en_clair(chemin, document)} : {sens} d'un rang", ou)
