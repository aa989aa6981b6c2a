"""Whoever withdrew for a candidate is not told, anywhere, what the jury does with them (R30)."""

import pytest
from django.urls import reverse

from evaluations.enums import College, NatureConflit
from evaluations.models import DeclarationConflit, Deliberation, MembreJury
from evaluations.services import deliberation
from tests.accessibilite import assert_page_accessible
from tests.evaluations.test_deliberation_pages import lire
from tests.evaluations.test_retraits import decider
from tests.factories.comptes import CentreFactory
from tests.outils import Reunion, dossier_pret, reunir


@pytest.fixture
def reunion(db) -> Reunion:
    """An open session of two candidates, for the first of whom the employee withdrew."""
    reunion = reunir(CentreFactory())
    reunion.inscrire(*(dossier_pret(centre=reunion.centre) for _ in range(2)))
    MembreJury.objects.create(
        session=reunion.session,
        prenom="Ali",
        nom="Roux",
        college=College.SALARIES,
        organisation="CGT",
    )
    reunion.ouvrir()
    DeclarationConflit.objects.create(
        membre=reunion.session.membres.get(utilisateur=reunion.salarie),
        deliberation=premiere(reunion),
        nature=NatureConflit.PARENTE,
    )
    return reunion


def premiere(reunion) -> Deliberation:
    return reunion.session.deliberations.first()


def url(reunion, nom) -> str:
    return reverse(f"evaluations:{nom}", args=[reunion.session.pk])


PAGES = ["session", "seance"]


@pytest.mark.parametrize("nom", PAGES)
def test_r30_no_list_tells_who_withdrew_the_decision(client_de, reunion, nom):
    client = client_de(reunion.salarie)
    avant = lire(client.get(url(reunion, nom)))

    decider(reunion, premiere(reunion))

    page = client.get(url(reunion, nom))
    assert avant.count("CQPM attribué") == lire(page).count("CQPM attribué") == 0
    assert_page_accessible(page)
    assert "CQPM attribué" in lire(client_de(reunion.presidente).get(url(reunion, nom)))
    assert "CQPM attribué" in lire(client_de(reunion.secretaire).get(url(reunion, nom)))


def test_r30_the_counts_leave_that_candidate_out(client_de, reunion):
    decider(reunion, premiere(reunion))
    client = client_de(reunion.salarie)

    assert "1 à décider sur 1" in " ".join(lire(client.get(url(reunion, "session"))).split())
    assert "0/1 décidé" in lire(client.get(url(reunion, "seance")))
    liste = " ".join(lire(client.get(reverse("evaluations:sessions"))).split())
    assert "2 inscrits, 0 décidé" in liste
    decider(reunion, reunion.session.deliberations.last())
    liste = " ".join(lire(client.get(reverse("evaluations:sessions"))).split())
    assert "2 inscrits, 1 décidé" in liste
    liste = lire(client_de(reunion.secretaire).get(reverse("evaluations:sessions")))
    assert "2 inscrits, 2 décidés" in " ".join(liste.split())


def test_r30_what_every_screen_asks_does_not_change_for_them(client_de, reunion):
    ligne = premiere(reunion)
    deliberation.montrer(reunion.session, ligne.dossier_id)
    client = client_de(reunion.salarie)
    avant = client.get(url(reunion, "seance_etat"))

    decider(reunion, ligne)

    apres = client.get(url(reunion, "seance_etat"))
    assert avant.json() == {
        "courante": ligne.pk,
        "version": None,
        "decides": 0,
        "total": 1,
        "ouverte": True,
    }
    assert (apres.json(), apres["ETag"]) == (avant.json(), avant["ETag"])
    assert 'data-version=""' in lire(client.get(url(reunion, "seance")))
    autre = client_de(reunion.presidente).get(url(reunion, "seance_etat")).json()
    assert (autre["version"], autre["decides"], autre["total"]) == (1, 1, 2)
