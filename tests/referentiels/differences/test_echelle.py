"""A changed scale is told level by level, as a reader sees it (R25)."""

import pytest

from referentiels.differences.comparaison import comparer
from referentiels.differences.resultat import Chapitre, Ligne
from referentiels.echelle import USUELLE
from tests.referentiels.differences.lecture import mots, totaux
from tests.referentiels.documents import ECHELLE, document, pose

A_SOI = document(echelle=ECHELLE)


def echelle(avant: dict, apres: dict) -> Chapitre:
    (chapitre,) = [un for un in comparer(avant, apres).chapitres if un.ancre == "echelle"]
    return chapitre


def dits(ligne: Ligne) -> list[str]:
    """The word of a level, then what it counts as."""
    (morceau,) = ligne.morceaux
    return [*mots(ligne), *(mot for point in morceau.points for mot in mots(point))]


def test_two_versions_on_one_scale_show_no_change():
    ecrite = document(echelle=USUELLE.lignes)

    assert totaux(document(), ecrite) == []
    assert not echelle(A_SOI, A_SOI).change


def test_a_scale_of_its_own_is_told_from_the_usual_one_level_by_level():
    (liste,) = echelle(document(), A_SOI).listes

    assert [([str(n) for n in ligne.natures], dits(ligne)) for ligne in liste.lignes] == [
        ([], ["Acquis"]),
        (["ajoute"], ["{+Partiellement acquis+}", "{+compte comme non acquis+}"]),
        (["reformule"], ["[-Non acquis-] {+À reprendre+}", "{+compte comme non acquis+}"]),
        ([], ["Non évalué"]),
        (["retire"], ["[-Non observable-]"]),
    ]
    assert totaux(document(), A_SOI) == [
        "1 niveau de l'échelle ajouté",
        "1 niveau de l'échelle reformulé",
        "1 niveau de l'échelle retiré",
    ]


@pytest.mark.parametrize(
    ("apres", "total"),
    [
        (pose(A_SOI, "echelle.1.sens", "acquis"), "1 niveau de l'échelle reformulé"),
        (pose(A_SOI, "echelle.1.libelle", "En cours"), "1 niveau de l'échelle reformulé"),
        (
            document(echelle=[ECHELLE[1], ECHELLE[0], *ECHELLE[2:]]),
            "1 niveau de l'échelle déplacé",
        ),
        (document(echelle=ECHELLE[1:]), "1 niveau de l'échelle retiré"),
    ],
)
def test_one_change_of_a_level_is_told_once(apres, total):
    assert totaux(A_SOI, apres) == [total]


def test_the_same_words_under_another_code_are_the_same_level():
    assert totaux(A_SOI, pose(A_SOI, "echelle.1.code", "niveau_1")) == []
