"""What every test gets: its own folder of files."""

import pytest


@pytest.fixture(autouse=True)
def fichiers_isoles(settings, tmp_path_factory):
    """Documents of one test are never seen by another (primary keys come back on SQLite)."""
    stockage = settings.STORAGES["default"]
    lieu = tmp_path_factory.mktemp("fichiers")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**stockage, "OPTIONS": {**stockage["OPTIONS"], "location": lieu}},
    }
