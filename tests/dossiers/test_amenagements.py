"""Measures granted: who reads them, what is never kept (R51)."""

import datetime

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from dossiers.errors import AmenagementRefuse
from dossiers.models import Amenagement
from dossiers.services.amenagements import Mesure, enregistrer, retirer
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, AmenagementFactory, DossierFactory

pytestmark = pytest.mark.django_db

MESURE = "Sujet en gros caractères"
SAISIE = {
    "mesure": MESURE,
    "demande_le": "2026-01-16",
    "accorde_le": "2026-01-20",
    "accorde_par": "Nadia Benali, référente handicap",
}


@pytest.fixture
def dossier():
    return DossierFactory(transmis=True)


@pytest.fixture
def gestionnaire(dossier, client):
    utilisateur = UtilisateurFactory(gestionnaire=dossier.centre)
    client.force_login(utilisateur)
    return utilisateur


def test_a_measure_is_recorded_corrected_and_taken_out(client, dossier, gestionnaire):
    ajout = reverse("dossiers:amenagement_ajouter", args=[dossier.pk])
    assert_page_accessible(client.get(ajout))
    client.post(ajout, SAISIE)
    amenagement = Amenagement.objects.get()
    url = reverse("dossiers:amenagement", args=[dossier.pk, amenagement.pk])
    assert_page_accessible(client.get(url))
    client.post(url, SAISIE | {"mesure": "Un tiers de temps en plus"})
    assert Amenagement.objects.get().mesure == "Un tiers de temps en plus"
    assert_page_accessible(client.get(dossier.get_absolute_url()))

    client.post(reverse("dossiers:amenagement_retirer", args=[dossier.pk, amenagement.pk]))

    assert Amenagement.objects.count() == 0
    quand = "(accordé le 20/01/2026 par Nadia Benali, référente handicap)."
    assert [ligne.libelle for ligne in dossier.journal.all()] == [
        f"Aménagement retiré {quand}",
        f"Aménagement corrigé {quand}",
        f"Aménagement enregistré {quand}",
    ]
    assert [(ligne.avant, ligne.apres) for ligne in dossier.journal.all()] == [(None, None)] * 3


def test_r51_nothing_can_hold_a_reason_nor_a_paper():
    champs = {champ.name for champ in Amenagement._meta.get_fields()}

    assert champs == {"id", "cree_le", "modifie_le", "dossier"} | set(SAISIE)
    assert [un for un in Amenagement._meta.fields if isinstance(un, models.FileField)] == []


@pytest.mark.parametrize(
    ("demande", "accord", "champ"),
    [
        ("2026-01-16", "2026-01-15", "accorde_le"),
        ("2026-01-16", "2999-01-01", "accorde_le"),
        ("1926-01-16", "2026-01-20", "demande_le"),
    ],
)
def test_an_implausible_date_is_refused_and_stays_typed(
    client, dossier, gestionnaire, demande, accord, champ
):
    url = reverse("dossiers:amenagement_ajouter", args=[dossier.pk])

    reponse = client.post(url, SAISIE | {"demande_le": demande, "accorde_le": accord})

    assert list(reponse.context["form"].errors) == [champ]
    assert MESURE in reponse.content.decode()
    assert Amenagement.objects.count() == 0


def test_r51_an_evaluator_reads_the_measure_alone(client, dossier):
    AmenagementFactory(dossier=dossier, mesure=MESURE, accorde_par="Nadia Benali")
    client.force_login(AffectationFactory(dossier=dossier).utilisateur)

    for url in (dossier.get_absolute_url(), reverse("evaluations:grille", args=[dossier.pk])):
        page = client.get(url)
        assert_page_accessible(page)
        texte = page.content.decode()
        assert [MESURE in texte, "Nadia Benali" in texte] == [True, False]


def test_a_juror_does_not_read_them(client, dossier):
    AmenagementFactory(dossier=dossier, mesure=MESURE)
    client.force_login(AffectationFactory(dossier=dossier, jury=True).utilisateur)

    assert MESURE not in client.get(dossier.get_absolute_url()).content.decode()


@pytest.mark.parametrize("trait", ["admis", "abandonne"])
def test_they_do_not_change_once_the_dossier_is_over(trait):
    amenagement = AmenagementFactory(dossier=DossierFactory(**{trait: True}))
    jour = timezone.localdate() - datetime.timedelta(days=1)
    par = UtilisateurFactory()

    with pytest.raises(AmenagementRefuse):
        retirer(amenagement, par=par)
    with pytest.raises(AmenagementRefuse):
        enregistrer(amenagement.dossier, Mesure("Pause", jour, jour, "Nadia"), par=par)
