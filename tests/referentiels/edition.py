"""Shortcuts of the tests of the editor: send a page, read what it left."""

from django.urls import reverse

from referentiels.echange.exportation import exporter
from referentiels.models import Acte, Referentiel

PAGES = ["identite", "capacites", "blocs", "modalites", "textes"]
ICI = "capacites[0].criteres"


def page(version, nom: str, *suite) -> str:
    return reverse(f"referentiels:{nom}", args=[version.pk, *suite])


def envoyer(client, version, nom: str, champs: dict, *suite, revision=None):
    version.refresh_from_db()
    revision = version.revision if revision is None else revision
    return client.post(page(version, nom, *suite), {"revision": revision, **champs})


def contenu(version) -> dict:
    return exporter(Referentiel.objects.get(pk=version.pk))


def libelles() -> list[str]:
    return [acte.libelle for acte in Acte.objects.all()]
