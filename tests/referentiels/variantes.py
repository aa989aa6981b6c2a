"""Référentiels made for the tests from the reference ones: other counts, codes, orders, rules."""

import copy
import json
import re

from tests.referentiels.comparaison import FIXTURES, NOMS

VERBES = (
    *("Préparer le poste de travail", "Régler la machine", "Conduire la production"),
    *("Contrôler les pièces", "Entretenir l’installation", "Rendre compte par écrit"),
    *("Assembler les sous-ensembles", "Souder les éléments", "Mesurer les écarts"),
    *("Programmer un automate", "Lire un plan", "Former un opérateur", "Ranger les outillages"),
    *("Vérifier la conformité", "Transmettre les consignes"),
)


def reference(rang: int) -> dict:
    """A copy of a reference document: 0 for 2013, 1 for 2018."""
    return json.loads((FIXTURES / f"{NOMS[rang]}.json").read_text(encoding="utf-8"))


def renumeroter(document: dict, forme: str) -> dict:
    """The list of the capacités with another way to write their numbers."""
    for point in _listes(document):
        point[:] = [re.sub(r"^(\d+)[.)]", lambda n: forme.format(n.group(1)), p) for p in point]
    return document


def _listes(document: dict) -> list[list[str]]:
    """The points that are numbered: the announced capacités."""
    points = [p["points"] for s in document["sections"] for p in s["paragraphes"]]
    return [un for un in points if un and un[0][0].isdigit()]


def avec_capacites(document: dict, nombre: int, forme: str = "{})") -> dict:
    """The same document with this many invented capacités, and no bloc."""
    modele = document["capacites"][0]
    document["capacites"] = [_capacite(n, modele) for n in range(1, nombre + 1)]
    document["blocs"] = []
    document["regles"]["blocs"] = False
    for section in document["sections"]:
        if section["contenu"] == "blocs":
            section["contenu"], section["colonnes"] = "", []
    document["notes"] = [n for n in document["notes"] if "coh" not in n["appel"]]
    (points,) = _listes(document)
    points[:] = [f"{forme.format(c['numero'])} {c['intitule']}" for c in document["capacites"]]
    return document


def _capacite(numero: int, modele: dict) -> dict:
    verbe = VERBES[(numero - 1) % len(VERBES)]
    textes = [
        f"La méthode retenue pour « {verbe.lower()} » est adaptée au contexte et aux exigences du "
        "client (délais, qualité, coûts, sécurité...).",
        "Les écarts constatés sont signalés aux personnes concernées, puis corrigés selon les "
        "procédures de l’entreprise.",
        "Les documents de suivi sont renseignés.",
    ]
    return copy.deepcopy(modele) | {
        "numero": numero,
        "intitule": f"{verbe} dans le respect des consignes numéro {numero} de l’atelier",
        "conditions": ["Les consignes sont fournies.", "Le poste est équipé (outils, plans)"],
        "criteres": [
            {"texte": texte, "groupe": 1, "sous_points": []} for texte in textes[: 2 + numero % 2]
        ],
    }


def renverser(document: dict) -> dict:
    """The same capacités in the opposite order, numbered again."""
    nombre = len(document["capacites"])
    document["capacites"] = [
        capacite | {"numero": rang}
        for rang, capacite in enumerate(reversed(document["capacites"]), start=1)
    ]
    for points in _listes(document):
        points[:] = [
            re.sub(r"^\d+", str(rang), point) for rang, point in enumerate(points[::-1], start=1)
        ]
    for bloc in document["blocs"]:
        bloc["capacites"] = sorted(nombre + 1 - numero for numero in bloc["capacites"])
    document["blocs"].reverse()
    return document


def relettrer(document: dict, ordre: list[int]) -> dict:
    """The modalities in another order: letters change, codes do not."""
    document["modalites"] = [
        document["modalites"][place] | {"lettre": lettre}
        for place, lettre in zip(ordre, "abcd", strict=True)
    ]
    return document


def sans_sections(document: dict, *numeros: str) -> dict:
    document["sections"] = [s for s in document["sections"] if s["numero"] not in numeros]
    return document
