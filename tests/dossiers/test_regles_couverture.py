"""What proves a critère, and when a report may be due: pure rules (R11, R13)."""

import datetime

import pytest

from dossiers.plan import Plan, Situation, de_json, en_json, fondre
from dossiers.regles import Choix
from dossiers.regles_couverture import capacites_hors_plan, proposer_echeance, sans_preuve
from referentiels.enums import CodeModalite as M

REPERES = [(1, 1), (1, 2), (2, 1)]


def situation(nature, *criteres):
    return Situation(nature, "Banc d'essai", criteres=frozenset(criteres))


def test_a_situation_proves_what_is_ticked_in_a_capacite_planned_with_its_modality():
    codes = {1: {M.SITUATION_REELLE}, 2: {M.PRESENTATION_PROJETS}}

    assert sans_preuve(REPERES, [situation(M.SITUATION_REELLE, (1, 1))], codes) == [(1, 2), (2, 1)]
    assert sans_preuve(REPERES, [situation(M.SITUATION_REELLE, *REPERES)], codes) == [(2, 1)]
    assert sans_preuve(REPERES, [], codes) == REPERES


def test_a_tick_outside_the_plan_is_told_by_capacite():
    codes = {1: {M.SITUATION_REELLE}}

    assert capacites_hors_plan(situation(M.SITUATION_REELLE, *REPERES), codes) == [2]
    assert capacites_hors_plan(situation(M.PRESENTATION_PROJETS, *REPERES), codes) == [1, 2]
    assert capacites_hors_plan(situation(M.SITUATION_REELLE), codes) == []


@pytest.mark.parametrize(
    ("presentation_le", "attendue"),
    [
        (None, datetime.date(2026, 3, 16)),  # 14/03 is a Saturday
        (datetime.date(2026, 4, 19), datetime.date(2026, 4, 3)),  # 04/04 is a Saturday
        (datetime.date(2026, 2, 20), datetime.date(2026, 2, 12)),  # never before today
    ],
)
def test_r13_a_deadline_is_a_working_day_before_the_presentation_or_in_a_month(
    presentation_le, attendue
):
    proposee = proposer_echeance(
        inscrit_le=datetime.date(2026, 1, 15),
        aujourd_hui=datetime.date(2026, 2, 12),
        presentation_le=presentation_le,
    )

    assert proposee == attendue


def test_r8_a_deadline_is_never_proposed_before_the_registration():
    proposee = proposer_echeance(
        inscrit_le=datetime.date(2026, 6, 1), aujourd_hui=datetime.date(2026, 2, 12)
    )

    assert proposee == datetime.date(2026, 7, 1)


PLAN = Plan(
    choix=frozenset(
        {
            Choix(1, M.SITUATION_RECONSTITUEE, "observation", "Arrêt « annuel »"),
            Choix(2, M.PRESENTATION_PROJETS),
        }
    ),
    rapport_attendu_le=datetime.date(2026, 3, 1),
    rapport_forme="Dix pages",
    situations=(situation(M.PRESENTATION_PROJETS, (2, 1)),),
)


def test_the_journal_gives_back_the_very_plan_that_it_was_given():
    assert de_json(en_json(PLAN)) == PLAN


def test_each_mark_changes_with_what_it_is_about_alone():
    autre = Plan(PLAN.choix, PLAN.rapport_attendu_le, PLAN.rapport_forme, ())

    assert autre.version == PLAN.version
    assert autre.version_situations != PLAN.version_situations
    assert autre.version_entiere != PLAN.version_entiere
    assert Plan(PLAN.choix, None, "Dix pages", PLAN.situations).version != PLAN.version


def test_a_model_leaves_out_what_it_says_nothing_of_and_its_own_dates():
    modele = Plan(choix=frozenset({Choix(1, M.PRESENTATION_PROJETS)}))

    fondu = fondre(PLAN, modele)

    assert fondu.choix == {Choix(1, M.PRESENTATION_PROJETS), Choix(2, M.PRESENTATION_PROJETS)}
    assert (fondu.rapport_attendu_le, fondu.situations) == (
        PLAN.rapport_attendu_le,
        PLAN.situations,
    )


def test_without_presentation_no_report_is_asked_any_more():
    modele = Plan(choix=frozenset({Choix(1, M.SITUATION_REELLE), Choix(2, M.SITUATION_REELLE)}))

    assert (fondre(PLAN, modele).rapport_attendu_le, fondre(PLAN, modele).rapport_forme) == (
        None,
        "",
    )
