"""Two texts compared word by word: nothing lost, nothing invented, no more than what changed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiels.differences.mots import (
    comparer_morceaux,
    comparer_textes,
    decouper,
    remplacer,
)
from referentiels.differences.natures import Nature
from referentiels.differences.resultat import Texte
from tests.referentiels.differences.lecture import en_signes

TEXTES = st.text(alphabet="aé’-.(,\n 12", max_size=40)


def mots(texte: str) -> list[str]:
    return [mot.mot for mot in decouper(texte)]


def lus(textes: list[Texte], sans: Nature) -> list[str]:
    """The words of the runs, but for those of one nature."""
    passages = [p for texte in textes for p in texte.passages if p.nature != sans]
    return [mot for passage in passages for mot in mots(passage.texte)]


@pytest.mark.parametrize(
    ("ancien", "nouveau", "attendu"),
    [
        ("Le poste est prêt.", "Le poste est prêt.", "Le poste est prêt."),
        ("Le poste est prêt.", "Le banc est prêt.", "Le [-poste-] {+banc+} est prêt."),
        ("Poste prêt", "Banc prêt", "[-Poste-] {+Banc+} prêt"),
        ("l’essai", "d’essai", "[-l’-]{+d’+}essai"),
        ("savoir-faire", "savoir-être", "[-savoir-faire-] {+savoir-être+}"),
        ("un, deux", "un deux", "un[-,-] deux"),
        ("un deux", "un deux trois quatre", "un deux {+trois quatre+}"),
        ("zéro un deux", "un deux", "[-zéro-] un deux"),
        ("", "un deux", "{+un deux+}"),
        ("un deux", "", "[-un deux-]"),
        ("un\ndeux", "un\ntrois", "un\n[-deux-]\n{+trois+}"),
    ],
)
def test_words_are_kept_removed_or_added(ancien, nouveau, attendu):
    assert en_signes(comparer_textes(ancien, nouveau)) == attendu


def test_white_space_alone_is_a_change_that_shows_no_word():
    texte = comparer_textes(". des consignes", ".des consignes")

    assert (texte.change, texte.espaces_seuls, en_signes(texte)) == (True, True, ".des consignes")


def test_a_cut_shares_the_old_words_between_the_pieces():
    entier = "Le poste est prêt et les outils sont contrôlés."
    morceaux = comparer_morceaux(entier, ["Le poste est prêt.", "Les outils sont contrôlés."])

    assert [en_signes(morceau) for morceau in morceaux] == [
        "Le poste est prêt [-et les-]{+.+}",
        "{+Les+} outils sont contrôlés.",
    ]
    assert [morceau.ancien for morceau in morceaux] == [
        "Le poste est prêt et les",
        "outils sont contrôlés.",
    ]


def test_what_a_cut_removes_ends_the_piece_before_it():
    morceaux = comparer_morceaux(
        "Le poste est prêt, puis rangé. Fin.", ["Le poste est prêt", "Fin."]
    )

    assert [en_signes(morceau) for morceau in morceaux] == [
        "Le poste est prêt[-, puis rangé.-]",
        "Fin.",
    ]


def test_a_value_is_replaced_whole():
    assert en_signes(remplacer("05/04/2018", "05/04/2021")) == "[-05/04/2018-] {+05/04/2021+}"


@given(TEXTES, st.lists(TEXTES, min_size=1, max_size=3))
def test_no_word_is_lost_nor_invented(ancien, nouveaux):
    morceaux = comparer_morceaux(ancien, nouveaux)

    assert lus(morceaux, sans=Nature.AJOUTE) == mots(ancien)
    assert [lus([morceau], sans=Nature.RETIRE) for morceau in morceaux] == [
        mots(nouveau) for nouveau in nouveaux
    ]


def test_huge_texts_are_replaced_rather_than_aligned():
    """Twenty thousand words on each side: what both ends share is kept, the middle is replaced."""
    ancien = " ".join(["début", *["un deux"] * 10_000, "fin"])
    nouveau = " ".join(["début", *["deux trois"] * 10_000, "fin"])
    debut = time.process_time()

    texte = comparer_textes(ancien, nouveau)

    assert time.process_time() - debut < 1
    assert [passage.nature for passage in texte.passages] == [
        Nature.INCHANGE,
        Nature.RETIRE,
        Nature.AJOUTE,
        Nature.INCHANGE,
    ]
