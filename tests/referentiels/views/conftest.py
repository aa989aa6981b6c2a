"""A responsable and the brouillon that they edit."""

import pytest

from referentiels.importation import importer
from referentiels.models import Referentiel
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.documents import document, en_json


@pytest.fixture
def personne():
    return UtilisateurFactory(responsable=True)


@pytest.fixture
def version(personne) -> Referentiel:
    return importer(en_json(document()), nom="a.json", par=personne).referentiel


@pytest.fixture
def client(client_de, personne):
    return client_de(personne)
