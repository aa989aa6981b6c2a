"""The definitions of the modalities, each recognised by its code."""

from collections.abc import Callable
from operator import itemgetter

from referentiels.differences.conteneurs import Couples
from referentiels.differences.elements import Element
from referentiels.differences.fiches import Colonne, Face, comparer_fiches
from referentiels.differences.lignes import Comparaison, Conteneur
from referentiels.differences.natures import Nom
from referentiels.differences.resultat import Chapitre

_MODALITE = Nom("modalité", "modalités", feminin=True)
_PARAGRAPHE = Nom("paragraphe de modalité", "paragraphes de modalité")
_POINT = Nom("point de modalité", "points de modalité")


def comparer_modalites(ancien: dict, nouveau: dict) -> Chapitre:
    cotes = ancien["modalites"], nouveau["modalites"]
    codes = [modalite["code"] for modalite in cotes[0]]
    couples = Couples.de(
        (codes.index(modalite["code"]), rang)
        for rang, modalite in enumerate(cotes[1])
        if modalite["code"] in codes
    )
    faces = ([_face(modalite) for modalite in cote] for cote in cotes)
    fiches = comparer_fiches(_MODALITE, *faces, couples, _colonnes(cotes, couples))
    return Chapitre("Modalités d'évaluation", "modalites", _MODALITE, fiches=fiches)


def _face(modalite: dict) -> Face:
    lettre = f"{modalite['lettre']}) " if modalite["lettre"] else ""
    return Face("Modalité", f"{lettre}{modalite['titre']}", f"modalite-{modalite['code']}")


def _colonnes(cotes: tuple[list[dict], list[dict]], couples: Couples) -> list[Colonne]:
    paragraphes = [_conteneurs(cote, _paragraphes, "paragraphe") for cote in cotes]
    points = [_conteneurs(cote, itemgetter("points"), "point") for cote in cotes]
    return [
        Colonne(_PARAGRAPHE, "Définition", Comparaison.par_le_texte(*paragraphes, couples.paires)),
        Colonne(_POINT, "Points", Comparaison.par_le_texte(*points, couples.paires)),
    ]


def _paragraphes(modalite: dict) -> list[str]:
    return modalite["texte"].splitlines()


def _conteneurs(
    modalites: list[dict], lire: Callable[[dict], list[str]], ancre: str
) -> list[Conteneur]:
    return [
        Conteneur(
            [Element(texte) for texte in lire(modalite)],
            f"modalite-{modalite['code']}-{ancre}",
            f"la modalité « {modalite['titre']} »",
        )
        for modalite in modalites
    ]
