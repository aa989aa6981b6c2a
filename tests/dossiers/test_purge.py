"""What people left behind goes: the file of an import nobody confirmed, of an old export."""

import datetime

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Document, Travail
from dossiers.enums import EtatImport
from dossiers.models import ExportDossiers, ImportCandidats
from dossiers.services import importation
from dossiers.services.purge import purger
from tests.dossiers.importation.fichiers import ANAIS, en_csv
from tests.factories.commun import DocumentFactory, TravailFactory
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db


def dans(jours: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=jours)


@pytest.fixture
def par():
    ReferentielFactory(numero="MQ 1")
    return UtilisateurFactory(gestionnaire=CentreFactory())


@pytest.fixture
def importe(par) -> ImportCandidats:
    centre = par.habilitations.get().centre
    depose = importation.deposer(en_csv(ANAIS), nom="groupe.csv", centre=centre, par=par)
    executer_les_travaux()
    depose.refresh_from_db()
    return depose


def test_an_import_that_nobody_confirmed_is_forgotten(
    client_de, par, importe, django_capture_on_commit_callbacks
):
    chemin = importe.fichier.fichier.name

    assert purger(dans(29)) == 0
    assert default_storage.exists(chemin)

    with django_capture_on_commit_callbacks(execute=True):
        assert (purger(dans(31)), purger(dans(31))) == (1, 0)
    importe.refresh_from_db()
    assert (importe.etat, importe.rapport) == (EtatImport.ABANDONNE, {"oubli": True})
    assert (default_storage.exists(chemin), Document.objects.count()) == (False, 0)
    page = client_de(par).get(importe.get_absolute_url()).content.decode()
    assert "n'a pas été confirmé à temps" in page


def test_an_import_that_is_being_registered_is_left_alone(par, importe):
    importation.confirmer(importe, par=par)

    assert purger(dans(31)) == 0
    Travail.objects.update(etat="echec")
    assert purger(dans(31)) == 1


def test_the_file_of_a_long_export_goes_and_its_trace_stays(client_de, par):
    travail = TravailFactory(sujet="dossiers.exportdossiers:1", etat="termine")
    document = DocumentFactory(sujet=travail.sujet, travail=travail)
    autre = DocumentFactory()
    export = ExportDossiers.objects.create(demande_par=par, nature="csv", travail=travail)

    assert purger(dans(6)) == 0
    assert (purger(dans(8)), purger(dans(8))) == (1, 0)
    assert list(Document.objects.all()) == [autre]
    assert not default_storage.exists(document.fichier.name)
    client = client_de(par)
    assert "a été effacé" in client.get(reverse("dossiers:exports")).content.decode()
    assert client.get(reverse("dossiers:export_fichier", args=[export.pk])).status_code == 404
