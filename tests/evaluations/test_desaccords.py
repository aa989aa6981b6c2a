"""The page where the commission compares: what differs first, one act to align or to record."""

import pytest
from django.urls import reverse

from evaluations.models import ObservationCapacite, ResultatCritere
from evaluations.services import partage
from referentiels.models import Critere
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter, planifier


@pytest.fixture
def dossier(db):
    return planifier(DossierFactory(transmis=True, vae=True))


def membre(dossier, prenom, nom):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre, prenom=prenom, nom=nom)
    AffectationFactory(dossier=dossier, utilisateur=utilisateur)
    return utilisateur


def criteres(dossier):
    return list(
        Critere.objects.filter(capacite__referentiel=dossier.referentiel, capacite__numero=1)
    )


@pytest.fixture
def commission(client, dossier):
    """Both critères of the first capacité are seen differently."""
    membres = [membre(dossier, "Nadia", "Benali"), membre(dossier, "Marc", "Lefort")]
    for un in criteres(dossier):
        noter(dossier, un, membres[0], "acquis", "Vu au poste.")
        noter(dossier, un, membres[1], "non_acquis", "Une fuite.")
    dossier.refresh_from_db()
    for un in membres:
        partage.partager(dossier, dossier.capacites_visees()[:1], par=un)
    client.force_login(membres[0])
    return membres


def page(dossier):
    return reverse("evaluations:desaccords", args=[dossier.pk])


def trancher(client, dossier, rang=0, **donnees):
    url = reverse("evaluations:trancher", args=[dossier.pk, criteres(dossier)[rang].pk])
    return client.post(url, {"version": 1} | donnees)


def test_both_positions_are_shown_with_their_authors(client, dossier, commission):
    reponse = client.get(page(dossier))

    vus = [
        (position.auteur, position.libelle, position.commentaire)
        for position in reponse.context["desaccords"][0].positions
    ]
    assert sorted(vus) == [
        ("Marc Lefort", "Non acquis", "Une fuite."),
        ("Nadia Benali", "Acquis", "Vu au poste."),
    ]
    assert_page_accessible(reponse)


def test_aligning_takes_one_act_and_what_is_left_comes_first(client, dossier, commission):
    reponse = trancher(client, dossier, aligner="acquis")

    assert reponse["Location"] == f"{page(dossier)}#desaccords"
    desaccords = client.get(page(dossier)).context["desaccords"]
    assert [(un.critere, un.retenu) for un in desaccords] == [
        (criteres(dossier)[1].pk, ""),
        (criteres(dossier)[0].pk, "Acquis"),
    ]


def test_a_disagreement_is_recorded_with_its_reason_alone(client, dossier, commission):
    refus = trancher(client, dossier, consigner="non_acquis", divergence="  ")
    assert list(refus.context["form_refuse"].errors) == ["divergence"]
    assert "Écrivez pourquoi la commission" in refus.content.decode()
    assert_page_accessible(refus)

    trancher(client, dossier, consigner="non_acquis", divergence="Vue une seule fois.")

    une = ResultatCritere.objects.get(critere=criteres(dossier)[0])
    assert (une.niveau, une.divergence) == ("non_acquis", "Vue une seule fois.")
    assert "Vue une seule fois." in client.get(page(dossier)).content.decode()


@pytest.mark.parametrize(
    "donnees",
    [
        {},
        {"aligner": "12/20"},
        {"aligner": "acquis", "version": 7},
        {"aligner": "acquis", "version": "x"},
        {"consigner": "acquis", "divergence": "é" * 4001},
        {"consigner": "acquis", "divergence": "a\x00b"},
    ],
)
def test_bad_input_decides_nothing(client, dossier, commission, donnees):
    reponse = trancher(client, dossier, **donnees)

    assert reponse.status_code == 200
    assert ResultatCritere.objects.exclude(niveau="").count() == 0


def test_without_disagreement_the_page_says_so(client, dossier):
    client.force_login(membre(dossier, "Nadia", "Benali"))

    reponse = client.get(page(dossier))

    assert "Aucun désaccord" in reponse.content.decode()
    assert_page_accessible(reponse)


def test_staff_read_the_disagreements_and_decide_nothing(client, dossier, commission):
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    assert client.get(page(dossier)).context["peut_trancher"] is False
    assert trancher(client, dossier, aligner="acquis").status_code == 403


def test_whoever_saw_nothing_shares_everything_in_one_act(client, dossier):
    un, autre = membre(dossier, "Nadia", "Benali"), membre(dossier, "Marc", "Lefort")
    noter(dossier, criteres(dossier)[0], un)
    client.force_login(autre)
    grille = client.get(reverse("evaluations:grille", args=[dossier.pk])).content.decode()
    assert "Je n'ai rien à noter" in grille

    client.post(reverse("evaluations:partager_tout", args=[dossier.pk]), {"tout": "1"})

    partagees = ObservationCapacite.objects.filter(evaluateur=autre, partagee_le__isnull=False)
    assert sorted(une.capacite.numero for une in partagees) == [1, 2]
