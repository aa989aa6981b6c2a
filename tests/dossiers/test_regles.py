"""The plan of modalités and the dates: R8, R11, R12, R13."""

import datetime

import pytest

from dossiers.errors import DateImpossible
from dossiers.regles import (
    Choix,
    capacites_sans_modalite,
    comporte_presentation,
    fautes_du_plan,
    verifier_date,
)
from referentiels.enums import CodeModalite as M

TOUTES = {numero: set(M.values) for numero in (1, 2)}


def messages(choix, permises=TOUTES):
    return [faute.message for faute in fautes_du_plan(choix, permises)]


def test_r11_the_avis_alone_does_not_evaluate_a_capacite():
    assert messages([Choix(1, M.SITUATION_REELLE), Choix(2, M.AVIS_ENTREPRISE)]) == [
        "Capacité 2 : l'avis de l'entreprise ne suffit pas. "
        "Ajoutez au moins une autre modalité d'évaluation."
    ]


def test_r11_a_modalite_outside_the_referentiel_is_refused():
    assert messages([Choix(1, M.SITUATION_REELLE)], {1: {M.PRESENTATION_PROJETS}}) == [
        "Capacité 1 : le référentiel ne prévoit pas cette modalité. "
        "Choisissez-en une parmi celles qui sont proposées."
    ]


@pytest.mark.parametrize(
    ("variante", "motif", "champs"),
    [
        ("", "", ["variante", "motif"]),
        ("observation", "", ["motif"]),
        ("observation", "   ", ["motif"]),
        ("", "Machine arrêtée", ["variante"]),
        ("restitution", "Machine arrêtée", []),
    ],
)
def test_r12_a_reconstituted_situation_needs_its_variant_and_reason(variante, motif, champs):
    choix = [Choix(1, M.SITUATION_RECONSTITUEE, variante, motif)]

    assert [faute.champ for faute in fautes_du_plan(choix, TOUTES)] == champs


def test_r11_an_unfinished_plan_is_not_a_fault_but_is_told():
    choix = [Choix(1, M.SITUATION_REELLE)]

    assert fautes_du_plan(choix, TOUTES) == []
    assert capacites_sans_modalite(choix, [1, 2]) == [2]


def test_r13_a_presentation_is_recognised():
    assert comporte_presentation([Choix(1, M.PRESENTATION_PROJETS)]) is True
    assert comporte_presentation([Choix(1, M.SITUATION_REELLE)]) is False


INSCRIT_LE = datetime.date(2026, 1, 15)


def test_r8_a_fact_before_the_registration_is_refused():
    with pytest.raises(DateImpossible) as refus:
        verifier_date("L'entretien", datetime.date(2026, 1, 14), inscrit_le=INSCRIT_LE)

    assert str(refus.value) == (
        "L'entretien ne peut pas porter la date du 14/01/2026 : l'inscription à la certification, "
        "du 15/01/2026, précède toute démarche. Corrigez la date."
    )


def test_r8_a_fact_on_the_day_of_the_registration_is_accepted():
    assert verifier_date("L'entretien", INSCRIT_LE, inscrit_le=INSCRIT_LE) is None


def test_a_fact_in_the_future_is_refused_when_today_is_given():
    demain = datetime.date(2026, 2, 2)
    with pytest.raises(DateImpossible, match="n'est pas encore passée"):
        verifier_date(
            "L'accord", demain, inscrit_le=INSCRIT_LE, aujourd_hui=datetime.date(2026, 2, 1)
        )
