"""An exchange document is checked whole, and each problem names its line."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiels.echange.lecture import analyser
from referentiels.errors import DocumentInvalide
from tests.referentiels.documents import document, en_json, par_capacite, pose, sans


def problemes(texte: str) -> list[str]:
    with pytest.raises(DocumentInvalide) as refus:
        analyser(texte, nom="essai.json")
    return [str(probleme) for probleme in refus.value.problemes]


def test_a_valid_document_comes_out_as_it_is():
    assert analyser(en_json(document()), nom="essai.json") == document()
    assert analyser(en_json(par_capacite()), nom="essai.json") == par_capacite()


PLUS_QUE_L_AVIS = "il faut au moins une modalité d'évaluation en plus de l'avis."
TEXTE_VIDE = "le texte est vide. Écrivez-le ou retirez cet élément."
MODALITES_CONNUES = (
    "« situation_reelle », « situation_reconstituee », « presentation_projets », "
    "« avis_entreprise »"
)
DATE = "il faut une date AAAA-MM-JJ qui existe, comme « 2018-04-05 »."


def ligne_de(chemin: str) -> int:
    """The line of a value, found by writing a mark in its place."""
    lignes = en_json(pose(document(), chemin, "@ici@")).splitlines()
    return next(n for n, ligne in enumerate(lignes, start=1) if "@ici@" in ligne)


def lisible(chemin: str) -> str:
    return re.sub(r"\.(\d+)", r"[\1]", chemin)


@pytest.mark.parametrize(
    ("chemin", "valeur", "attendu"),
    [
        ("numero", "", TEXTE_VIDE),
        (
            "numero",
            12,
            "il faut un texte entre guillemets, et non un nombre entier.",
        ),
        (
            "numero",
            "1" * 41,
            "le texte a 41 caractères, 40 au plus. Raccourcissez-le.",
        ),
        ("titre", "a\nb", "le texte doit tenir sur une ligne, sans tabulation."),
        (
            "titre",
            "a\x00b",
            "le texte contient un caractère invisible. Retirez-le.",
        ),
        (
            "titre",
            "a\ud800",
            "le texte contient un caractère invisible. Retirez-le.",
        ),
        ("date_modification", "31/01/2030", DATE),
        ("date_modification", "2030-02-30", DATE),
        ("date_modification", "20300131", DATE),
        ("date_modification", None, DATE),
        (
            "regles.entretien_requis",
            "oui",
            "il faut true ou false, et non un texte.",
        ),
        (
            "regles.avis_granularite",
            "critere",
            "« critere » est inconnu. Choisissez parmi « capacite », « capacite_et_ou_critere ».",
        ),
        (
            "regles.blocs",
            False,
            "la règle dit false, mais des blocs sont décrits. Accordez les deux.",
        ),
        ("blocs", {}, "il faut une liste entre crochets, et non un objet."),
        (
            "blocs.0.capacites.1",
            9,
            "la capacité 9 n'existe pas dans ce document.",
        ),
        (
            "blocs.0.capacites.1",
            1,
            "la capacité 1 est déjà dans ce bloc.",
        ),
        (
            "capacites.1.numero",
            True,
            "il faut un nombre entier, et non vrai ou faux.",
        ),
        ("capacites.0.numero", 0, "il faut un nombre de 1 à 999."),
        (
            "capacites.0.criteres.1.sous_points.1",
            " ",
            TEXTE_VIDE,
        ),
        (
            "capacites.1.criteres",
            [],
            "la liste est vide. Il faut au moins un élément.",
        ),
        (
            "capacites.1.modalites",
            ["situation_reelle"],
            "les modalités valent pour tout le document : videz cette liste.",
        ),
        (
            "modalites.0.code",
            "reelle",
            f"« reelle » est inconnu. Choisissez parmi {MODALITES_CONNUES}.",
        ),
        ("admissibilite", "\n", TEXTE_VIDE),
        (
            "sections.0.profondeur",
            2,
            "il faut au plus 1 ici (un titre sous le précédent).",
        ),
        (
            "sections.0.paragraphes.0",
            {"texte": "", "points": []},
            "le paragraphe est vide. Écrivez-le ou retirez-le.",
        ),
        (
            "notes.0.appel",
            "candidat2",
            "l'appel est un mot suivi du numéro de la note, comme « candidat1 ».",
        ),
        (
            "capacites.0.criteres.0.note",
            12,
            "la clé est inconnue. Clés possibles : texte, groupe, sous_points.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line(chemin, valeur, attendu):
    texte = en_json(pose(document(), chemin, valeur)).replace("\ud800", "\\ud800")

    trouves = problemes(texte)

    assert f"ligne {ligne_de(chemin)}, {lisible(chemin)} : {attendu}" in trouves


@pytest.mark.parametrize(
    "chemin", ["numero", "regles.blocs", "capacites.1.criteres", "modalites.0.texte"]
)
def test_a_missing_key_is_named_with_the_line_of_its_object(chemin):
    objet = chemin.rpartition(".")[0]

    trouves = problemes(en_json(sans(document(), chemin)))

    ligne = ligne_de(objet) if objet else 1
    assert trouves == [f"ligne {ligne}, {lisible(chemin)} : la clé manque. Ajoutez-la."]


def test_optional_keys_take_their_default():
    minimal = document()
    for chemin in (
        "niveau",
        "numero_rncp",
        "emetteur",
        "libelle_jury",
        "libelle_centre_ressources",
        "sections",
        "notes",
        "capacites.0.modalites_detail",
        "capacites.1.modalites_detail",
        "capacites.0.criteres.0.sous_points",
        "capacites.0.criteres.0.groupe",
        "modalites.1.points",
    ):
        minimal = sans(minimal, chemin)

    assert analyser(en_json(minimal), nom="essai.json") == document(sections=[], notes=[])


def test_modalities_without_detail_are_alternatives_completed_by_the_avis():
    bref = sans(
        sans(par_capacite(), "capacites.0.modalites_detail"), "capacites.1.modalites_detail"
    )

    assert analyser(en_json(bref), nom="essai.json")["capacites"][0]["modalites_detail"] == [
        {
            "code": "situation_reelle",
            "connecteur": "",
            "libelle": "Évaluation en situation réelle",
        },
        {"code": "avis_entreprise", "connecteur": "et", "libelle": "Avis de l’entreprise"},
    ]


@pytest.mark.parametrize(
    ("chemin", "valeur", "attendu"),
    [
        (
            "capacites.0.modalites",
            ["avis_entreprise"],
            f"capacites[0].modalites : {PLUS_QUE_L_AVIS}",
        ),
        (
            "capacites.0.modalites.0",
            "presentation_projets",
            "capacites[0].modalites[0] : la modalité « presentation_projets » n'est pas définie "
            "dans « modalites ». Définissez-la.",
        ),
        (
            "capacites.0.modalites.1",
            "situation_reelle",
            "capacites[0].modalites[1] : la modalité « situation_reelle » figure déjà plus haut. "
            "Corrigez l'un des deux.",
        ),
        (
            "capacites.0.modalites_detail",
            [],
            "capacites[0].modalites_detail : les codes doivent être ceux de « modalites », "
            "dans le même ordre.",
        ),
    ],
)
def test_r11_each_capacite_can_really_be_evaluated(chemin, valeur, attendu):
    trouves = problemes(en_json(pose(par_capacite(), chemin, valeur)))

    assert attendu in [trouve.split(", ", 1)[1] for trouve in trouves]


def test_r11_a_document_whose_only_modality_is_the_avis_is_refused():
    seul = document(modalites=document()["modalites"][1:])

    assert problemes(en_json(seul)) == [
        f"ligne {ligne_de('modalites')}, modalites : {PLUS_QUE_L_AVIS}"
    ]


def test_every_problem_is_reported_in_the_order_of_the_lines():
    faux = pose(document(), "admissibilite", "")
    faux = pose(faux, "capacites.1.numero", 1)
    faux = pose(faux, "blocs", [{"intitule": "Un", "capacites": [1]}] * 2)
    faux = pose(faux, "titre", None)

    assert problemes(en_json(faux)) == [
        "ligne 3, titre : il faut un texte entre guillemets, et non rien (null).",
        "ligne 29, blocs[1].capacites[0] : la capacité 1 est déjà dans un autre bloc.",
        "ligne 60, capacites[1].numero : le numéro « 1 » figure déjà plus haut. "
        "Corrigez l'un des deux.",
        f"ligne 93, admissibilite : {TEXTE_VIDE}",
    ]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("", "ligne 1 : il manque une valeur, ou une virgule est de trop (colonne 1)."),
        (
            '{"a": 1,\n "b": }',
            "ligne 2 : il manque une valeur, ou une virgule est de trop (colonne 7).",
        ),
        (
            '{"a": 1,\n}',
            "ligne 2 : il manque une clé entre guillemets, ou une virgule est de trop (colonne 1).",
        ),
        ('{"a" 1}', "ligne 1 : il manque le « : » entre une clé et sa valeur (colonne 6)."),
        ("[1\n 2]", "ligne 2 : il manque une virgule, un crochet ou une accolade (colonne 2)."),
        ('["a', "ligne 1 : un guillemet ouvert ici n'est jamais fermé (colonne 2)."),
        (
            '["a\nb"]',
            "ligne 1 : un texte contient un retour à la ligne ou une tabulation brute (colonne 4).",
        ),
        (
            '["\\q"]',
            "ligne 1 : un texte contient une barre oblique inverse mal employée (colonne 3).",
        ),
        ("{}\n{}", "ligne 2 : le document continue après sa fin (colonne 1)."),
        ("[" * 100_000, "trop de listes ou d'objets sont emboîtés les uns dans les autres."),
        ("9" * 5000, "un nombre est démesuré."),
        ("[]", "ligne 1 : il faut un objet entre accolades, et non une liste."),
        ("NaN", "ligne 1 : il faut un objet entre accolades, et non un nombre à virgule."),
    ],
)
def test_what_is_not_a_document_is_refused(texte, attendu):
    assert problemes(texte) == [attendu]


def test_a_key_written_twice_is_refused():
    texte = en_json(document()).replace('"titre"', '"numero": "X",\n  "titre"', 1)

    assert problemes(texte) == ["ligne 3, numero : la clé est écrite deux fois."]


def test_quotes_and_brackets_inside_texts_do_not_move_the_lines():
    piege = pose(document(), "titre", 'Un "titre" {[, : \\')

    assert problemes(en_json(pose(piege, "categorie", 3)))[0].startswith("ligne 4, categorie")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda dessous: st.lists(dessous) | st.dictionaries(st.text(), dessous),
    max_leaves=10,
)
CHEMINS = [
    "regles",
    "blocs.0",
    "capacites.0",
    "capacites.0.criteres",
    "modalites",
    "sections.0.colonnes",
]


@given(st.sampled_from(CHEMINS), JSON)
def test_no_value_breaks_the_checks(chemin, valeur):
    """Whatever stands anywhere, the answer is a document or a list of problems, each on a line."""
    texte = json.dumps(pose(document(), chemin, valeur))
    lignes = {1}
    try:
        analyser(texte, nom="essai.json")
    except DocumentInvalide as refus:
        lignes = {probleme.ligne for probleme in refus.problemes}

    assert lignes == {1}
