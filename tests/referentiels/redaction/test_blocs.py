"""The blocs hold the capacités, once each at most; the rule says whether there are any."""

import copy

import pytest

from referentiels.redaction import blocs
from tests.referentiels.documents import document, pose


@pytest.mark.parametrize(
    ("rang", "choisi", "attendu"),
    [
        (0, "", [[2], []]),
        (0, "0", [[1, 2], []]),
        (0, "1", [[2], [1]]),
        (1, "1", [[1], [2]]),
        (0, "9", [[2], []]),
        (0, "x", [[2], []]),
    ],
)
def test_a_capacite_goes_into_one_bloc_or_none(rang, choisi, attendu):
    depart = document()
    depart["blocs"].append({"intitule": "Deux", "capacites": []})
    avant = copy.deepcopy(depart)

    nouveau = blocs.ranger(depart, rang, choisi)

    assert [bloc["capacites"] for bloc in nouveau["blocs"]] == attendu
    assert blocs.bloc_de(nouveau, rang) == (choisi if choisi in ("0", "1") else "")
    assert depart == avant


def test_the_rule_follows_the_blocs_and_nothing_else_changes():
    vide = pose(pose(document(), "blocs", []), "regles.blocs", False)

    retire = blocs.retirer(document(), ("blocs", 0))
    ajoute = blocs.ajouter(vide, ("blocs",))

    assert retire.document == vide
    assert ajoute.document == pose(
        pose(vide, "blocs", [{"intitule": "", "capacites": []}]), "regles.blocs", True
    )
