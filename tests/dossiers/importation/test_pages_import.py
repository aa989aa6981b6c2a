"""The pages of an import, as the staff of a centre click them."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dossiers.enums import EtatImport
from dossiers.importation.fichier import lire
from dossiers.importation.modele import SANS_NIR
from dossiers.models import Dossier, ImportCandidats
from tests.accessibilite import assert_page_accessible
from tests.dossiers.importation.fichiers import ANAIS, ZOE, en_csv
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import CandidatFactory
from tests.factories.lots import ImportCandidatsFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    ReferentielFactory(numero="MQ 1", titre="Technicien")
    return CentreFactory()


@pytest.fixture
def client(client_de, centre):
    return client_de(UtilisateurFactory(gestionnaire=centre))


def deposer(client, centre, contenu: bytes, nom="groupe.csv"):
    fichier = io.BytesIO(contenu)
    fichier.name = nom
    return client.post(reverse("dossiers:importer"), {"centre": centre.pk, "fichier": fichier})


def test_a_group_is_registered_in_a_few_clicks(client, centre):
    assert_page_accessible(client.get(reverse("dossiers:importer")))
    page = deposer(client, centre, en_csv(ANAIS, ZOE)).headers["Location"]
    assert_page_accessible(client.get(page))
    executer_les_travaux()

    lue = client.get(page)
    assert_page_accessible(lue)
    assert "Importer les 2 candidats" in lue.content.decode()
    importation = ImportCandidats.objects.get()
    client.post(reverse("dossiers:import_confirmer", args=[importation.pk]))
    assert_page_accessible(client.get(page))
    executer_les_travaux()

    faite = client.get(page)
    assert_page_accessible(faite)
    assert [un.pk for un in faite.context["dossiers"]] == list(
        Dossier.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert_page_accessible(client.get(reverse("dossiers:imports")))


def test_the_page_is_loaded_anew_when_the_job_ends(client, centre):
    deposer(client, centre, en_csv(ANAIS))
    etat = reverse("dossiers:import_etat", args=[ImportCandidats.objects.get().pk])

    avant = client.get(etat, headers={"HX-Request": "true"})
    executer_les_travaux()
    apres = client.get(etat, headers={"HX-Request": "true"})

    assert ("HX-Refresh" in avant.headers, apres.headers["HX-Refresh"]) == (False, "true")


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"", "Le fichier « groupe.csv » est vide."),
        (b"PK\x03\x04", "Ce classeur est abîmé ou incomplet"),
    ],
)
def test_an_unreadable_file_is_refused_beside_its_field(client, centre, contenu, phrase):
    reponse = deposer(client, centre, contenu)

    assert_page_accessible(reponse)
    assert reponse.context["form"].errors["fichier"][0].startswith(phrase)
    assert ImportCandidats.objects.count() == 0


def test_a_file_too_big_is_refused_by_the_guard(client, centre, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 10

    reponse = deposer(client, centre, en_csv(ANAIS))

    assert "n'a pas été reçu" in reponse.context["form"].errors["fichier"][0]


def test_a_centre_that_is_not_one_s_own_is_refused(client):
    reponse = deposer(client, CentreFactory(), en_csv(ANAIS))

    assert list(reponse.context["form"].errors) == ["centre"]


def test_choices_are_kept_and_a_refusal_is_said(client, centre):
    CandidatFactory(centre=centre, nom="Lefèvre", prenom="Anaïs")
    deposer(client, centre, en_csv(ANAIS))
    executer_les_travaux()
    importation = ImportCandidats.objects.get()
    url = reverse("dossiers:import_confirmer", args=[importation.pk])

    refusee = client.post(url, follow=True)
    assert "agit de la même personne ou d" in refusee.content.decode()
    assert_page_accessible(refusee)
    choix = {"choix-2": "homonyme", "choix-x": "homonyme", "suite": "montrer=&page=1"}
    client.post(reverse("dossiers:import_decider", args=[importation.pk]), choix)
    importation.refresh_from_db()
    assert importation.decisions == {"2": "homonyme"}
    client.post(reverse("dossiers:import_abandonner", args=[importation.pk]))
    importation.refresh_from_db()
    assert importation.etat == EtatImport.ABANDONNE
    assert_page_accessible(client.get(importation.get_absolute_url()))


def test_the_faults_alone_can_be_shown_and_taken_away(client, centre):
    importation = ImportCandidatsFactory(centre=centre)

    page = client.get(importation.get_absolute_url(), {"montrer": "prete"})
    csv = client.get(reverse("dossiers:import_erreurs", args=[importation.pk, "csv"]))
    xlsx = client.get(reverse("dossiers:import_erreurs", args=[importation.pk, "xlsx"]))
    autre = client.get(reverse("dossiers:import_erreurs", args=[importation.pk, "exe"]))

    assert "Aucune ligne dans cet état" in page.content.decode()
    assert "Écrivez une date qui existe." in csv.content.decode("utf-8-sig")
    assert load_workbook(io.BytesIO(xlsx.content)).active["E2"].value == "31/02/1999"
    assert autre.status_code == 404


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_history_runs_no_query_per_import(client, centre, nombre, django_assert_num_queries):
    ImportCandidatsFactory.create_batch(nombre, centre=centre)

    with django_assert_num_queries(5):  # session, user, roles, count, imports
        reponse = client.get(reverse("dossiers:imports"))

    assert len(reponse.context["page"].object_list) == nombre


def test_the_template_is_read_back_and_says_why_there_is_no_nir(client):
    xlsx = client.get(reverse("dossiers:import_modele", args=["xlsx"])).content
    csv = client.get(reverse("dossiers:import_modele", args=["csv"])).content

    classeur = load_workbook(io.BytesIO(xlsx))
    assert classeur.sheetnames == ["Candidats", "Aide", "Listes"]
    assert SANS_NIR in [ligne[0] for ligne in classeur["Aide"].values]
    assert len(classeur["Candidats"].data_validations.dataValidation) == 4
    assert next(classeur["Listes"].values)[0].startswith("Technicien (MQ 1")
    classeur["Candidats"].append(["Lefèvre"])
    rempli = io.BytesIO()
    classeur.save(rempli)
    tableau = lire(rempli.getvalue(), lignes_max=10)
    entetes = csv.decode("utf-8-sig").strip().replace('"', "").split(";")
    assert len(tableau.entetes.places) == len(entetes)
    assert (tableau.entetes.inconnues, tableau.entetes.nir) == ([], False)
