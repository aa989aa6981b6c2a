"""The levels of a scale are added, moved and taken away; the scale stays one that can be used."""

import copy

import pytest

from referentiels.echange.examen import examiner
from referentiels.echelle import USUELLE
from referentiels.enums import NiveauCritere
from referentiels.errors import LieuIntrouvable, RetoucheImpossible
from referentiels.redaction.actes import appliquer
from referentiels.redaction.echelle import EFFETS, depliee
from tests.referentiels.documents import ECHELLE, document

A_SOI = document(echelle=ECHELLE)


def codes(complet: dict) -> list[str]:
    return [un["code"] for un in complet["echelle"]]


def test_the_usual_scale_is_written_out_to_be_edited_and_folded_back():
    ouverte = depliee(document())

    assert ouverte == document(echelle=USUELLE.lignes)
    assert examiner(ouverte, complet=True) == (document(), [])
    assert depliee(A_SOI) == A_SOI


def test_a_new_level_has_no_word_and_counts_as_non_acquis():
    avant = copy.deepcopy(A_SOI)

    retouche = appliquer(A_SOI, "ajouter:echelle")

    assert retouche.document["echelle"] == [
        *ECHELLE,
        {"code": "niveau_1", "libelle": "", "sens": "non_acquis"},
    ]
    assert (retouche.libelle, retouche.chemin) == ("Échelle, niveau 5 : ajout", ("echelle", 4))
    assert avant == A_SOI


def test_a_new_level_takes_a_code_that_is_free():
    deux = appliquer(appliquer(A_SOI, "ajouter:echelle").document, "ajouter:echelle").document
    reste = appliquer(deux, "retirer:echelle[4]").document

    assert codes(deux)[4:] == ["niveau_1", "niveau_2"]
    assert codes(appliquer(reste, "ajouter:echelle").document)[4:] == ["niveau_2", "niveau_1"]


@pytest.mark.parametrize(
    ("acte", "attendu", "libelle", "rang"),
    [
        ("monter:echelle[1]", [1, 0, 2, 3], "Échelle, niveau 2 : remonté d'un rang", 0),
        ("descendre:echelle[1]", [0, 2, 1, 3], "Échelle, niveau 2 : descendu d'un rang", 2),
        ("retirer:echelle[1]", [0, 2, 3], "Échelle, niveau 2 : retrait", 1),
    ],
)
def test_a_level_moves_and_goes_with_its_meaning(acte, attendu, libelle, rang):
    retouche = appliquer(A_SOI, acte)

    assert retouche.document["echelle"] == [ECHELLE[un] for un in attendu]
    assert (retouche.libelle, retouche.chemin) == (libelle, ("echelle", rang))


def test_the_usual_scale_comes_back_in_one_act():
    retouche = appliquer(A_SOI, "reprendre:echelle")

    assert retouche.document == document(echelle=USUELLE.lignes)
    assert retouche.libelle == "Échelle usuelle reprise"


@pytest.mark.parametrize(
    ("depart", "acte", "raison"),
    [
        (ECHELLE[:2], "retirer:echelle[0]", "une échelle a au moins 2 niveaux"),
        ([*ECHELLE, *ECHELLE[:2]], "ajouter:echelle", "une échelle a 6 niveaux au plus"),
        (USUELLE.lignes, "reprendre:echelle", "c'est déjà l'échelle usuelle"),
        (ECHELLE, "monter:echelle[0]", "déjà le premier élément"),
        (ECHELLE, "descendre:echelle[3]", "déjà le dernier élément"),
    ],
)
def test_an_act_that_makes_no_sense_is_refused(depart, acte, raison):
    with pytest.raises(RetoucheImpossible, match=raison):
        appliquer(document(echelle=depart), acte)


@pytest.mark.parametrize("acte", ["retirer:echelle[9]", "scinder:echelle[0]", "retirer:echelle"])
def test_an_act_on_no_level_is_refused(acte):
    with pytest.raises(LieuIntrouvable):
        appliquer(A_SOI, acte)


def test_each_meaning_says_what_it_does():
    assert [sens for sens, _ in EFFETS] == list(NiveauCritere)
