"""Templates, natures of jobs and messages that exist only for the tests of the ground floor."""

import copy
from pathlib import Path

import pytest
from celery import current_app

from cqpm.commun import execution, publication


@pytest.fixture
def gabarits_essai(settings):
    moteurs = copy.deepcopy(settings.TEMPLATES)
    moteurs[0]["DIRS"].append(Path(__file__).parent / "gabarits")
    settings.TEMPLATES = moteurs


@pytest.fixture
def natures(monkeypatch):
    """Natures registered by the test, forgotten afterwards; the real ones are loaded before."""
    current_app.loader.import_default_modules()
    monkeypatch.setattr(execution, "_fonctions", {})
    return execution._fonctions


@pytest.fixture
def messages(monkeypatch):
    """The jobs whose message left, in order."""
    partis = []
    monkeypatch.setattr(publication, "_envoyer", lambda pk: partis.append(pk) or True)
    monkeypatch.setattr(publication, "disjoncteur", publication.Disjoncteur())
    return partis
