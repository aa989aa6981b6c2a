"""Fixtures shared by the whole suite."""

from collections.abc import Callable

import pytest
from django.test import Client

from cqpm.comptes.models import Utilisateur


@pytest.fixture
def client_de() -> Callable[[Utilisateur], Client]:
    """Open a browser signed in as this person: `client_de(utilisateur).get(...)`."""

    def ouvrir(utilisateur: Utilisateur) -> Client:
        client = Client()
        client.force_login(utilisateur)
        return client

    return ouvrir
