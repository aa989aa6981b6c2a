"""Compare an exchange document with the official text it transcribes, word for word.

The text is cut by a hand-written plan (`sources/*.decoupe`): each piece of the source, in its own
order, is said to be one text of the document, or to be outside the content. So a word of the
source is in one piece, exactly, and every text of the document must be one of the pieces.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

SOURCES = Path(__file__).parent / "sources"
FIXTURES = Path(settings.BASE_DIR) / "fixtures" / "referentiels"
NOMS = ("1991-06-42-0083", "MQ-2018-04-38-0324")

COLONNES = (
    "Capacités professionnelles Conditions de réalisation "
    "Critères observables et ou mesurables avec niveau d’exigence"
)
TITRE_2018 = (
    "MQ 2018 04 38 0324 Technicien.ne de maintenance des systèmes sous vide dans l’industrie et "
    "la recherche"
)
HORS_CONTENU = {
    # labels of the cover
    "Qualification :",
    "Catégorie :",
    "Dernière modification :",
    "Dernière Modification :",
    "REFERENTIEL DU CQPM",
    "TITRE DU CQPM :",
    "Titre du CQPM :",
    # running heads and page numbers
    "1991 06 42 0083 Page 3 / 5",
    f"{TITRE_2018} Page 3 sur 8",
    f"{TITRE_2018} Page 5 sur 8",
    f"{TITRE_2018} Page 7 sur 8",
    # column headings repeated on the next page
    COLONNES,
    f"{COLONNES} Modalités d’évaluation",
    # bullets
    "•",
}
# What the document says in codes, or repeats from its own text.
DERIVES = re.compile(
    r"regles\..*|.*\.code|.*\.groupe|.*\.contenu|.*\.profondeur|.*\.appel"
    r"|capacites\.\d+\.modalites\.\d+|blocs\.\d+\.capacites\.\d+"
    r"|niveau|numero_rncp|libelle_jury|libelle_centre_ressources"
)


@dataclass(frozen=True)
class Piece:
    chemin: str
    mots: list[str]
    ligne: int


def mots_et_lignes(source: str) -> list[tuple[str, int]]:
    """The words with their line; a word cut by a hyphen at the end of a line is one word."""
    mots: list[tuple[str, int]] = []
    coupe = False
    for numero, ligne in enumerate(source.splitlines(), start=1):
        for mot in ligne.split():
            if coupe:
                debut, ou = mots.pop()
                mots.append((debut + mot, ou))
            else:
                mots.append((mot, numero))
            coupe = False
        coupe = coupe or (bool(ligne.strip()) and ligne.rstrip().endswith("-"))
    return mots


def decouper(source: str, decoupe: str) -> list[Piece]:
    """Cut the whole source by the plan; refuse a plan that skips or does not find a piece."""
    mots = mots_et_lignes(source)
    suite = [mot for mot, _ in mots]
    plan = [ligne.split(" | ") for ligne in decoupe.splitlines() if not ligne.startswith("#")]
    debuts: list[int] = []
    for chemin, amorce in plan:
        cherche = amorce.split()
        depart = debuts[-1] + 1 if debuts else 0
        trouves = (i for i in range(depart, len(suite)) if suite[i : i + len(cherche)] == cherche)
        debut = next(trouves, None)
        assert debut is not None, f"{chemin} : « {amorce} » est introuvable."
        debuts.append(debut)
    assert debuts[0] == 0, "Le plan oublie le début du document."
    fins = [*debuts[1:], len(suite)]
    return [
        Piece(chemin, suite[debut:fin], mots[debut][1])
        for (chemin, _), debut, fin in zip(plan, debuts, fins, strict=True)
    ]


def pieces_de(nom: str) -> list[Piece]:
    source = (SOURCES / f"{nom}.txt").read_text(encoding="utf-8")
    return decouper(source, (SOURCES / f"{nom}.decoupe").read_text(encoding="utf-8"))


def feuilles(valeur, chemin: str = "") -> Iterator[tuple[str, object]]:
    """Every text, number and flag of a document, with its path."""
    if isinstance(valeur, dict | list):
        paires = valeur.items() if isinstance(valeur, dict) else enumerate(valeur)
        for pas, dessous in paires:
            yield from feuilles(dessous, f"{chemin}.{pas}".removeprefix("."))
    else:
        yield chemin, valeur


def mots_du_document(chemin: str, valeur) -> list[str]:
    """The words of a text as the official document prints them."""
    if chemin == "date_modification":
        return [f"{datetime.date.fromisoformat(valeur):%d/%m/%Y}"]
    if chemin.endswith(".lettre"):
        return [f"{valeur})"]
    if chemin.endswith(".connecteur"):
        return valeur.capitalize().split()
    return str(valeur).split()


def mots_de_la_source(chemin: str, mots: list[str]) -> list[str]:
    if re.fullmatch(r"capacites\.\d+\.numero", chemin):
        return [mot.removesuffix(".") for mot in mots]
    return mots


def ecarts(document: dict, pieces: list[Piece]) -> list[str]:
    """What was lost, added or moved between the source and the document; empty when faithful."""
    attendus: dict[str, list[str]] = {}
    constats = []
    for piece in pieces:
        if piece.chemin != "-":
            attendus.setdefault(piece.chemin, []).extend(
                mots_de_la_source(piece.chemin, piece.mots)
            )
        elif " ".join(piece.mots) not in HORS_CONTENU:
            constats.append(f"ligne {piece.ligne} : hors contenu, {' '.join(piece.mots)}")
    lus = {
        chemin: mots_du_document(chemin, valeur)
        for chemin, valeur in feuilles(document)
        if not DERIVES.fullmatch(chemin)
    }
    for chemin in attendus.keys() | lus.keys():
        if attendus.get(chemin, []) != lus.get(chemin, []):
            constats.append(f"{chemin} : {lus.get(chemin)} au lieu de {attendus.get(chemin)}")
    return constats
