"""Words searched for: how they are written plainly, and where they stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cqpm.commun.recherche import (
    EXTRAIT_MAX,
    MOTS_MAX,
    SIGNES_MAX,
    extrait,
    mots,
    normaliser,
    passages,
)
from cqpm.commun.templatetags.cqpm import marquer


@pytest.mark.parametrize(
    ("texte", "plat"),
    [
        ("Étuver l’installation", "etuver l installation"),
        ("ÉTUVER L'INSTALLATION", "etuver l installation"),
        ("e\u0301tuvage", "etuvage"),
        ("mises en œuvre, ŒUVRE, nævus", "mises en oeuvre oeuvre naevus"),
        ("Łukasz Ðorđe Søren İbrahim", "lukasz dorde soren ibrahim"),
        ("1991 06 42 0083", "1991 06 42 0083"),
        ("n°2000 04 59/35 0186", "n 2000 04 59 35 0186"),
        ("Technicien.ne", "technicienne"),
        ("Technicien(ne)", "technicienne"),
        ("chargé·e d’affaires", "chargee d affaires"),
        ("sous-ensembles (pompes, …)", "sous ensembles pompes"),
        ("main\u00adtenance", "maintenance"),
        ("une ligne\n\tet l’autre\u00a0!", "une ligne et l autre"),
        ("", ""),
        ("« … » — *", ""),
    ],
)
def test_normaliser_keeps_plain_words(texte, plat):
    assert normaliser(texte) == plat


@given(st.text())
def test_normaliser_is_stable(texte):
    plat = normaliser(texte)

    assert normaliser(plat) == plat
    assert plat == " ".join(plat.split())


@pytest.mark.parametrize(
    ("requete", "cherches"),
    [
        ("  Étuvage   du vide, étuvage ", ["etuvage", "du", "vide"]),
        ("'%_\\ \0", []),
        (" ".join(str(n) for n in range(80)), [str(n) for n in range(MOTS_MAX)]),
        ("a" * 2000, ["a" * SIGNES_MAX]),
    ],
)
def test_mots_are_asked_once_and_bounded(requete, cherches):
    assert mots(requete) == cherches


@pytest.mark.parametrize(
    ("texte", "requete", "attendus"),
    [
        ("L’étuvage du Vide", "ETUV vide", ["étuv", "Vide"]),
        ("La mise en œuvre", "oeuvre", ["œuvre"]),
        ("L’e\u0301tuve\u0301 est la\u0300", "etuve la", ["e\u0301tuve\u0301", "la\u0300"]),
        ("étuvage", "etuv uvage", ["étuvage"]),
        ("vide vide", "vide", ["vide", "vide"]),
        ("Technicien(ne)", "technicienne", ["Technicien(ne"]),
        ("Rien ici", "pompe", []),
        ("Rien ici", "", []),
    ],
)
def test_passages_point_at_the_words_as_they_are_written(texte, requete, attendus):
    trouves = passages(texte, mots(requete))

    assert [texte[debut:fin] for debut, fin in trouves] == attendus


@given(st.text(), st.text(min_size=1, max_size=3))
def test_a_word_of_the_plain_text_always_has_its_passage(texte, requete):
    cherches = mots(requete)

    presents = [mot for mot in cherches if mot in normaliser(texte)]

    assert bool(passages(texte, cherches)) == bool(presents)


LONG = "Le début est écrit. " * 10 + "L’étuvage est conduit. " + "La suite est écrite. " * 20


def test_a_short_text_is_its_own_extract():
    assert extrait("L’étuvage est conduit.", ["absent"]) == "L’étuvage est conduit."


def test_an_extract_stands_around_the_first_word_found():
    assert extrait(LONG, ["etuvage"]) == (
        "… début est écrit. "
        + "Le début est écrit. " * 3
        + "L’étuvage est conduit. "
        + "La suite est écrite. " * 6
        + "La suite est …"
    )
    assert extrait(LONG, ["absent"]).startswith("Le début est écrit. Le")
    assert len(extrait("x" * 5000, ["absent"])) <= EXTRAIT_MAX + 4


@pytest.mark.parametrize(
    ("texte", "requete", "html"),
    [
        ("L’étuvage du vide", "ETUVAGE", "L’<mark>étuvage</mark> du vide"),
        ("a < b & {c} d", "b d", "a &lt; <mark>b</mark> &amp; {c} <mark>d</mark>"),
        ("<script>", "script", "&lt;<mark>script</mark>&gt;"),
        ("Rien", "vide", "Rien"),
        ("Rien", "", "Rien"),
    ],
)
def test_marquer_escapes_the_text_and_marks_the_words(texte, requete, html):
    assert marquer(texte, mots(requete)) == html
