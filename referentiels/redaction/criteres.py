"""The critères of a capacité and their sous-points; conditions and points are cut the same way."""

import copy

from referentiels.echange.lieux import en_clair
from referentiels.echange.lignes import Chemin, en_texte
from referentiels.errors import LieuIntrouvable, RetoucheImpossible
from referentiels.redaction import listes
from referentiels.redaction.retouche import Retouche, liste_et_rang, valeur

_DESSOUS = {"criteres": "sous_points", "paragraphes": "points"}


def monter(document: dict, chemin: Chemin) -> Retouche:
    """Put a critère before the previous one; the groups of the table stay where they are.

    Raises LieuIntrouvable, or RetoucheImpossible for the first critère.
    """
    _exiger(chemin, "criteres")
    return _groupes_en_place(document, listes.monter(document, chemin))


def descendre(document: dict, chemin: Chemin) -> Retouche:
    """Put a critère after the next one; the groups of the table stay where they are.

    Raises LieuIntrouvable, or RetoucheImpossible for the last critère.
    """
    _exiger(chemin, "criteres")
    return _groupes_en_place(document, listes.descendre(document, chemin))


def _groupes_en_place(document: dict, retouche: Retouche) -> Retouche:
    avant = valeur(document, retouche.chemin[:-1])
    apres = valeur(retouche.document, retouche.chemin[:-1])
    for ancien, critere in zip(avant, apres, strict=True):
        critere["groupe"] = ancien["groupe"]
    return retouche


def ajouter(document: dict, chemin: Chemin) -> Retouche:
    """Put an empty critère at the end, in the last group. Raises LieuIntrouvable."""
    retouche = listes.ajouter(document, chemin)
    criteres = valeur(retouche.document, chemin)
    if len(criteres) > 1:
        criteres[-1]["groupe"] = criteres[-2]["groupe"]
    return retouche


def scinder(document: dict, chemin: Chemin, position: str = "") -> Retouche:
    """Cut an element in two at this position of its text, else at its first line break.

    What stands under it follows the second half. Raises LieuIntrouvable, or RetoucheImpossible
    when a half would be empty.
    """
    nouveau, elements, rang = liste_et_rang(document, chemin)
    texte = _texte(elements[rang], chemin)
    ou = int(position) if position.isdecimal() and len(position) < 9 else texte.find("\n")
    debut, fin = texte[: max(ou, 0)].rstrip(), texte[max(ou, 0) :].lstrip()
    if not debut or not fin:
        raise RetoucheImpossible(
            "placez le curseur dans le texte à l'endroit de la coupure, ou allez-y à la ligne, "
            "puis recommencez."
        )
    premiere, seconde = copy.deepcopy(elements[rang]), copy.deepcopy(elements[rang])
    if dessous := _DESSOUS.get(chemin[-2]):
        premiere |= {"texte": debut, dessous: []}
        seconde["texte"] = fin
    else:
        premiere, seconde = debut, fin
    elements[rang : rang + 1] = [premiere, seconde]
    libelle = f"{en_clair(chemin, document)} : scindé en deux"
    return Retouche(nouveau, libelle, (*chemin[:-1], rang + 1))


def fondre(document: dict, chemin: Chemin) -> Retouche:
    """Join an element with the next one, texts then what stands under them.

    Raises LieuIntrouvable, or RetoucheImpossible when it is the last one.
    """
    nouveau, elements, rang = liste_et_rang(document, chemin)
    if rang + 1 == len(elements):
        raise RetoucheImpossible("il n'y a pas d'élément suivant avec lequel fusionner.")
    un, autre = elements[rang], elements.pop(rang + 1)
    texte = " ".join(filter(None, (_texte(un, chemin), _texte(autre, chemin))))
    if dessous := _DESSOUS.get(chemin[-2]):
        un["texte"] = texte
        un[dessous] += autre[dessous]
    else:
        elements[rang] = texte
    return Retouche(nouveau, f"{en_clair(chemin, document)} : fusionné avec le suivant", chemin)


def abaisser(document: dict, chemin: Chemin) -> Retouche:
    """Turn a critère into the last sous-point of the previous one; its own follow it.

    Raises LieuIntrouvable, or RetoucheImpossible for the first critère.
    """
    _exiger(chemin, "criteres")
    nouveau, criteres, rang = liste_et_rang(document, chemin)
    if rang == 0:
        raise RetoucheImpossible("il n'y a pas de critère au-dessus pour recevoir ce sous-point.")
    critere, recoit = criteres.pop(rang), criteres[rang - 1]
    place = len(recoit["sous_points"])
    recoit["sous_points"] += [critere["texte"], *critere["sous_points"]]
    ou = (*chemin[:-1], rang - 1, "sous_points", place)
    libelle = f"{en_clair(chemin, document)} : devenu {en_clair(ou, nouveau).lower()}"
    return Retouche(nouveau, libelle, ou)


def relever(document: dict, chemin: Chemin) -> Retouche:
    """Turn a sous-point into the critère that follows its own; the next sous-points go with it.

    Raises LieuIntrouvable.
    """
    _exiger(chemin, "sous_points")
    nouveau, points, rang = liste_et_rang(document, chemin)
    *debut, place = chemin[:-2]
    criteres = valeur(nouveau, tuple(debut))
    releve = {
        "texte": points[rang],
        "groupe": criteres[place]["groupe"],
        "sous_points": points[rang + 1 :],
    }
    del points[rang:]
    criteres.insert(place + 1, releve)
    ou = (*debut, place + 1)
    libelle = f"{en_clair(chemin, document)} : devenu {en_clair(ou, nouveau).lower()}"
    return Retouche(nouveau, libelle, ou)


def deplacer(document: dict, chemin: Chemin, vers: str) -> Retouche:
    """Put a critère at the end of the capacité of this number, in its last group.

    Raises LieuIntrouvable, or RetoucheImpossible when no other capacité was chosen.
    """
    _exiger(chemin, "criteres")
    nouveau, criteres, rang = liste_et_rang(document, chemin)
    cible = next((c for c in nouveau["capacites"] if str(c["numero"]) == vers), None)
    if cible is None or cible["criteres"] is criteres:
        raise RetoucheImpossible("choisissez la capacité qui reçoit ce critère.")
    critere = criteres.pop(rang)
    critere["groupe"] = cible["criteres"][-1]["groupe"] if cible["criteres"] else 1
    cible["criteres"].append(critere)
    libelle = f"{en_clair(chemin, document)} : déplacé dans la capacité {vers}"
    ou = (*chemin[:-1], min(rang, len(criteres) - 1)) if criteres else chemin[:-1]
    return Retouche(nouveau, libelle, ou)


def _texte(element, chemin: Chemin) -> str:
    texte = element.get("texte") if isinstance(element, dict) else element
    if not isinstance(texte, str):
        raise LieuIntrouvable(en_texte(chemin))
    return texte


def _exiger(chemin: Chemin, nom: str) -> None:
    """The place must be an element of a list of this name inside a capacité."""
    if len(chemin) < 4 or chemin[0] != "capacites" or chemin[-2] != nom:
        raise LieuIntrouvable(en_texte(chemin))
