"""Capacités change their numbers and nothing else; the blocs follow."""

import copy

import pytest

from referentiels.errors import LieuIntrouvable, RetoucheImpossible
from referentiels.redaction import capacites
from tests.referentiels.documents import document


def trois() -> dict:
    """Capacités 1, 2 and 5, in the blocs [1, 5] and [2]."""
    complet = document()
    complet["capacites"].append(complet["capacites"][1] | {"numero": 5, "intitule": "Ranger"})
    complet["blocs"] = [
        {"intitule": "Un", "capacites": [1, 5]},
        {"intitule": "Deux", "capacites": [2]},
    ]
    return complet


def resume(complet: dict) -> tuple:
    """Numbers and titles, then the titles that each bloc holds."""
    titres = {c["numero"]: c["intitule"].split()[0] for c in complet["capacites"] if c["intitule"]}
    blocs = [sorted(titres[un] for un in bloc["capacites"]) for bloc in complet["blocs"]]
    return [(c["numero"], c["intitule"][:6]) for c in complet["capacites"]], blocs


BLOCS = [["Préparer", "Ranger"], ["Rendre"]]
P, R, G = "Prépar", "Rendre", "Ranger"


@pytest.mark.parametrize(
    ("acte", "lieu", "attendu", "blocs", "libelle", "ou"),
    [
        (
            capacites.monter,
            ("capacites", 2),
            [(1, P), (2, G), (5, R)],
            BLOCS,
            "Capacité 5 : devient la capacité 2, et inversement",
            1,
        ),
        (
            capacites.descendre,
            ("capacites", 0),
            [(1, R), (2, P), (5, G)],
            BLOCS,
            "Capacité 1 : devient la capacité 2, et inversement",
            1,
        ),
        (
            capacites.renumeroter,
            ("capacites",),
            [(1, P), (2, R), (3, G)],
            BLOCS,
            "Capacités renumérotées de 1 en 1",
            None,
        ),
        (
            capacites.retirer,
            ("capacites", 0),
            [(2, R), (5, G)],
            [["Ranger"], ["Rendre"]],
            "Capacité 1 : retrait",
            0,
        ),
        (
            capacites.ajouter,
            ("capacites",),
            [(1, P), (2, R), (5, G), (6, "")],
            BLOCS,
            "Capacité 6 : ajout",
            3,
        ),
    ],
)
def test_each_act_changes_the_numbers_and_keeps_the_blocs(acte, lieu, attendu, blocs, libelle, ou):
    depart = trois()
    avant = copy.deepcopy(depart)

    retouche = acte(depart, lieu)

    assert resume(retouche.document) == (attendu, blocs)
    assert retouche.libelle == libelle
    assert retouche.chemin == (("capacites",) if ou is None else ("capacites", ou))
    assert depart == avant


@pytest.mark.parametrize(
    ("acte", "rang", "raison"),
    [(capacites.monter, 0, "la première"), (capacites.descendre, 2, "la dernière")],
)
def test_the_ends_do_not_move(acte, rang, raison):
    with pytest.raises(RetoucheImpossible, match=raison):
        acte(trois(), ("capacites", rang))


def test_a_capacite_that_does_not_exist_is_refused():
    with pytest.raises(LieuIntrouvable):
        capacites.retirer(trois(), ("capacites", 3))


def test_the_last_number_leaves_no_room():
    complet = trois()
    complet["capacites"][2]["numero"] = capacites.NUMERO_MAX

    with pytest.raises(RetoucheImpossible, match="Renumérotez"):
        capacites.ajouter(complet, ("capacites",))
