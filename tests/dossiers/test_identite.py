"""An identity is corrected: freely at first, then with a reason, until the PV is signed."""

from dataclasses import replace

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier
from dossiers.errors import IdentiteVerrouillee, InscriptionRefusee
from dossiers.identite import Identite
from dossiers.models import Dossier
from dossiers.naissance import DateNaissance
from dossiers.services.identite import rectifier_identite
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory

pytestmark = pytest.mark.django_db

MOTIF = "Faute de frappe signalée par le candidat"
IDENTITE = Identite("Lefèvre", "Anaïs", DateNaissance(1998, 5, 17))


def saisie(**change):
    return {
        "prenom": "Anaïs",
        "nom": "Lefebvre",
        "naissance": "17/05/1998",
        "motif": MOTIF,
    } | change


@pytest.fixture
def dossier():
    return DossierFactory(transmis=True, candidat__nom="Lefèvre")


@pytest.fixture
def gestionnaire(dossier, client):
    utilisateur = UtilisateurFactory(gestionnaire=dossier.centre)
    client.force_login(utilisateur)
    return utilisateur


def test_an_identity_is_rectified_with_its_reason(client, dossier, gestionnaire):
    suite = DossierFactory(centre=dossier.centre, candidat=dossier.candidat, admis=True)
    url = reverse("dossiers:identite", args=[dossier.pk])
    assert_page_accessible(client.get(url))

    client.post(url, saisie(courriel="anais@example.org"))

    dossier.refresh_from_db()
    assert (dossier.candidat.nom, dossier.candidat.courriel) == ("Lefebvre", "anais@example.org")
    for un in (dossier, suite):
        (ligne,) = un.journal.all()
        assert ligne.libelle == f"Identité rectifiée : {MOTIF}"
        assert ligne.avant == {"nom": "Lefèvre"}
        assert ligne.apres == {"nom": "Lefebvre", "autres champs modifiés": ["courriel"]}


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"motif": ""}, "motif"),
        ({"nom": "É" * 61}, "nom"),
        ({"naissance": "2010"}, None),
        ({"naissance": "31/02/1998"}, "naissance"),
    ],
)
def test_a_refused_rectification_keeps_what_was_typed(client, dossier, gestionnaire, change, champ):
    url = reverse("dossiers:identite", args=[dossier.pk])

    reponse = client.post(url, saisie(**change))

    if champ is None:
        assert reponse["Location"] == dossier.get_absolute_url()
        return
    assert list(reponse.context["form"].errors) == [champ]
    assert reponse.context["form"]["prenom"].value() == "Anaïs"
    assert dossier.journal.count() == 0


@pytest.mark.parametrize(
    ("etat", "modifier", "rectifier"),
    [
        (EtatDossier.RECEVABILITE, 200, 403),
        (EtatDossier.INSCRIT, 200, 403),
        (EtatDossier.MODALITES_COMPLETES, 200, 403),
        (EtatDossier.TRANSMIS, 403, 200),
        (EtatDossier.EN_EVALUATION, 403, 200),
        (EtatDossier.EVALUATIONS_CLOSES, 403, 200),
        (EtatDossier.PRET_POUR_JURY, 403, 200),
        (EtatDossier.EN_SESSION, 403, 200),
        (EtatDossier.ADMIS, 403, 403),
        (EtatDossier.VALIDATION_PARTIELLE, 403, 403),
        (EtatDossier.NON_ADMIS, 403, 403),
        (EtatDossier.ABANDONNE, 403, 403),
        (EtatDossier.NON_RECEVABLE, 403, 403),
    ],
)
def test_what_may_be_corrected_when(client, dossier, gestionnaire, etat, modifier, rectifier):
    Dossier.objects.filter(pk=dossier.pk).update(etat=etat)

    obtenu = [
        client.get(reverse(f"dossiers:{nom}", args=[dossier.pk])).status_code
        for nom in ("modifier", "identite")
    ]

    assert obtenu == [modifier, rectifier]


def test_the_state_is_read_again_when_it_is_written(dossier):
    Dossier.objects.filter(pk=dossier.pk).update(etat=EtatDossier.ADMIS)

    with pytest.raises(IdentiteVerrouillee, match="ne se corrige plus"):
        rectifier_identite(dossier, IDENTITE, motif=MOTIF, par=UtilisateurFactory())


@pytest.mark.parametrize(
    "change", [{"nom": "R2D2"}, {"naissance": DateNaissance(2026, 1, 15)}, {"prenom": ""}]
)
def test_the_service_refuses_what_the_form_would(dossier, change):
    with pytest.raises(InscriptionRefusee):
        rectifier_identite(
            dossier, replace(IDENTITE, **change), motif=MOTIF, par=UtilisateurFactory()
        )


def test_a_rectification_does_not_make_a_twin(dossier):
    autre = DossierFactory(
        centre=dossier.centre,
        referentiel=dossier.referentiel,
        candidat__nom="Blanc",
        transmis=True,
    )

    with pytest.raises(InscriptionRefusee, match=dossier.numero):
        rectifier_identite(autre, IDENTITE, motif=MOTIF, par=UtilisateurFactory())


def test_r44_another_version_s_rectification_keeps_the_register_s_fields(dossier):
    candidat = dossier.candidat
    candidat.sexe, candidat.prenom2 = "F", "Ève"
    candidat.save()

    rectifier_identite(dossier, IDENTITE, motif=MOTIF, par=UtilisateurFactory())

    candidat.refresh_from_db()
    assert (candidat.sexe, candidat.prenom2) == ("F", "Ève")


def test_the_training_body_is_typed_and_shown(client, gestionnaire, dossier):
    Dossier.objects.filter(pk=dossier.pk).update(
        organisme_formation="AFPI du Vercors", formateur_nom="Luc Roy"
    )

    assert "AFPI du Vercors, Luc Roy" in client.get(dossier.get_absolute_url()).content.decode()
