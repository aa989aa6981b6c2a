"""The two official texts, read by the program, say what the reference fixtures say."""

import json
import re

import pytest

from referentiels.analyse.document import analyser
from referentiels.analyse.source import NatureSource, Source
from referentiels.analyse.texte import depuis_octets
from referentiels.enums import Destination
from referentiels.errors import PasUnReferentiel
from tests.referentiels.analyse.preuves import defauts, natures
from tests.referentiels.comparaison import FIXTURES, NOMS, SOURCES

EN_2013, EN_2018 = NOMS


def source_de(nom: str) -> Source:
    return depuis_octets((SOURCES / f"{nom}.txt").read_bytes(), nom=f"{nom}.txt")


@pytest.mark.parametrize("nom", NOMS)
def test_an_official_text_gives_the_reference_content(nom):
    attendu = json.loads((FIXTURES / f"{nom}.json").read_text(encoding="utf-8"))

    assert analyser(source_de(nom)).document == attendu


def sans_fins(texte: str) -> str:
    """The text without the spaces at the ends of its lines."""
    return re.sub(r" +\n", "\n", texte)


@pytest.mark.parametrize(
    "changer",
    [
        lambda texte: texte.replace("\n", "\r\n").encode(),
        lambda texte: texte.encode("cp1252"),
        lambda texte: sans_fins(texte).encode("utf-16"),
        lambda texte: re.sub(r"(?<=\S\n) ( ?\S)", "\f\\1", sans_fins(texte)).encode(),
        lambda texte: re.sub(r"(?m)(?<=^\n) (?=\S)", "• ", texte).encode(),
    ],
)
@pytest.mark.parametrize("nom", NOMS)
def test_another_extraction_gives_the_same_content(nom, changer):
    """Windows line ends, other encodings, page breaks kept, bullets kept."""
    octets = changer((SOURCES / f"{nom}.txt").read_text(encoding="utf-8"))
    attendu = json.loads((FIXTURES / f"{nom}.json").read_text(encoding="utf-8"))

    assert analyser(depuis_octets(octets, nom="essai.txt")).document == attendu


@pytest.mark.parametrize("nom", NOMS)
def test_no_character_is_lost_or_invented(nom):
    source = source_de(nom)

    assert defauts(source, analyser(source)) == []


COLONNES = (
    "Capacités professionnelles Conditions de réalisation Critères observables et ou mesurables "
    "avec niveau d’exigence"
)
PIED_2018 = (
    "Technicien.ne de maintenance des systèmes sous vide dans l’industrie et la recherche Page"
)


@pytest.mark.parametrize(
    ("nom", "attendus"),
    [
        (
            EN_2013,
            {
                "repere": [
                    *("Qualification :", "Catégorie :", "Dernière modification :"),
                    "REFERENTIEL DU CQPM TITRE DU CQPM :",
                ],
                "colonnes_repetees": [f"{COLONNES} Modalités d’évaluation"],
                "pied": ["1991 06 42 0083 Page 3 / 5"],
            },
        ),
        (
            EN_2018,
            {
                "repere": [
                    *("Catégorie :", "Dernière Modification :"),
                    *("REFERENTIEL DU CQPM Titre du CQPM :", "•", "•"),
                ],
                "colonnes_repetees": [COLONNES] * 2,
                "pied": [
                    f"{PIED_2018} 3 sur 8",
                    f"MQ 2018 04 38 0324 {PIED_2018} 5 sur 8",
                    f"MQ 2018 04 38 0324 {PIED_2018} 7 sur 8",
                ],
            },
        ),
    ],
)
def test_what_is_in_no_field_is_known_word_for_word(nom, attendus):
    source = source_de(nom)
    hors_champ: dict[str, list[str]] = {}
    for run in analyser(source).attributions:
        if run.destination != Destination.CHAMP:
            texte = " ".join(source.texte[run.debut : run.fin].split())
            hors_champ.setdefault(run.destination.value, []).append(texte)

    assert hors_champ == attendus


@pytest.mark.parametrize(
    ("nom", "modele"), [(EN_2013, "parties I à IV"), (EN_2018, "parties 1 à 4")]
)
def test_the_template_is_told_by_the_numbers_of_its_headings(nom, modele):
    assert analyser(source_de(nom)).modele == modele


def test_2013_lists_its_doubtful_places():
    analyse = analyser(source_de(EN_2013))

    assert natures(analyse) == {
        "colonnes_deduites": 6,
        "critere_coupe": 2,
        "en_tete": 1,
        "reste_de_modele": 1,
        "regle": 1,
    }
    assert [d.chemin for d in analyse.doutes if d.nature == "reste_de_modele"] == [
        "modalites[3].texte"
    ]
    assert [d.chemin for d in analyse.doutes if d.nature == "regle"] == ["regles.avis_vae_exempt"]


def test_2018_lists_its_doubtful_places():
    analyse = analyser(source_de(EN_2018))

    assert natures(analyse) == {
        "cellules_fusionnees": 3,
        "identite": 1,
        "colonnes_deduites": 7,
        "critere_coupe": 10,
        "asterisque": 2,
        "en_tete": 1,
        "sous_point": 5,
        "saut_de_page": 1,
        "regle": 1,
    }
    assert [d.extrait for d in analyse.doutes if d.nature == "asterisque"] == ["*sur"] * 2
    assert [d.chemin for d in analyse.doutes if d.nature == "identite"] == ["numero"]
    assert [d.chemin for d in analyse.doutes if d.nature == "regle"] == ["regles.entretien_requis"]


@pytest.mark.parametrize("nom", NOMS)
def test_a_doubt_shows_its_words_in_the_source(nom):
    source = source_de(nom)
    montres = [d for d in analyser(source).doutes if d.fin]

    assert [
        doute.extrait
        for doute in montres
        if "".join(doute.extrait.removesuffix("…").split())
        not in "".join(source.texte[doute.debut : doute.fin].split())
    ] == []


@pytest.mark.parametrize("texte", ["", "Bonjour.", "1. Un\n2. Deux\nIII Trois", "Page 3 / 5"])
def test_another_text_is_refused_with_a_sentence(texte):
    with pytest.raises(PasUnReferentiel) as refus:
        analyser(depuis_octets(texte.encode(), nom="lettre.txt"))

    assert str(refus.value) == (
        "Le document « lettre.txt » n'est pas un référentiel de CQPM : on n'y trouve ni le titre "
        "« Référentiel de certification », ni le tableau des capacités professionnelles. "
        "Vérifiez que c'est le bon fichier, complet, et qu'il contient du texte."
    )


def test_a_source_without_any_line_is_refused():
    with pytest.raises(PasUnReferentiel):
        analyser(Source("vide.pdf", NatureSource.PDF, "", ()))
