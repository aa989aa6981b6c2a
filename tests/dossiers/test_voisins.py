"""Previous and next dossier inside the list one came from."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from dossiers.selectors import voisins as selecteur
from dossiers.selectors.tri import TRIS
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


def contexte(client, dossier, requete: str):
    return client.get(reverse("dossiers:fiche", args=[dossier.pk]), {"liste": requete}).context


@pytest.mark.parametrize("code", TRIS)
def test_each_order_is_walked_from_end_to_end(client, centre, gestionnaire, code):
    """Ties included: the walk meets every dossier of the list once, in its order."""
    modele = DossierFactory(centre=centre)
    for rang, (nom, etat) in enumerate(
        [("b", "inscrit"), ("a", "admis"), ("b", "admis"), ("b", "inscrit")]
    ):
        jour = datetime.date(2026, 1, 1 + rang % 2)
        DossierFactory(
            centre=centre,
            candidat__nom=nom,
            etat=etat,
            inscrit_le=jour,
            referentiel=modele.referentiel,
        )
    Dossier.objects.filter(pk__gt=modele.pk + 1).update(modifie_le=timezone.now())
    liste = client.get(reverse("dossiers:liste"), {"tri": code}).context["dossiers"]

    vus, suivant = [], liste[0].pk
    while suivant:
        vus.append(suivant)
        autour = contexte(client, Dossier(pk=suivant), f"tri={code}")["voisins"]
        assert (autour.rang, autour.total) == (len(vus), 5)
        assert autour.precedent == (vus[-2] if len(vus) > 1 else None)
        suivant = autour.suivant

    assert vus == [un.pk for un in liste]


def test_the_walk_stays_inside_the_filter(client, centre, gestionnaire):
    premier = DossierFactory(centre=centre)
    DossierFactory(centre=centre, transmis=True)
    dernier = DossierFactory(centre=centre)
    DossierFactory()

    reponse = client.get(
        reverse("dossiers:fiche", args=[dernier.pk]), {"liste": "etat=inscrit&page=4&bidon=é"}
    )

    autour = reponse.context["voisins"]
    assert (autour.precedent, autour.suivant, autour.total) == (None, premier.pk, 2)
    page = reponse.content.decode()
    assert f'href="/dossiers/{premier.pk}/?liste=etat%3Dinscrit"' in page
    assert 'href="/dossiers/?etat=inscrit"' in page
    assert_page_accessible(reponse)


def test_a_dossier_that_left_the_filter_keeps_its_neighbours(client, centre, gestionnaire):
    """An act has changed its state: the next one is still at hand."""
    dossiers = DossierFactory.create_batch(3, centre=centre)
    Dossier.objects.filter(pk=dossiers[1].pk).update(etat=EtatDossier.ABANDONNE)

    autour = contexte(client, dossiers[1], "etat=inscrit")["voisins"]

    assert (autour.precedent, autour.suivant) == (dossiers[2].pk, dossiers[0].pk)
    assert (autour.rang, autour.total) == (None, 2)


def test_the_way_back_leads_to_the_page_that_shows_the_dossier(client, centre, gestionnaire):
    modele = DossierFactory(centre=centre)
    memes = {"centre": centre, "candidat": modele.candidat, "referentiel": modele.referentiel}
    DossierFactory.create_batch(50, **memes)

    assert contexte(client, modele, "tri=-numero")["retour"] == "tri=-numero&page=2"
    assert contexte(client, modele, "tri=numero")["retour"] == "tri=numero"


def test_beyond_the_ceiling_the_rank_is_not_told(client, centre, gestionnaire, monkeypatch):
    monkeypatch.setattr(selecteur, "PLAFOND", 1)
    dossiers = DossierFactory.create_batch(3, centre=centre)

    rangs = [contexte(client, un, "")["voisins"].rang for un in dossiers]

    assert rangs == [None, None, 1]


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_neighbours_cost_the_same_whatever_the_list(client, centre, gestionnaire, nombre):
    dossier, *_ = DossierFactory.create_batch(nombre, centre=centre)
    adresse = reverse("dossiers:fiche", args=[dossier.pk])
    nombres = []
    for parametres in ({}, {"liste": "q=essais&tri=cqpm"}):
        with CaptureQueriesContext(connection) as requetes:
            reponse = client.get(adresse, parametres)
        nombres.append(len(requetes))
    assert_page_accessible(reponse)

    # Assigned?, key, total, before, inside, previous, next.
    assert nombres[1] - nombres[0] == 7


def test_without_a_list_there_is_no_neighbour(client, centre, gestionnaire):
    reponse = client.get(reverse("dossiers:fiche", args=[DossierFactory(centre=centre).pk]))

    assert "voisins" not in reponse.context


@pytest.mark.parametrize("requete", ["tri=bidon", "q=%00", "%%%", "etat=é&inscrit_du=x"])
def test_a_bad_list_is_no_failure(client, centre, gestionnaire, requete):
    dossier = DossierFactory(centre=centre)

    assert contexte(client, dossier, requete)["voisins"].total == 1
