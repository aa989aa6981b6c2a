"""Exports of the list: what is filtered, at once or by a job, for the person who asked."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cqpm.comptes.models import Habilitation
from dossiers.models import Dossier, ExportDossiers, PreferenceListe
from dossiers.selectors import table
from dossiers.views import exports
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import executer_les_travaux

IDENTITE = ["Dossier", "Nom de naissance", "Nom d'usage", "Prénom"]


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def longue(monkeypatch):
    """A list is long from its second dossier on, and read one dossier at a time."""
    monkeypatch.setattr(exports, "IMMEDIAT_MAX", 1)
    monkeypatch.setattr(table, "PAQUET", 1)


def exporter(client, requete="", nature="csv", etendue="choisies"):
    donnees = {"liste": requete, "nature": nature, "etendue": etendue}
    return client.post(reverse("dossiers:exporter"), donnees)


def lire_csv(octets: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


def telecharger(client) -> bytes:
    export = ExportDossiers.objects.first()
    return client.get(reverse("dossiers:export_fichier", args=[export.pk])).getvalue()


# --- At once ----------------------------------------------------------------------------------


def test_a_short_list_is_answered_at_once_as_filtered_and_sorted(client, centre, gestionnaire):
    DossierFactory(centre=centre, abandonne=True)
    roux = DossierFactory(centre=centre, candidat__nom="Roux")
    petit = DossierFactory(centre=centre, candidat__nom="=HYPERLINK(1)")

    reponse = exporter(client, "arretes=masques&tri=numero")

    colonnes = ["CQPM", "Version", "Parcours", "Entreprise", "Ville", "SIRET", "État"]
    entetes, *lignes = lire_csv(reponse.content)
    assert entetes == [*IDENTITE, *colonnes]
    assert [ligne[:4] for ligne in lignes] == [
        [roux.numero, "Roux", "", "Anaïs"],
        [petit.numero, "'=HYPERLINK(1)", "", "Anaïs"],
    ]
    assert reponse.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse.headers["Cache-Control"] == "private, no-store"
    assert reponse.headers["Content-Disposition"].endswith('.csv"')


def test_every_column_leaves_but_the_nir(client, centre, gestionnaire):
    DossierFactory(
        centre=centre,
        candidat__nir_chiffre="chiffre-du-nir",
        candidat__telephone="+33 6 12 34 56 78",
        candidat__naissance_jour=None,
        inscrit_le=datetime.date(2026, 1, 15),
    )

    reponse = exporter(client, nature="xlsx", etendue="toutes")

    feuille = load_workbook(io.BytesIO(reponse.content)).active
    valeurs = {tete.value: cellule for tete, cellule in zip(feuille[1], feuille[2], strict=True)}
    assert valeurs["Téléphone"].value == "+33 6 12 34 56 78"
    assert valeurs["Inscrit le"].value == datetime.datetime(2026, 1, 15)
    assert valeurs["Né(e) le"].value == "05/1998"
    assert "chiffre-du-nir" not in [un.value for un in valeurs.values()]
    assert [tete for tete in valeurs if "NIR" in tete.upper()] == []
    assert [cellule.data_type for cellule in valeurs.values() if cellule.data_type == "f"] == []


def test_the_chosen_columns_are_those_of_the_file(client, centre, gestionnaire):
    DossierFactory(centre=centre)
    PreferenceListe.objects.create(utilisateur=gestionnaire, colonnes=["etat"])

    assert lire_csv(exporter(client).content)[0] == [*IDENTITE, "État"]


def test_r50_who_took_what_and_when_is_kept(client, centre, gestionnaire):
    DossierFactory(centre=centre)

    exporter(client, "etat=inscrit&bidon=1&tri=nom")

    (trace,) = ExportDossiers.objects.all()
    assert (trace.demande_par, trace.nature, trace.filtre, trace.nombre, trace.travail) == (
        gestionnaire,
        "csv",
        "etat=inscrit&tri=nom",
        1,
        None,
    )
    assert trace.libelle == "État : Modalités à définir"


@pytest.mark.parametrize(
    "donnees", [{"nature": "pdf"}, {"etendue": "bidon"}, {"requete": "inscrit_du=bidon"}]
)
def test_a_bad_request_exports_nothing_and_says_so(client, centre, gestionnaire, donnees):
    """A filter that cannot be read must not let more leave than was asked for."""
    DossierFactory(centre=centre)

    reponse = exporter(client, **donnees)

    assert reponse.headers["Location"].startswith(reverse("dossiers:liste"))
    assert "L&#x27;export n&#x27;est pas fait" in client.get(reponse.url).content.decode()
    assert ExportDossiers.objects.count() == 0


# --- By a job ---------------------------------------------------------------------------------


def test_a_long_list_is_made_by_a_job_then_downloaded(client, centre, gestionnaire, longue):
    dossiers = DossierFactory.create_batch(3, centre=centre)

    reponse = exporter(client, "tri=numero")
    assert reponse.headers["Location"] == reverse("dossiers:exports")
    page = client.get(reponse.url)
    assert "en attente" in page.content.decode()
    assert_page_accessible(page)
    executer_les_travaux()

    assert [ligne[0] for ligne in lire_csv(telecharger(client))[1:]] == [
        un.numero for un in dossiers
    ]
    (trace,) = ExportDossiers.objects.all()
    assert (trace.nombre, trace.travail.libelle_etape) == (3, "2 lignes sur 3")
    assert_page_accessible(client.get(reponse.url))


def test_the_same_export_asked_twice_is_made_once(client, centre, gestionnaire, longue):
    DossierFactory.create_batch(2, centre=centre)

    exporter(client)
    exporter(client)
    assert ExportDossiers.objects.count() == 1
    exporter(client, etendue="toutes")
    assert ExportDossiers.objects.count() == 2
    executer_les_travaux()

    exporter(client)
    assert ExportDossiers.objects.count() == 3


def test_the_rights_are_those_of_the_moment_when_the_file_is_made(
    client, centre, gestionnaire, longue
):
    partis, restes = DossierFactory.create_batch(2, centre=centre)
    exporter(client)
    Dossier.objects.filter(pk=partis.pk).update(centre=CentreFactory())

    executer_les_travaux()

    assert [ligne[0] for ligne in lire_csv(telecharger(client))[1:]] == [restes.numero]


def test_a_person_who_left_the_centre_gets_nothing(client, centre, gestionnaire, longue):
    DossierFactory.create_batch(2, centre=centre)
    exporter(client)
    Habilitation.objects.all().delete()

    executer_les_travaux()

    travail = ExportDossiers.objects.get().travail
    assert travail.erreur == "Vous n'avez plus le droit d'exporter les dossiers de ce centre."


def test_a_filter_that_is_lost_meanwhile_stops_the_job(client, centre, gestionnaire, longue):
    """Its evaluator is no longer one: the file would hold everything."""
    evaluateur = UtilisateurFactory(evaluateur=centre)
    for dossier in DossierFactory.create_batch(2, centre=centre):
        AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    exporter(client, f"evaluateur={evaluateur.pk}")
    evaluateur.habilitations.all().delete()

    executer_les_travaux()

    page = client.get(reverse("dossiers:exports"))
    assert "Un filtre n&#x27;est plus valable" in page.content.decode()
    assert_page_accessible(page)
    export = ExportDossiers.objects.get()
    client.post(reverse("dossiers:export_relancer", args=[export.pk]))
    assert ExportDossiers.objects.get().travail.etat == "en_attente"


def test_an_export_is_for_the_person_who_asked(client, client_de, centre, gestionnaire, longue):
    DossierFactory.create_batch(2, centre=centre)
    exporter(client)
    executer_les_travaux()
    collegue = client_de(UtilisateurFactory(gestionnaire=centre))
    cle = [ExportDossiers.objects.get().pk]

    assert [
        collegue.get(reverse("dossiers:export_fichier", args=cle)).status_code,
        collegue.get(reverse("dossiers:export_etat", args=cle)).status_code,
        collegue.post(reverse("dossiers:export_relancer", args=cle)).status_code,
    ] == [404, 404, 404]
    assert list(collegue.get(reverse("dossiers:exports")).context["exports"]) == []


def test_an_evaluator_exports_nothing(client, centre):
    client.force_login(AffectationFactory(dossier__centre=centre).utilisateur)

    assert exporter(client).status_code == 403
    assert ExportDossiers.objects.count() == 0


def test_the_lines_are_read_by_packets_in_constant_queries(
    centre, gestionnaire, django_assert_num_queries
):
    DossierFactory.create_batch(3, centre=centre)
    colonnes = list(exports.colonnes_offertes(gestionnaire))
    dossiers = Dossier.objects.visible_en_liste(gestionnaire)

    with django_assert_num_queries(4):
        # keys, dossiers, affectations and requests of none
        assert len(list(table.lignes(dossiers, colonnes))) == 3
