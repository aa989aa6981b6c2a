"""Each text of a first content is found again in a later one, or said to be gone."""

import copy

import pytest

from referentiels.echange.lignes import depuis_texte, en_texte
from referentiels.echange.suivi import Sort, Suivi
from tests.referentiels.documents import ECHELLE, document, pose

CRITERE = "capacites[0].criteres[0].texte"
PRET = "Le poste est prêt."


def suite(apres: dict, chemin: str, avant: dict | None = None) -> tuple[Sort, str, str]:
    trouvee = Suivi(avant or document(), apres).suite(depuis_texte(chemin))
    return trouvee.sort, en_texte(trouvee.chemin), trouvee.texte


def echangees() -> dict:
    """The two capacités exchanged, each taking the number of the other."""
    complet = document()
    complet["capacites"].reverse()
    for numero, capacite in enumerate(complet["capacites"], start=1):
        capacite["numero"] = numero
    return complet


def test_a_text_that_did_not_move_is_in_place():
    assert suite(document(), CRITERE) == (Sort.EN_PLACE, CRITERE, PRET)


def test_a_text_of_the_source_is_never_found_in_the_scale():
    avant = pose(document(echelle=ECHELLE), "capacites.0.criteres.0.texte", "À reprendre")
    avant["echelle"][2]["libelle"] = "Non acquis"
    apres = pose(document(echelle=ECHELLE), "capacites.0.criteres.0.texte", PRET)

    assert suite(apres, CRITERE, avant) == (Sort.MODIFIE, CRITERE, PRET)


def test_spaces_and_line_ends_are_no_change():
    apres = pose(document(), "capacites.0.criteres.0.texte", "Le  poste\nest prêt.")

    assert suite(apres, CRITERE) == (Sort.EN_PLACE, CRITERE, "Le  poste\nest prêt.")


def test_a_text_is_found_where_it_went():
    apres = document()
    apres["capacites"][1]["conditions"].append(apres["capacites"][0]["criteres"].pop(0)["texte"])

    assert suite(apres, CRITERE) == (Sort.DEPLACE, "capacites[1].conditions[0]", PRET)


def test_a_rewritten_text_is_shown_at_its_place():
    apres = pose(document(), "capacites.0.criteres.0.texte", "Le poste est propre.")

    assert suite(apres, CRITERE) == (Sort.MODIFIE, CRITERE, "Le poste est propre.")


def test_a_text_rewritten_in_a_capacite_that_moved_is_shown_there():
    apres = pose(echangees(), "capacites.1.criteres.0.texte", "Le poste est propre.")

    assert suite(apres, CRITERE) == (
        Sort.MODIFIE,
        "capacites[1].criteres[0].texte",
        "Le poste est propre.",
    )


def test_the_text_of_another_field_does_not_pass_for_a_rewritten_one():
    apres = document()
    del apres["capacites"][0]["criteres"][0]

    assert suite(apres, CRITERE) == (Sort.RETIRE, CRITERE, "L’essai est conduit :")


def test_a_text_without_any_place_is_shown_nearest():
    apres = document()
    apres["capacites"][1]["criteres"] = []

    assert suite(apres, "capacites[1].criteres[0].texte") == (
        Sort.RETIRE,
        "capacites[1].criteres",
        "",
    )


@pytest.mark.parametrize("rang", [0, 1])
def test_a_text_said_twice_is_followed_twice(rang):
    avant = document()
    for capacite in avant["capacites"]:
        capacite["conditions"] = ["En atelier"]
    apres = copy.deepcopy(avant)
    for capacite in apres["capacites"]:
        capacite["conditions"].insert(0, "Seul")

    chemin = f"capacites[{rang}].conditions[0]"
    arrivee = f"capacites[{rang}].conditions[1]"
    assert suite(apres, chemin, avant) == (Sort.DEPLACE, arrivee, "En atelier")


def test_a_number_follows_what_bears_it():
    apres = document()
    apres["notes"].insert(0, {"numero": "2", "appel": "jury2", "texte": "Le jury."})

    assert suite(apres, "notes[0].numero")[:2] == (Sort.DEPLACE, "notes[1].numero")
