"""The grid's pages: words, cells, refusals, sight."""

import pytest
from django.urls import reverse

from evaluations.enums import NiveauCritere
from evaluations.models import ConclusionCapacite, ResultatCritere, SignatureGrille
from referentiels.models import Critere
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.referentiels import SousPointFactory
from tests.outils import noter_tout, planifier
from tests.verrous import retoucher

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def dossier(db):
    return planifier(DossierFactory(transmis=True, vae=True))


@pytest.fixture
def evaluateur(dossier):
    return AffectationFactory(
        dossier=dossier, utilisateur=UtilisateurFactory(evaluateur=dossier.centre)
    ).utilisateur


@pytest.fixture
def page(client, dossier, evaluateur):
    client.force_login(evaluateur)
    return reverse("evaluations:grille", args=[dossier.pk])


def url_critere(dossier):
    return reverse("evaluations:noter_critere", args=[dossier.pk, premier(dossier).pk])


def url_capacite(dossier):
    capacite = dossier.referentiel.capacites.first()
    return reverse("evaluations:conclure", args=[dossier.pk, capacite.pk])


def premier(dossier):
    return Critere.objects.filter(capacite__referentiel=dossier.referentiel).first()


def test_the_grid_shows_the_referentiel_in_its_own_words(client, page, dossier):
    with retoucher(dossier.referentiel):
        SousPointFactory(critere=premier(dossier), texte="Un sous-point du référentiel.")

    reponse = client.get(page)

    contenu = reponse.content.decode()
    for mots in ("Les consignes sont données.", "Le critère 2.2 est respecté.", "Un sous-point"):
        assert mots in contenu
    assert_page_accessible(reponse)


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_grid_runs_no_query_per_capacite(db, client, nombre, django_assert_num_queries):
    dossier = planifier(
        DossierFactory(transmis=True, vae=True, referentiel__nombre_capacites=nombre)
    )
    evaluateur = AffectationFactory(dossier=dossier).utilisateur
    noter_tout(dossier, evaluateur)
    client.force_login(evaluateur)

    with django_assert_num_queries(17):
        reponse = client.get(reverse("evaluations:grille", args=[dossier.pk]))

    assert len(reponse.context["capacites"]) == nombre


def test_a_cell_is_saved_and_the_capacite_follows(client, page, dossier):
    reponse = client.post(
        url_critere(dossier), {"niveau": "acquis", "commentaire": "Vu.", "version": 0}, **HTMX
    )

    assert ResultatCritere.objects.get().commentaire == "Vu."
    contenu = reponse.content.decode()
    assert "Enregistré à" in contenu
    assert "1/2 critères" in contenu
    assert 'name="version" value="1"' in contenu


def test_r21_a_refused_cell_says_why_and_keeps_its_version(client, page, dossier):
    reponse = client.post(url_critere(dossier), {"niveau": "non_acquis", "version": 0}, **HTMX)

    contenu = reponse.content.decode()
    assert "Ajoutez un commentaire" in contenu
    assert 'name="version" value="0"' in contenu
    assert ResultatCritere.objects.count() == 0


def test_without_javascript_a_refusal_loses_nothing_typed(client, page, dossier):
    reponse = client.post(url_critere(dossier), {"niveau": "non_acquis", "version": 0})

    assert "Ajoutez un commentaire" in reponse.content.decode()
    assert_page_accessible(reponse)


def test_without_javascript_a_cell_is_saved(client, page, dossier):
    reponse = client.post(url_critere(dossier), {"niveau": "acquis", "version": 0})

    assert reponse["Location"] == f"{page}#critere-{premier(dossier).pk}"


@pytest.mark.parametrize(
    "donnees",
    [
        {},
        {"niveau": "20/20", "version": 0},
        {"niveau": "acquis", "version": "x"},
        {"niveau": "acquis", "version": -1},
        {"niveau": "acquis", "version": 0, "commentaire": "é" * 4001},
    ],
)
def test_bad_input_is_a_sentence_not_a_crash(client, page, dossier, donnees):
    reponse = client.post(url_critere(dossier), donnees, **HTMX)

    assert (reponse.status_code, ResultatCritere.objects.count()) == (200, 0)
    assert "cq-statut-refus" in reponse.content.decode()


def test_a_conflict_shows_who_wrote_what(client, page, dossier):
    collegue = AffectationFactory(
        dossier=dossier, utilisateur=UtilisateurFactory(prenom="Inès", nom="Roy")
    ).utilisateur
    noter_tout(dossier, collegue)

    reponse = client.post(
        url_critere(dossier), {"niveau": "non_acquis", "commentaire": "Non.", "version": 0}, **HTMX
    )

    assert "Inès Roy vient de noter ce critère « acquis »" in reponse.content.decode()
    assert ResultatCritere.objects.filter(niveau=NiveauCritere.NON_ACQUIS).count() == 0


def test_a_critere_of_another_referentiel_is_a_404(client, page, dossier):
    autre = premier(DossierFactory())

    reponse = client.post(
        reverse("evaluations:noter_critere", args=[dossier.pk, autre.pk]),
        {"niveau": "acquis", "version": 0},
    )

    assert (reponse.status_code, ResultatCritere.objects.count()) == (404, 0)


def test_r20_a_refused_conclusion_keeps_what_was_typed(client, page, dossier):
    reponse = client.post(
        url_capacite(dossier),
        {"conclusion": "acquise", "evaluee_le": "2026-02-01", "lieu": "Hall 4"},
    )

    contenu = reponse.content.decode()
    assert "Il reste 2 critères à évaluer" in contenu
    assert "Hall 4" in contenu
    assert ConclusionCapacite.objects.count() == 0
    assert_page_accessible(reponse)


def test_r8_a_conclusion_before_the_registration_is_refused_beside_its_date(
    client, page, dossier, evaluateur
):
    noter_tout(dossier, evaluateur)

    reponse = client.post(
        url_capacite(dossier), {"conclusion": "acquise", "evaluee_le": "2026-01-14"}, **HTMX
    )

    assert list(reponse.context["form"].errors) == ["evaluee_le"]


def test_a_signature_with_a_wrong_password_is_refused(client, page, dossier, evaluateur):
    noter_tout(dossier, evaluateur)

    reponse = client.post(
        reverse("evaluations:signer_grille", args=[dossier.pk]), {"mot_de_passe": "deviné"}
    )

    assert "Mot de passe incorrect" in reponse.content.decode()
    assert SignatureGrille.objects.count() == 0
    assert_page_accessible(reponse)


def test_staff_read_the_grid_and_cannot_write_it(client, dossier, evaluateur):
    noter_tout(dossier, evaluateur)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    reponse = client.get(reverse("evaluations:grille", args=[dossier.pk]))
    assert reponse.context["peut_noter"] is False
    assert_page_accessible(reponse)

    refus = client.post(url_critere(dossier), {"niveau": "acquis", "version": 1})
    assert refus.status_code == 403


def test_r22_an_evaluator_of_another_commission_finds_nothing(client, dossier):
    client.force_login(UtilisateurFactory(evaluateur=dossier.centre))

    assert client.get(reverse("evaluations:grille", args=[dossier.pk])).status_code == 404


def test_only_the_manager_reopens_a_grid(client, dossier, evaluateur):
    noter_tout(dossier, evaluateur)
    url = reverse("evaluations:rouvrir_grille", args=[dossier.pk])
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    assert client.get(url).status_code == 403

    client.force_login(UtilisateurFactory(responsable=dossier.centre))
    assert_page_accessible(client.get(url))
    reponse = client.post(url, {"motif": "court"})
    assert list(reponse.context["form"].errors) == ["motif"]
