"""The history of a brouillon: undo, go back, throw away."""

import pytest
from django.urls import reverse

from referentiels.importation import importer
from referentiels.models import Acte, Referentiel
from referentiels.services import brouillon
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.referentiels.documents import document, en_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def personne():
    return UtilisateurFactory(responsable=True)


@pytest.fixture
def client(client_de, personne):
    return client_de(personne)


@pytest.fixture
def version(personne) -> Referentiel:
    version = importer(en_json(document()), nom="a.json", par=personne).referentiel
    for rang, titre in enumerate(("Un", "Deux")):
        contenu = document(titre=titre)
        brouillon.enregistrer(version, contenu, revision=rang, par=personne, libelle=titre)
    return version


def adresse(version, nom: str) -> str:
    return reverse(f"referentiels:{nom}", args=[version.pk])


def titre() -> str:
    return Referentiel.objects.get().titre


def test_undo_goes_back_one_step_each_time_then_says_that_nothing_is_left(client, version):
    page = adresse(version, "modifier_identite")
    titres, refus = [], []
    for _ in range(3):
        revision = Referentiel.objects.get().revision
        reponse = client.post(
            adresse(version, "annuler"), {"revision": revision, "retour": page}, follow=True
        )
        titres.append(titre())
        refus += [str(m) for m in reponse.context["messages"] if m.level_tag == "error"]
        assert reponse.redirect_chain == [(page, 302)]

    assert titres == ["Un", document()["titre"], document()["titre"]]
    assert refus == [
        f"« {Referentiel.objects.get()} » n'a pas de contenu antérieur auquel revenir."
    ]


@pytest.mark.parametrize("retour", ["", "https://ailleurs.example/", "//ailleurs.example", "x"])
def test_undo_leads_only_to_a_page_of_the_site(client, version, retour):
    reponse = client.post(adresse(version, "annuler"), {"revision": 2, "retour": retour})

    assert reponse.headers["Location"] == adresse(version, "modifier")


def test_undo_from_an_old_page_undoes_nothing(client, version):
    reponse = client.post(adresse(version, "annuler"), {"revision": 1}, follow=True)

    [message] = [str(m) for m in reponse.context["messages"]]
    assert "rien n'a été annulé" in message
    assert titre() == "Deux"


def test_a_state_asked_from_an_old_page_is_not_taken_up(client, version):
    envoi = {"revision": 1, "cible": 0}

    reponse = client.post(adresse(version, "revenir"), envoi, follow=True)

    [message] = [str(m) for m in reponse.context["messages"]]
    assert "rien n'a été annulé" in message
    assert titre() == "Deux"


def test_the_history_says_who_did_what_and_takes_any_state_up_again(client, version, personne):
    page = client.get(adresse(version, "historique"))
    assert_page_accessible(page)
    assert [acte.libelle for acte in page.context["actes"]] == [
        "Deux",
        "Un",
        "Import de « a.json »",
    ]
    assert page.context["retrouvables"] == {0, 1}

    client.post(adresse(version, "revenir"), {"revision": 2, "cible": 1})

    assert titre() == "Un"
    assert Acte.objects.first().libelle == "Retour à l'état « Un »"


@pytest.mark.parametrize("cible", ["", "9", "-1", "x"])
def test_a_state_that_is_not_kept_is_refused(client, version, cible):
    reponse = client.post(adresse(version, "revenir"), {"revision": 2, "cible": cible}, follow=True)

    assert [m.level_tag for m in reponse.context["messages"]] == ["error"]
    assert titre() == "Deux"


def test_the_history_runs_the_same_queries_whatever_its_length(
    client, version, personne, django_assert_max_num_queries
):
    for revision in range(2, 12):
        brouillon.enregistrer(
            version,
            document(titre=f"T{revision}"),
            revision=revision,
            par=personne,
            libelle=f"T{revision}",
        )

    with django_assert_max_num_queries(9):
        client.get(adresse(version, "historique"))


def test_a_brouillon_is_thrown_away_after_a_question(client, version):
    page = client.get(adresse(version, "supprimer"))
    assert_page_accessible(page)
    assert Referentiel.objects.count() == 1

    reponse = client.post(adresse(version, "supprimer"), follow=True)

    assert reponse.redirect_chain == [(reverse("referentiels:liste"), 302)]
    assert (Referentiel.objects.count(), Acte.objects.count()) == (0, 0)
