"""What a document in memory lacks is said in the words of who reads the pages."""

import pytest

from referentiels.echange.examen import examiner
from tests.referentiels.documents import document, pose

MANQUES = {
    "numero": ("", "Numéro de qualification : à écrire."),
    "date_modification": (None, "Dernière modification : donnez la date que porte le document."),
    "capacites.0.intitule": ("", "Capacité 1, intitulé : à écrire."),
    "capacites.1.criteres": ([], "Capacité 2 : ajoutez au moins un critère."),
    "capacites.0.criteres.1.texte": (
        "",
        "Capacité 1, critère 2 : le texte est vide. Écrivez-le ou retirez-le.",
    ),
    "capacites.0.criteres.1.sous_points.0": (
        "",
        "Capacité 1, critère 2, sous-point 1 : le texte est vide. Écrivez-le ou retirez-le.",
    ),
    "blocs.0.capacites": ([], "Regroupement 1 : ajoutez au moins une capacité."),
}


@pytest.mark.parametrize(("lieu", "valeur", "phrase"), [(k, *v) for k, v in MANQUES.items()])
def test_what_is_missing_is_said_as_its_reader_would(lieu, valeur, phrase):
    _, problemes = examiner(pose(document(), lieu, valeur), complet=True)

    assert [str(probleme) for probleme in problemes] == [phrase]


@pytest.mark.parametrize(
    ("liste", "phrase"),
    [
        ("capacites", "Capacités : ajoutez au moins une capacité."),
        ("modalites", "Modalités : ajoutez au moins une modalité."),
    ],
)
def test_an_empty_list_of_the_document_asks_for_a_first_element(liste, phrase):
    _, problemes = examiner(document(**{liste: []}), complet=True)

    assert str(problemes[0]) == phrase
