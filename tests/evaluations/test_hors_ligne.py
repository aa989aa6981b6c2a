"""What an evaluator's device is given to work without network: the list, the worker, the page."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.enums import Role
from dossiers.regles_seances import PARIS
from evaluations.selectors.mes_grilles import mes_grilles
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.seances import SeanceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def evaluatrice(centre):
    return UtilisateurFactory(prenom="Nadia", nom="Benali", evaluateur=centre)


@pytest.fixture
def confier(centre, evaluatrice):
    """Give a dossier to the evaluator: `confier("Abadie", seance=3)` meets in three days."""

    def _confier(nom: str, *, seance: int | None = None, etat_seance=None, **champs):
        champs = {"transmis": True, "centre": centre, "candidat__nom": nom} | champs
        dossier = DossierFactory(**champs)
        AffectationFactory(dossier=dossier, utilisateur=evaluatrice, habilitation=False)
        if seance is not None:
            debut = heure(seance)
            fin = debut + datetime.timedelta(hours=1)
            etat = {etat_seance: True} if etat_seance else {}
            SeanceFactory(dossier=dossier, debut=debut, fin=fin, **etat)
        return dossier

    return _confier


def heure(jours: int, a: int = 9) -> datetime.datetime:
    jour = timezone.localdate() + datetime.timedelta(days=jours)
    return datetime.datetime.combine(jour, datetime.time(a), tzinfo=PARIS)


def lues(utilisateur) -> list[tuple[str, bool]]:
    return [(une.dossier.candidat.nom, une.du_jour) for une in mes_grilles(utilisateur)]


def test_grids_of_the_day_come_first_then_by_meeting_then_by_name(confier, evaluatrice):
    confier("Zola")
    confier("Abadie")
    confier("Plus tard", seance=9)
    confier("Demain", seance=1)
    confier("Ce matin", seance=0)
    confier("Après-demain", seance=2)

    assert lues(evaluatrice) == [
        ("Ce matin", True),
        ("Demain", True),
        ("Après-demain", False),
        ("Plus tard", False),
        ("Abadie", False),
        ("Zola", False),
    ]
    assert [une.quand for une in mes_grilles(evaluatrice)[:2]] == ["Aujourd'hui", "Demain"]


def test_the_next_meeting_is_the_one_shown(confier, evaluatrice):
    dossier = confier("Abadie", seance=5)
    tot = SeanceFactory(dossier=dossier, debut=heure(1), fin=heure(1, 10))
    SeanceFactory(dossier=dossier, debut=heure(-2), fin=heure(-2, 10))

    assert [une.seance for une in mes_grilles(evaluatrice)] == [tot]


@pytest.mark.parametrize("etat", ["annulee", "absence"])
def test_a_meeting_that_does_not_take_place_makes_no_grid_of_the_day(confier, evaluatrice, etat):
    confier("Abadie", seance=0, etat_seance=etat)

    assert lues(evaluatrice) == [("Abadie", False)]


@pytest.mark.parametrize("aussi_gestionnaire", [False, True])
def test_a_meeting_of_other_members_makes_no_grid_of_ones_day(
    confier, evaluatrice, centre, aussi_gestionnaire
):
    """Staff see every meeting of the centre; they are not expected there."""
    if aussi_gestionnaire:
        evaluatrice.habilitations.create(centre=centre, role=Role.GESTIONNAIRE)
    dossier = confier("Abadie", seance=0)
    dossier.seances.get().evaluateurs.add(AffectationFactory(dossier=dossier).utilisateur)

    assert lues(evaluatrice) == [("Abadie", False)]


def test_only_ones_own_open_grids_are_there(confier, evaluatrice, centre):
    confier("Ouverte")
    confier("Close", transmis=False, evaluations_closes=True)
    confier("Pas transmise", transmis=False)
    confier("Autre centre", centre=CentreFactory())
    AffectationFactory(dossier=DossierFactory(transmis=True, centre=centre))

    assert lues(evaluatrice) == [("Ouverte", False)]


@pytest.mark.parametrize("nombre", [1, 3])
def test_mes_grilles_runs_no_query_per_dossier(
    client_de, confier, evaluatrice, nombre, django_assert_num_queries
):
    for rang in range(nombre):
        confier(f"Candidat {rang}", seance=rang)
    client = client_de(evaluatrice)

    with django_assert_num_queries(5):  # session, user, roles, dossiers, meetings
        reponse = client.get(reverse("evaluations:mes_grilles"))

    assert_page_accessible(reponse)
    assert len(reponse.context["grilles"]) == nombre


def test_mes_grilles_leads_to_each_grid_and_is_in_the_menu(client_de, confier, evaluatrice):
    dossier = confier("Abadie", seance=0)

    page = client_de(evaluatrice).get(reverse("evaluations:mes_grilles")).content.decode()

    grille = reverse("evaluations:grille", args=[dossier.pk])
    assert f'data-cqpm-page="{grille}"' in page
    assert '<a href="/grilles/" aria-current="page">' in page
    assert "Aujourd&#x27;hui" in page


def test_without_any_grid_mes_grilles_says_who_will_give_one(client_de, evaluatrice):
    reponse = client_de(evaluatrice).get(reverse("evaluations:mes_grilles"))

    assert_page_accessible(reponse)
    assert "Le centre d'examen vous nommera" in reponse.content.decode()


def test_the_device_asks_for_the_same_list_as_json(client_de, confier, evaluatrice):
    confier("Zola", candidat__prenom="Émile")
    dossier = confier("Abadie", candidat__prenom="Ève", seance=1)

    reponse = client_de(evaluatrice).get(
        reverse("evaluations:mes_grilles"), headers={"Accept": "application/json"}
    )

    lu = json.loads(reponse.content)
    assert lu["utilisateur"] == evaluatrice.pk
    assert lu["grilles"][0] == {
        "dossier": dossier.pk,
        "titre": f"{dossier.candidat} · {dossier.referentiel.titre}",
        "url": f"/dossiers/{dossier.pk}/grille/",
        "du_jour": True,
    }
    assert [une["du_jour"] for une in lu["grilles"]] == [True, False]
    assert (reponse["Cache-Control"], "Accept" in reponse["Vary"]) == ("private, no-store", True)


def test_the_worker_is_a_script_of_the_whole_site_that_is_asked_for_again(client_de, evaluatrice):
    reponse = client_de(evaluatrice).get(reverse("evaluations:travailleur"))

    assert reverse("evaluations:travailleur") == "/travailleur.js"
    assert reponse.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert reponse.headers["Service-Worker-Allowed"] == "/"
    assert reponse.headers["Cache-Control"] == "no-cache"
    assert 'addEventListener("fetch"' in reponse.content.decode()


def test_the_page_without_network_names_nobody(client_de, evaluatrice):
    reponse = client_de(evaluatrice).get(reverse("evaluations:hors_ligne"))

    assert_page_accessible(reponse)
    page = reponse.content.decode()
    assert [
        mot for mot in ("Benali", "data-cqpm-utilisateur", "csrfmiddlewaretoken") if mot in page
    ] == []


def scripts_de_l_appareil(page: str) -> dict[str, bool]:
    return {
        "queue": "js/grille/envoi.js" in page,
        "worker": "data-cqpm-url-travailleur" in page,
        "person": "js/hors_ligne.js" in page,
    }


@pytest.mark.parametrize(
    ("roles", "attendu"),
    [
        ({"evaluateur": True}, {"queue": True, "worker": True, "person": True}),
        ({"evaluateur": True, "jury": True}, {"queue": True, "worker": True, "person": True}),
        ({"gestionnaire": True}, {"queue": False, "worker": False, "person": True}),
        ({}, {"queue": False, "worker": False, "person": True}),
    ],
)
def test_only_an_evaluator_gets_the_worker(client_de, roles, attendu):
    page = client_de(UtilisateurFactory(**roles)).get(reverse("comptes:profil")).content.decode()

    assert scripts_de_l_appareil(page) == attendu


def test_nobody_signed_in_has_no_device(client):
    page = client.get(reverse("comptes:connexion")).content.decode()

    assert scripts_de_l_appareil(page) == {"queue": False, "worker": False, "person": False}
