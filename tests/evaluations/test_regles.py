"""From critères to capacité: R18, R20, R21, R25."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.enums import Conclusion
from evaluations.regles import commentaire_requis, compter, proposition, refus_de_conclure
from referentiels.enums import NiveauCritere

A, N, E, O = NiveauCritere  # noqa: E741  (acquis, non acquis, non évalué, non observable)


@pytest.mark.parametrize(
    ("niveaux", "attendu"),
    [
        ([], None),
        ([A], Conclusion.ACQUISE),
        ([A, A], Conclusion.ACQUISE),
        ([A, N], Conclusion.NON_ACQUISE),
        ([None, N], Conclusion.NON_ACQUISE),
        ([A, None], None),
        ([A, E], None),
        ([A, O], None),
        ([O, O], None),
    ],
)
def test_r20_acquise_is_proposed_only_if_every_critere_is(niveaux, attendu):
    assert proposition(niveaux) == attendu


@given(st.lists(st.sampled_from([A, N, E, O, None])))
def test_r20_one_critere_not_acquired_never_proposes_acquise(niveaux):
    assert proposition([*niveaux, N]) == Conclusion.NON_ACQUISE


@pytest.mark.parametrize(
    ("niveaux", "conclusion", "commentaire", "champ"),
    [
        ([A, A], Conclusion.ACQUISE, "", None),
        ([A, N], Conclusion.ACQUISE, "", "commentaire"),
        ([A, N], Conclusion.ACQUISE, "  ", "commentaire"),
        ([A, N], Conclusion.ACQUISE, "Refait avec succès.", None),
        ([A, N], Conclusion.NON_ACQUISE, "", "commentaire"),
        ([A, N], Conclusion.NON_ACQUISE, "Réglage faux.", None),
        ([A, A], Conclusion.NON_ACQUISE, "", "commentaire"),
        ([A, O], Conclusion.ACQUISE, "", "commentaire"),
        ([A, O], Conclusion.ACQUISE, "Sans objet sur ce site.", None),
        ([A, None], Conclusion.ACQUISE, "Oui.", "conclusion"),
        ([A, E], Conclusion.NON_ACQUISE, "Non.", "conclusion"),
    ],
)
def test_r20_departing_from_the_proposal_needs_a_comment(niveaux, conclusion, commentaire, champ):
    refus = refus_de_conclure(niveaux, conclusion, commentaire)

    assert (refus and refus[0]) == champ


@pytest.mark.parametrize(("niveau", "requis"), [(A, False), (N, True), (E, False), (O, True)])
def test_r21_a_comment_is_mandatory_on_non_acquis_and_non_observable(niveau, requis):
    assert commentaire_requis(niveau) is requis


def test_the_count_of_a_capacite_reads_in_words():
    assert str(compter([A, N, O, None, E])) == "3/5 critères, 1 non acquis, 1 non observable"
    assert str(compter([A, A])) == "2/2 critères"


def test_r25_no_result_is_a_number():
    assert not any(str(valeur).replace(".", "").isdigit() for valeur in NiveauCritere.values)
