"""Modalities are defined once and ticked per capacité; the two never contradict each other."""

import copy

import pytest

from referentiels.enums import CodeModalite, NiveauModalites
from referentiels.errors import LieuIntrouvable, RetoucheImpossible
from referentiels.redaction import modalites
from tests.referentiels.documents import document, par_capacite, pose

REELLE = {"code": "situation_reelle", "connecteur": "", "libelle": "En situation réelle"}
AVIS = {"code": "avis_entreprise", "connecteur": "et", "libelle": "avis de l’entreprise"}


def detail(complet: dict, rang: int = 0) -> list[dict]:
    """The lines of a capacité, which must be those that it allows."""
    capacite = complet["capacites"][rang]
    assert capacite["modalites"] == [ligne["code"] for ligne in capacite["modalites_detail"]]
    return capacite["modalites_detail"]


@pytest.mark.parametrize(
    ("codes", "attendu"),
    [
        (["situation_reelle", "avis_entreprise"], [REELLE, AVIS]),
        (["avis_entreprise"], [AVIS]),
        ([], []),
    ],
)
def test_what_stays_ticked_keeps_its_words(codes, attendu):
    depart = par_capacite()
    avant = copy.deepcopy(depart)

    assert detail(modalites.cocher(depart, 0, codes)) == attendu
    assert depart == avant


def test_what_is_newly_ticked_takes_the_title_and_its_usual_link():
    complet = modalites.ajouter(document(), ("modalites",), "presentation_projets").document

    coche = modalites.cocher(complet, 1, ["avis_entreprise", "presentation_projets"])

    assert detail(coche, 1) == [
        {"code": "avis_entreprise", "connecteur": "", "libelle": "Avis de l’entreprise"},
        {
            "code": "presentation_projets",
            "connecteur": "ou",
            "libelle": CodeModalite.PRESENTATION_PROJETS.label,
        },
    ]


def test_a_modality_that_is_not_defined_is_not_ticked():
    with pytest.raises(LieuIntrouvable):
        modalites.cocher(document(), 0, ["presentation_projets"])


def test_a_definition_taken_away_is_unticked_everywhere():
    retouche = modalites.retirer(par_capacite(), ("modalites", 1))

    assert [detail(retouche.document, rang) for rang in (0, 1)] == [[REELLE], [REELLE]]
    assert retouche.libelle == "Modalité « Avis de l’entreprise » : retrait"


@pytest.mark.parametrize("code", ["situation_reelle", "inconnue", ""])
def test_only_a_modality_of_the_list_not_yet_defined_is_added(code):
    with pytest.raises(RetoucheImpossible, match="pas encore définie"):
        modalites.ajouter(document(), ("modalites",), code)


def test_the_order_changes_and_the_words_that_tie_stay_in_place():
    retouche = modalites.monter_prevue(par_capacite(), ("capacites", 0, "modalites_detail", 1))

    assert detail(retouche.document) == [
        AVIS | {"connecteur": ""},
        REELLE | {"connecteur": "et"},
    ]


@pytest.mark.parametrize(
    ("depart", "niveau", "attendu"),
    [
        (par_capacite(), NiveauModalites.CAPACITE, par_capacite()),
        (par_capacite(), NiveauModalites.DOCUMENT, document()),
        (document(), NiveauModalites.DOCUMENT, document()),
    ],
)
def test_changing_the_level_keeps_what_it_can(depart, niveau, attendu):
    assert modalites.changer_niveau(depart, niveau.value) == attendu


def test_going_to_each_capacite_gives_all_to_those_that_have_none():
    depart = pose(
        pose(par_capacite(), "capacites.0.modalites", []), "capacites.0.modalites_detail", []
    )

    nouveau = modalites.changer_niveau(depart, "capacite")

    assert nouveau["capacites"][0]["modalites"] == ["situation_reelle", "avis_entreprise"]
    assert detail(nouveau, 1) == [REELLE, AVIS]
