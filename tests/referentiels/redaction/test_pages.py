"""Every place of a document has its page in the editor, and its id on that page."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from referentiels.echange.exportation import exporter
from referentiels.echange.lignes import Chemin, en_texte
from referentiels.importation import importer
from referentiels.redaction.pages import ancre_de, page_de
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.documents import ECHELLE, document, en_json, par_capacite

pytestmark = pytest.mark.django_db


def lieux(valeur, chemin: Chemin = ()) -> Iterator[Chemin]:
    """Every place that holds something, those of the lists and of the objects too."""
    if chemin and valeur not in ([], {}):
        yield chemin
    if isinstance(valeur, dict | list):
        for cle, dessous in valeur.items() if isinstance(valeur, dict) else enumerate(valeur):
            yield from lieux(dessous, (*chemin, cle))


def adresse(pk: int, chemin: Chemin) -> str:
    page, rang = page_de(chemin)
    return reverse(f"referentiels:modifier_{page}", args=[pk] if rang is None else [pk, rang])


@pytest.mark.parametrize(
    "complet",
    [document(), par_capacite(), document(echelle=ECHELLE)],
    ids=["2013", "par capacité", "échelle propre"],
)
def test_every_place_leads_to_an_id_of_its_page(client_de, complet):
    personne = UtilisateurFactory(responsable=True)
    version = importer(en_json(complet), nom="a.json", par=personne).referentiel
    client = client_de(personne)
    tous = list(lieux(exporter(version)))
    adresses = {chemin: adresse(version.pk, chemin) for chemin in tous}
    ids = {
        une: set(re.findall(r'\bid="([^"]+)"', client.get(une).content.decode()))
        for une in set(adresses.values())
    }

    perdus = [en_texte(c) for c in tous if ancre_de(c) not in ids[adresses[c]]]

    assert perdus == []
