"""Publishing opens a version and freezes it; archiving withdraws it."""

import pytest
from django.db import IntegrityError, transaction

from referentiels import services
from referentiels.echange.exportation import exporter
from referentiels.enums import EtatReferentiel
from referentiels.errors import ArchivageImpossible, PublicationImpossible
from referentiels.models import Referentiel
from tests.factories.referentiels import CapaciteFactory, ReferentielFactory

pytestmark = pytest.mark.django_db

BROUILLON, PUBLIE, ARCHIVE = EtatReferentiel.values


@pytest.mark.parametrize("depart", [BROUILLON, ARCHIVE])
def test_publier_opens_a_version_without_touching_its_content(depart):
    referentiel = ReferentielFactory(etat=depart)
    avant = exporter(referentiel)

    services.publier(referentiel)

    referentiel.refresh_from_db()
    assert referentiel.etat == PUBLIE
    assert exporter(referentiel) == avant


def test_publier_refuses_a_published_version():
    referentiel = ReferentielFactory()

    with pytest.raises(PublicationImpossible, match="il est déjà publié"):
        services.publier(referentiel)


def test_publier_refuses_an_incomplete_version_and_archives_nothing():
    publie = ReferentielFactory()
    vide = ReferentielFactory(etat=BROUILLON, numero=publie.numero, nombre_capacites=0)
    CapaciteFactory(referentiel=vide)

    with pytest.raises(PublicationImpossible) as refus:
        services.publier(vide)

    assert str(refus.value) == (
        f"Le référentiel « {vide} » ne peut pas être publié : "
        "capacites[0].criteres : la liste est vide. Il faut au moins un élément."
    )
    assert list(Referentiel.objects.order_by("pk").values_list("etat", flat=True)) == [
        PUBLIE,
        BROUILLON,
    ]


def test_publier_archives_the_version_of_the_same_number_and_date_only():
    publie, autre = ReferentielFactory(), ReferentielFactory()
    correction = ReferentielFactory(etat=BROUILLON, numero=publie.numero)

    services.publier(correction)

    publie.refresh_from_db()
    autre.refresh_from_db()
    assert (publie.etat, autre.etat, correction.etat) == (ARCHIVE, PUBLIE, PUBLIE)


def test_archiver_withdraws_a_published_version_only():
    referentiel = ReferentielFactory()

    services.archiver(referentiel)

    assert referentiel.etat == ARCHIVE
    with pytest.raises(ArchivageImpossible, match="seule une version publiée s'archive"):
        services.archiver(referentiel)


def test_two_published_versions_cannot_share_number_and_date():
    publie = ReferentielFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ReferentielFactory(numero=publie.numero)
