"""Evidence: who reads a piece, and who takes it back."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import sujet_de
from dossiers.enums import EtatDossier, NaturePiece
from evaluations.models import (
    Evaluation,
    MiseEnCommun,
    ObservationCapacite,
    Preuve,
    SignatureGrille,
)
from evaluations.permissions import peut_lire_preuve, peut_retirer_preuve
from tests.accessibilite import assert_page_accessible
from tests.factories.commun import DocumentFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import PreuveFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True, vae=True))


@pytest.fixture
def evaluatrice(dossier):
    return membre(dossier)


@pytest.fixture
def client(client_de, evaluatrice):
    return client_de(evaluatrice)


def membre(dossier):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre, prenom="Inès", nom="Roy")
    return AffectationFactory(dossier=dossier, utilisateur=utilisateur).utilisateur


def premier(dossier):
    return dossier.capacites_visees()[0].criteres.first()


def note(dossier, auteur, **autres) -> Preuve:
    evaluation = Evaluation.objects.get_or_create(dossier=dossier)[0]
    donnees = {"evaluation": evaluation, "critere": premier(dossier), "auteur": auteur} | autres
    return PreuveFactory(**donnees)


def mettre_en_commun(preuve):
    """Its author has shared the capacité, then the commission put it in common."""
    ici = {"evaluation": preuve.evaluation, "capacite": preuve.capacite}
    ObservationCapacite.objects.create(**ici, evaluateur=preuve.auteur, partagee_le=timezone.now())
    MiseEnCommun.objects.create(**ici)


# --- Who reads it -----------------------------------------------------------------------------


@pytest.mark.parametrize("qui", ["evaluateur", "gestionnaire"])
def test_r22_nobody_else_reads_a_piece_before_its_capacite_is_in_common(
    client, client_de, dossier, evaluatrice, qui
):
    preuve = note(dossier, evaluatrice, texte="Le jeu est de 0,2 mm.")
    url = reverse("evaluations:preuve", args=[dossier.pk, preuve.pk])
    autre = membre(dossier) if qui == "evaluateur" else UtilisateurFactory(**{qui: dossier.centre})
    grille = reverse("evaluations:grille", args=[dossier.pk])
    autre = client_de(autre)
    assert client.get(url).content.decode() == "Le jeu est de 0,2 mm."
    assert autre.get(url).status_code == 404
    assert "0,2 mm" not in autre.get(grille).content.decode()

    mettre_en_commun(preuve)

    reponse = autre.get(url)
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert reponse["Content-Security-Policy"].endswith("sandbox")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Cache-Control"] == "private, no-store"
    assert "0,2 mm" in autre.get(grille).content.decode()


def test_a_page_of_the_report_opens_the_report(client, dossier, evaluatrice):
    preuve = note(dossier, evaluatrice, nature="rapport", page=12)
    url = reverse("evaluations:preuve", args=[dossier.pk, preuve.pk])
    assert client.get(url)["Location"] == f"{dossier.get_absolute_url()}#documents"

    rapport = DocumentFactory(sujet=sujet_de(dossier), nature=NaturePiece.RAPPORT)
    DocumentFactory(sujet=sujet_de(dossier), nature=NaturePiece.AUTRE)

    document = reverse("dossiers:document", args=[dossier.pk, rapport.pk])
    assert client.get(url)["Location"] == f"{document}#page=12"


@pytest.mark.parametrize(
    ("role", "en_commun", "lit"),
    [
        ("auteur", False, True),
        ("evaluateur", False, False),
        ("evaluateur", True, True),
        ("gestionnaire", False, False),
        ("gestionnaire", True, True),
        ("jury", True, False),
    ],
)
def test_peut_lire_preuve_and_peut_retirer_preuve(dossier, evaluatrice, role, en_commun, lit):
    preuve = Preuve(auteur=evaluatrice)
    preuve.en_commun = en_commun
    personne = {
        "auteur": lambda: evaluatrice,
        "evaluateur": lambda: membre(dossier),
    }.get(role, lambda: UtilisateurFactory(**{role: dossier.centre}))()

    assert peut_lire_preuve(personne, dossier, preuve) is lit
    assert peut_retirer_preuve(personne, dossier, preuve) is (role == "auteur")
    dossier.etat = EtatDossier.EVALUATIONS_CLOSES
    assert peut_retirer_preuve(personne, dossier, preuve) is False


def test_r22_a_piece_is_its_author_s_until_its_own_capacite_is_in_common(dossier, evaluatrice):
    autre = membre(dossier)
    une, deux = dossier.capacites_visees()
    mienne = note(dossier, evaluatrice, critere=une.criteres.first())
    note(dossier, evaluatrice, critere=deux.criteres.first())

    assert Preuve.objects.visibles_par(evaluatrice).count() == 2
    assert list(Preuve.objects.visibles_par(autre)) == []

    mettre_en_commun(mienne)
    ailleurs = Evaluation.objects.create(dossier=DossierFactory(transmis=True))
    MiseEnCommun.objects.create(evaluation=ailleurs, capacite=deux)
    assert list(Preuve.objects.visibles_par(autre)) == [mienne]
    assert [preuve.en_commun for preuve in Preuve.objects.visibles_par(evaluatrice)] == [
        True,
        False,
    ]


# --- Taken back -------------------------------------------------------------------------------


def test_one_s_own_piece_is_taken_back_after_a_question(client, dossier, evaluatrice):
    preuve = note(dossier, evaluatrice)
    url = reverse("evaluations:retirer_preuve", args=[dossier.pk, preuve.pk])
    assert url in client.get(reverse("evaluations:grille", args=[dossier.pk])).content.decode()
    assert_page_accessible(client.get(url))
    assert Preuve.objects.exists()

    reponse = client.post(url)

    grille = reverse("evaluations:grille", args=[dossier.pk])
    assert reponse["Location"] == f"{grille}#critere-{preuve.critere_id}"
    assert not Preuve.objects.exists()
    assert client.post(url).status_code == 404


def test_a_colleague_s_piece_is_read_and_not_taken_back(client, dossier):
    preuve = note(dossier, membre(dossier))
    mettre_en_commun(preuve)
    url = reverse("evaluations:retirer_preuve", args=[dossier.pk, preuve.pk])

    assert [client.get(url).status_code, client.post(url).status_code] == [403, 403]
    grille = client.get(reverse("evaluations:grille", args=[dossier.pk])).content.decode()
    assert (str(preuve.auteur) in grille, url in grille) == (True, False)


def test_r23_a_signed_grid_says_why_nothing_is_taken_back(client, dossier, evaluatrice):
    preuve = note(dossier, evaluatrice)
    SignatureGrille.objects.create(
        evaluation=preuve.evaluation, evaluateur=evaluatrice, empreinte="0"
    )

    reponse = client.post(reverse("evaluations:retirer_preuve", args=[dossier.pk, preuve.pk]))

    assert "elle est signée par un membre" in reponse.content.decode()
    grille = client.get(reverse("evaluations:grille", args=[dossier.pk])).content.decode()
    assert (preuve.texte in grille, "/retirer/" in grille) == (True, False)
    assert_page_accessible(reponse)
    assert Preuve.objects.exists()


def test_a_piece_is_asked_from_its_own_dossier(client, dossier, evaluatrice):
    autre = planifier(DossierFactory(transmis=True, centre=dossier.centre))
    AffectationFactory(dossier=autre, utilisateur=evaluatrice)
    ailleurs = note(autre, evaluatrice, jeton=uuid.uuid4())

    reponse = client.get(reverse("evaluations:preuve", args=[dossier.pk, ailleurs.pk]))

    assert reponse.status_code == 404
