"""The two référentiels are transcribed in their own words: none lost, none added, none moved."""

import json
import re

import pytest

from tests.referentiels.comparaison import (
    FIXTURES,
    NOMS,
    SOURCES,
    ecarts,
    feuilles,
    pieces_de,
)
from tests.referentiels.documents import pose

EN_2013, EN_2018 = NOMS
NUMERO_DANS_LE_PIED = "numero"  # in 2018 the number only stands in the running heads


def lire(nom: str) -> dict:
    return json.loads((FIXTURES / f"{nom}.json").read_text(encoding="utf-8"))


def lire_sans_numero_de_pied(nom: str) -> dict:
    document = lire(nom)
    if nom == EN_2018:
        del document[NUMERO_DANS_LE_PIED]
    return document


@pytest.mark.parametrize("nom", NOMS)
def test_the_words_are_those_of_the_source(nom):
    assert ecarts(lire_sans_numero_de_pied(nom), pieces_de(nom)) == []


def test_the_number_of_2018_is_the_one_of_its_running_heads():
    source = (SOURCES / f"{EN_2018}.txt").read_text(encoding="utf-8")
    pieds = [ligne.split("Technicien")[0].strip() for ligne in source.splitlines() if "MQ" in ligne]

    assert pieds == [lire(EN_2018)["numero"]] * 3


@pytest.mark.parametrize("nom", NOMS)
def test_names_of_bodies_and_marks_of_notes_are_in_the_source(nom):
    document = lire(nom)
    source = " ".join((SOURCES / f"{nom}.txt").read_text(encoding="utf-8").split())
    repetes = [document["libelle_jury"], document["libelle_centre_ressources"]]
    repetes += [note["appel"] for note in document["notes"]]

    assert [texte for texte in repetes if texte not in source] == []


def alterations(texte: str):
    mots = texte.split(" ")
    yield " ".join(mots[1:])  # lost
    yield " ".join([*mots, mots[0]])  # added
    yield texte[:-1] + ("x" if texte[-1] != "x" else "y")  # misread
    if mots[0] != mots[-1]:
        yield " ".join([mots[-1], *mots[1:-1], mots[0]])  # moved


@pytest.mark.parametrize("nom", NOMS)
def test_the_comparison_sees_any_altered_text(nom):
    """The proof of the proof: whatever text is altered, in any way, the comparison says it."""
    document, pieces = lire_sans_numero_de_pied(nom), pieces_de(nom)
    chemins = {piece.chemin for piece in pieces}
    textes = {
        chemin: valeur
        for chemin, valeur in feuilles(document)
        if chemin in chemins and isinstance(valeur, str) and chemin != "date_modification"
    }

    inapercues = [
        (chemin, altere)
        for chemin, valeur in textes.items()
        for altere in alterations(valeur)
        if not ecarts(pose(document, chemin, altere), pieces)
    ]

    assert len(textes) > 100
    assert inapercues == []


def deplacer_un_mot(criteres):
    premier, second = criteres[0], criteres[1]
    debut, dernier = premier["texte"].rsplit(" ", 1)
    premier["texte"], second["texte"] = debut, f"{dernier} {second['texte']}"


def fondre(criteres):
    criteres[0]["texte"] += " " + criteres.pop(1)["texte"]


@pytest.mark.parametrize("nom", NOMS)
@pytest.mark.parametrize(
    "changer",
    [
        lambda criteres: criteres.pop(),
        lambda criteres: criteres.append({"texte": "Un de plus.", "sous_points": []}),
        lambda criteres: criteres.reverse(),
        lambda criteres: criteres[0]["sous_points"].append("Un de plus."),
        deplacer_un_mot,
        fondre,
    ],
)
def test_the_comparison_sees_criteres_cut_otherwise(nom, changer):
    document = lire_sans_numero_de_pied(nom)
    changer(document["capacites"][0]["criteres"])

    assert ecarts(document, pieces_de(nom)) != []


def test_2013_counts():
    document = lire(EN_2013)

    assert [len(c["criteres"]) for c in document["capacites"]] == [3, 3, 4, 2, 3, 2]
    assert [c["numero"] for c in document["capacites"]] == [1, 2, 3, 4, 5, 6]
    assert document["blocs"] == []
    assert {tuple(c["modalites"]) for c in document["capacites"]} == {
        ("situation_reelle", "situation_reconstituee", "presentation_projets", "avis_entreprise")
    }
    assert {
        tuple(detail["connecteur"] for detail in c["modalites_detail"])
        for c in document["capacites"]
    } == {("", "ou", "ou", "et")}


def test_2018_counts():
    document = lire(EN_2018)
    sous_points = [
        [len(critere["sous_points"]) for critere in c["criteres"] if critere["sous_points"]]
        for c in document["capacites"]
    ]

    assert [len(c["criteres"]) for c in document["capacites"]] == [7, 7, 11, 7, 8, 3, 2]
    assert sous_points == [[], [], [], [2], [], [4, 4, 3], [2, 3]]
    assert [bloc["capacites"] for bloc in document["blocs"]] == [[1, 2], [3, 4, 5], [6, 7]]
    assert [c["modalites"] for c in document["capacites"]] == [[]] * 7


def test_r3_flags_of_each_version():
    assert [list(lire(nom)["regles"].values()) for nom in NOMS] == [
        [True, False, "capacite_et_ou_critere", "capacite", False, "admissible"],
        [False, True, "capacite", "document", True, "attribue"],
    ]


def test_2018_groups_are_the_blank_line_blocks_of_the_table():
    """A critère opens a group when a blank line stands between its start and the one before."""
    source = (SOURCES / f"{EN_2018}.txt").read_text(encoding="utf-8").splitlines()
    lignes: dict[tuple[str, str], int] = {}
    for piece in pieces_de(EN_2018):
        if trouve := re.fullmatch(r"capacites\.(\d+)\.criteres\.(\d+)\.texte", piece.chemin):
            lignes.setdefault(trouve.groups(), piece.ligne)
    groupes: dict[str, list[int]] = {}
    for (capacite, rang), ligne in lignes.items():
        if rang == "0":
            groupes[capacite] = [1]
            precedente = ligne
            continue
        separee = any(not vide.strip() for vide in source[precedente - 1 : ligne - 1])
        groupes[capacite].append(groupes[capacite][-1] + separee)
        precedente = ligne

    capacites = lire(EN_2018)["capacites"]
    assert [[c["groupe"] for c in un["criteres"]] for un in capacites] == list(groupes.values())
