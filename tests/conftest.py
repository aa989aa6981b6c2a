"""Fixtures shared by the whole suite."""

from collections.abc import Callable

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from hypothesis import HealthCheck, settings

from cqpm.commun.limites import oublier
from cqpm.comptes.models import Utilisateur
from tests.sauts import pytest_make_collect_report, pytest_runtest_makereport  # noqa: F401
from tests.verrous import vider

BaseDatabaseOperations.execute_sql_flush = vider

# No bar on the clock: a loaded machine proves as much as a quiet one.
settings.register_profile("maison", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("maison")


@pytest.fixture(autouse=True)
def fichiers_isoles(settings, tmp_path_factory):
    """Documents of one test are never seen by another (primary keys come back on SQLite)."""
    stockage = settings.STORAGES["default"]
    lieu = tmp_path_factory.mktemp("fichiers")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**stockage, "OPTIONS": {**stockage["OPTIONS"], "location": lieu}},
    }


@pytest.fixture(autouse=True)
def essais_oublies():
    """What one test tried is not counted against another: its keys come back on SQLite."""
    oublier()


@pytest.fixture
def client_de() -> Callable[[Utilisateur], Client]:
    """Open a browser signed in as this person: `client_de(utilisateur).get(...)`."""

    def ouvrir(utilisateur: Utilisateur) -> Client:
        client = Client()
        client.force_login(utilisateur)
        return client

    return ouvrir
