"""Templates that exist only for the tests of the ground floor."""

import copy
from pathlib import Path

import pytest


@pytest.fixture
def gabarits_essai(settings):
    moteurs = copy.deepcopy(settings.TEMPLATES)
    moteurs[0]["DIRS"].append(Path(__file__).parent / "gabarits")
    settings.TEMPLATES = moteurs
