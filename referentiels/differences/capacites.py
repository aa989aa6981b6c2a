"""The capacités: conditions, critères and modalités, each followed from one capacité to another."""

from collections.abc import Callable, Iterator

from referentiels.differences.conteneurs import Couples, Portrait, coupler
from referentiels.differences.elements import Element, Paire, une_paire
from referentiels.differences.fiches import Colonne, Face, comparer_fiches
from referentiels.differences.lignes import Comparaison, Conteneur
from referentiels.differences.natures import Nom
from referentiels.differences.resultat import Chapitre
from referentiels.enums import Connecteur

_CAPACITE = Nom("capacité", "capacités", feminin=True)
_CONDITION = Nom("condition", "conditions", feminin=True)
_CRITERE = Nom("critère", "critères")
_MODALITE = Nom("modalité de capacité", "modalités de capacité", feminin=True)


def coupler_capacites(ancien: dict, nouveau: dict) -> Couples:
    """Say which old capacité each new one comes from, whatever their numbers."""
    return coupler(*([_portrait(c) for c in cote["capacites"]] for cote in (ancien, nouveau)))


def _portrait(capacite: dict) -> Portrait:
    elements = [*_conditions(capacite), *_criteres(capacite), *_modalites(capacite)]
    textes = [texte for element in elements for texte in (element.texte, *element.points)]
    return Portrait(
        contenu=(capacite["intitule"], *elements),
        reperes=(capacite["intitule"],),
        textes=(capacite["intitule"], *textes),
        numero=str(capacite["numero"]),
    )


def _conditions(capacite: dict) -> list[Element]:
    return [Element(condition) for condition in capacite["conditions"]]


def _criteres(capacite: dict) -> list[Element]:
    return [
        Element(critere["texte"], tuple(critere["sous_points"]), critere["groupe"])
        for critere in capacite["criteres"]
    ]


def _modalites(capacite: dict) -> list[Element]:
    """As the document's column prints them: « Ou présentation de projets »."""
    liens = dict(Connecteur.choices) | {Connecteur.AUCUN: ""}
    return [
        Element(f"{liens[prevue['connecteur']]} {prevue['libelle']}".strip())
        for prevue in capacite["modalites_detail"]
    ]


def comparer_capacites(ancien: dict, nouveau: dict, couples: Couples) -> Chapitre:
    """Capacité by capacité, in the new order."""
    cotes = ancien["capacites"], nouveau["capacites"]
    faces = ([_face(capacite) for capacite in cote] for cote in cotes)
    fiches = comparer_fiches(_CAPACITE, *faces, couples, _colonnes(*cotes, couples))
    return Chapitre("Capacités", "capacites", _CAPACITE, fiches=fiches)


def _face(capacite: dict) -> Face:
    numero = capacite["numero"]
    return Face(f"Capacité {numero}", capacite["intitule"], f"capacite-{numero}", numero)


def _colonnes(anciennes: list[dict], nouvelles: list[dict], couples: Couples) -> list[Colonne]:
    cotes = anciennes, nouvelles
    conditions = [_conteneurs(cote, _conditions, "condition") for cote in cotes]
    criteres = [_conteneurs(cote, _criteres, "critere") for cote in cotes]
    modalites = [_conteneurs(cote, _modalites, "modalite") for cote in cotes]
    par_code = _de_meme_code(anciennes, nouvelles, couples)
    return [
        Colonne(
            _CONDITION,
            "Conditions de réalisation",
            Comparaison.par_le_texte(*conditions, couples.paires),
        ),
        Colonne(_CRITERE, "Critères", Comparaison.par_le_texte(*criteres, couples.paires)),
        Colonne(_MODALITE, "Modalités de cette capacité", Comparaison(*modalites, par_code)),
    ]


def _conteneurs(
    capacites: list[dict], lire: Callable[[dict], list[Element]], ancre: str
) -> list[Conteneur]:
    return [
        Conteneur(lire(c), f"capacite-{c['numero']}-{ancre}", f"la capacité {c['numero']}")
        for c in capacites
    ]


def _de_meme_code(
    anciennes: list[dict], nouvelles: list[dict], couples: Couples
) -> Iterator[Paire]:
    """A modalité is the same under another wording: its code says so."""
    for avant, apres in couples.paires:
        codes = [prevue["code"] for prevue in anciennes[avant]["modalites_detail"]]
        for rang, prevue in enumerate(nouvelles[apres]["modalites_detail"]):
            if prevue["code"] in codes:
                yield une_paire((avant, codes.index(prevue["code"])), (apres, rang))
