"""Small numbers stay hidden, even from who subtracts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.statistiques.masquage import masquer, masquer_croisement


def textes(effectifs, *, avec_total=False, minimum=5):
    return [
        [*(une.texte for une in rang.cases), rang.total.texte]
        for rang in masquer(effectifs, minimum, avec_total=avec_total)
    ]


def test_large_numbers_and_nobody_are_shown():
    assert textes([[20, 5, 0]], avec_total=True) == [["20", "5", "0", "25"]] * 2


def test_fewer_than_five_people_are_hidden():
    assert textes([[3, 1]]) == [["< 5", "< 5", "< 5"]]


def test_a_lone_small_count_takes_another_one_with_it():
    assert textes([[20, 3, 0]]) == [["masqué", "< 5", "0", "23"]]
    assert textes([[20, 9, 3]]) == [["20", "masqué", "< 5", "32"]]


def test_small_counts_that_sum_to_a_small_number_are_protected_too():
    assert textes([[20, 1, 2]]) == [["masqué", "< 5", "< 5", "23"]]


def test_a_lone_small_row_takes_another_row_with_it():
    assert textes([[12, 8], [30, 6], [3, 0]], avec_total=True) == [
        ["masqué", "masqué", "masqué"],
        ["masqué", "masqué", "36"],
        ["< 5", "0", "< 5"],
        ["45", "14", "59"],
    ]


def test_the_minimum_is_a_choice():
    assert textes([[9, 30]], minimum=10) == [["< 10", "masqué", "39"]]


def test_an_empty_table_stays_empty():
    assert textes([], avec_total=True) == []


@pytest.mark.parametrize(
    ("effectifs", "taux"),
    [([15, 5], [75, 25]), ([20, 3], [None, None]), ([0, 0], [None, None]), ([20, 0], [100, 0])],
)
def test_a_rate_is_given_only_when_its_counts_are(effectifs, taux):
    (rang,) = masquer([effectifs], 5, avec_total=False)

    assert [rang.taux(0), rang.taux(1)] == taux


def test_two_tables_of_the_same_people_hide_the_same_totals():
    rangs = masquer_croisement({("v1", "p1"): [3, 0, 6], ("v1", "p2"): [6, 0, 0]}, 5)

    for cle in (("v1", None), (None, None)):
        caches = [une.est_visible for une in (*rangs[cle].cases, rangs[cle].total)]
        assert caches == [False, True, False, True]


def test_the_page_of_one_part_hides_what_the_page_of_all_hides():
    rangs = masquer_croisement({("v1", "p1"): [20, 0, 9], ("v2", "p1"): [0, 0, 3]}, 5)

    for cle in (("v1", None), ("v1", "p1")):
        assert [une.texte for une in rangs[cle].cases] == ["masqué", "0", "masqué"]
    assert rangs["v2", None].cases[2].texte == "< 5"


# --- Against who subtracts --------------------------------------------------------------------


def deductibles(rangs) -> list[tuple[int, int]]:
    """The hidden places whose value the sums of the table give back, by elimination."""
    table = [[*rang.cases, rang.total] for rang in rangs]
    places = [(i, j) for i, ligne in enumerate(table) for j, une in enumerate(ligne) if une.masque]
    droites = [[(i, j) for j in range(len(table[0]))] for i in range(len(table))]
    droites += [[(i, j) for i in range(len(table))] for j in range(len(table[0]))]
    matrice = [
        [Fraction(place in droite and (-1 if place == droite[-1] else 1)) for place in places]
        for droite in droites
    ]
    return [places[colonne] for colonne in _determinees(matrice)]


def _determinees(matrice) -> list[int]:
    rang = 0
    for colonne in range(len(matrice[0]) if matrice else 0):
        pivot = next((i for i in range(rang, len(matrice)) if matrice[i][colonne]), None)
        if pivot is None:
            continue
        matrice[rang], matrice[pivot] = matrice[pivot], matrice[rang]
        matrice[rang] = [un / matrice[rang][colonne] for un in matrice[rang]]
        for i, ligne in enumerate(matrice):
            if i != rang and ligne[colonne]:
                facteur = ligne[colonne]
                matrice[i] = [a - facteur * b for a, b in zip(ligne, matrice[rang], strict=True)]
        rang += 1
    seules = [ligne for ligne in matrice[:rang] if sum(map(bool, ligne)) == 1]
    return [next(j for j, un in enumerate(ligne) if un) for ligne in seules]


def test_rows_and_columns_together_give_nothing_back():
    assert deductibles(masquer([[20, 0, 0], [6, 4, 30], [9, 0, 0]], 5, avec_total=True)) == []


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=6))
def test_no_small_number_comes_back_by_subtraction(effectifs):
    rangs = masquer(effectifs, 5, avec_total=True)

    assert deductibles(rangs) == []
    for rang in rangs:
        visibles = [une.nombre for une in (*rang.cases, rang.total) if une.est_visible]
        assert not [nombre for nombre in visibles if 0 < nombre < 5]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.sampled_from("XYZ")),
        st.lists(st.integers(0, 12), min_size=3, max_size=3),
        min_size=1,
    )
)
def test_no_small_number_comes_back_by_subtracting_a_page_from_another(comptes):
    rangs = masquer_croisement(comptes, 5)

    for a, b in rangs:
        wholes = [[cle for cle in rangs if cle[0] is not None and cle[1] == b]] if a is None else []
        wholes += (
            [[cle for cle in rangs if cle[1] is not None and cle[0] == a]] if b is None else []
        )
        for parts in wholes:
            table = [*(rangs[cle] for cle in parts), rangs[a, b]]
            nombres = [[*(une.nombre for une in rang.cases), rang.total.nombre] for rang in table]
            assert [nombres[i][j] for i, j in deductibles(table) if 0 < nombres[i][j] < 5] == []
