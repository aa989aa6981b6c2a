"""Tries are counted, in the storage of the installation or in the process when it fails."""

import uuid

import pytest

from cqpm.commun import limites
from cqpm.settings import CQPM_LIMITES

INJOIGNABLE = "redis://127.0.0.1:1/0"


@pytest.fixture(params=["configuré", "injoignable"])
def stockage(request, settings):
    """The storage that this run is configured with (Redis where there is one), then a dead one."""
    settings.CQPM_LIMITES = CQPM_LIMITES if request.param == "configuré" else INJOIGNABLE


@pytest.fixture
def qui() -> str:
    """Nobody's name: a Redis keeps the counts of an earlier run for a day."""
    return f"essai-{uuid.uuid4()}"


def test_a_thing_may_be_tried_so_many_times(stockage, qui):

    assert [limites.est_permis("code", qui) for _ in range(12)] == [True] * 10 + [False] * 2


def test_each_thing_and_each_object_has_its_own_count(stockage, qui):
    for _ in range(11):
        limites.est_permis("code", qui)

    assert limites.est_permis("code", f"{qui}-autre")
    assert limites.est_permis("message", qui)


def test_an_unknown_thing_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        limites.est_permis("n'importe quoi", "x")
