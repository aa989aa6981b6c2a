"""The grid's API: what the script sends, what it is answered, whatever is sent."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.forms.saisies import lire_saisie
from evaluations.models import ObservationCritere, PresenceGrille
from evaluations.saisie import Portee
from evaluations.services import partage
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter, planifier


@pytest.fixture
def dossier(db):
    return planifier(DossierFactory(transmis=True, vae=True))


def membre(dossier, **champs):
    return AffectationFactory(
        dossier=dossier, utilisateur=UtilisateurFactory(evaluateur=dossier.centre, **champs)
    ).utilisateur


@pytest.fixture
def par(dossier, client):
    utilisateur = membre(dossier, prenom="Nadia", nom="Benali")
    client.force_login(utilisateur)
    return utilisateur


def premier(dossier):
    return Critere.objects.filter(capacite__referentiel=dossier.referentiel).first()


def corps(dossier, par, **champs):
    return {
        "cellule": f"critere-{premier(dossier).pk}",
        "portee": "individuelle",
        "niveau": "acquis",
        "commentaire": "Vu.",
        "version": 0,
        "jeton": str(uuid.uuid4()),
        "precedents": [],
        "evaluateur": par.pk,
        "age": 2.5,
    } | champs


def envoyer(client, dossier, donnees, nom="ecrire_cellule"):
    contenu = donnees if isinstance(donnees, bytes) else json.dumps(donnees)
    return client.post(
        reverse(f"evaluations:{nom}", args=[dossier.pk]), contenu, content_type="application/json"
    )


def test_a_cell_is_confirmed_with_its_version_and_its_time(client, dossier, par):
    reponse = envoyer(client, dossier, corps(dossier, par))

    assert reponse.json() == {
        "etat": "confirme",
        "portee": "individuelle",
        "version": 1,
        "niveau": "acquis",
        "libelle": "Acquis",
        "commentaire": "Vu.",
        "auteur": "Nadia Benali",
        "heure": f"{timezone.localtime():%H:%M}",
        "conclusion_retiree": False,
    }
    assert ObservationCritere.objects.get().commentaire == "Vu."


def test_a_cell_takes_six_statements(client, dossier, par, django_assert_num_queries):
    envoyer(client, dossier, corps(dossier, par))
    suivante = corps(dossier, par, niveau="non_acquis", version=1)

    with django_assert_num_queries(8):  # the six, and the test's savepoint twice
        envoyer(client, dossier, suivante)


def test_a_conflict_shows_what_stands_there(client, dossier, par):
    collegue = membre(dossier, prenom="Inès", nom="Roy")
    noter(dossier, premier(dossier), par)
    dossier.refresh_from_db()
    for un in (par, collegue):
        partage.partager(dossier, dossier.capacites_visees(), par=un)
    noter(
        dossier,
        premier(dossier),
        collegue,
        "non_acquis",
        "Fuite.",
        portee=Portee.COMMUNE,
        version=1,
    )

    reponse = envoyer(client, dossier, corps(dossier, par, portee="commune", version=1))

    actuelle = reponse.json()["actuelle"]
    assert (reponse.status_code, reponse.json()["etat"]) == (409, "conflit")
    assert (actuelle["version"], actuelle["libelle"], actuelle["auteur"]) == (
        2,
        "Non acquis",
        "Inès Roy",
    )


def test_r22_lost_access_is_said_and_nothing_is_written(client, dossier, par):
    par.affectations.all().delete()

    reponse = envoyer(client, dossier, corps(dossier, par))

    assert (reponse.status_code, reponse.json()["etat"]) == (403, "ferme")
    assert "restent sur cet appareil" in reponse.json()["message"]
    assert ObservationCritere.objects.count() == 0


def test_another_person_s_typing_is_not_taken_for_one_s_own(client, dossier, par):
    reponse = envoyer(client, dossier, corps(dossier, par, evaluateur=membre(dossier).pk))

    assert (reponse.status_code, reponse.json()["etat"]) == (403, "ferme")
    assert ObservationCritere.objects.count() == 0


def test_an_expired_session_is_sent_to_sign_in(client, dossier, par):
    client.logout()

    reponse = envoyer(client, dossier, corps(dossier, par))

    assert reponse.status_code == 302
    assert reponse["Location"].startswith(reverse("comptes:connexion"))


BIZARRES = [
    b"",
    b"[]",
    b"null",
    b"{",
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"cellule": "critere-1", "version": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("contenu", BIZARRES, ids=range(len(BIZARRES)))
def test_a_body_that_cannot_be_read_is_a_sentence(client, dossier, par, contenu):
    reponse = envoyer(client, dossier, contenu)

    assert (reponse.status_code, reponse.json()["etat"]) == (422, "refus")


@pytest.mark.parametrize(
    "champs",
    [
        {"cellule": "critere-²"},
        {"cellule": "critere-"},
        {"cellule": "dossier-1"},
        {"cellule": 12},
        {"cellule": "critere-99999999999999999999"},
        {"portee": "du jury"},
        {"portee": ["commune"]},
        {"niveau": {"a": 1}},
        {"niveau": "x" * 200},
        {"commentaire": 3},
        {"commentaire": "a\x00b"},
        {"commentaire": "\ud800"},
        {"commentaire": "é" * 100_000},
        {"version": "x"},
        {"version": -1},
        {"version": 1.5},
        {"version": True},
        {"version": 10**30},
        {"jeton": "moi"},
        {"jeton": None},
        {"precedents": "tous"},
        {"precedents": [1]},
        {"source": "feuille"},
    ],
    ids=str,
)
def test_bad_input_is_a_sentence_and_writes_nothing(client, dossier, par, champs):
    reponse = envoyer(client, dossier, corps(dossier, par) | champs)

    assert (reponse.status_code, reponse.json()["etat"]) == (422, "refus")
    assert len(reponse.json()["message"]) > 20
    assert ObservationCritere.objects.count() == 0


@pytest.mark.parametrize("age", ["hier", None, True, float("nan"), float("inf"), -3, 10**400])
def test_an_age_that_makes_no_sense_is_now(age, dossier, par):
    contenu = json.dumps(corps(dossier, par, age=age)).encode()

    assert lire_saisie(contenu)[0].age == 0


# --- Presence ----------------------------------------------------------------------------------


def signaler(client, dossier, depuis=""):
    return envoyer(client, dossier, {"depuis": depuis}, "presence_grille").json()


def test_who_else_has_the_grid_open_is_told(client, dossier, par):
    collegue = membre(dossier, prenom="Inès", nom="Roy")
    ancien = membre(dossier)
    maintenant = timezone.now()
    PresenceGrille.objects.create(dossier=dossier, utilisateur=collegue, vue_le=maintenant)
    PresenceGrille.objects.create(
        dossier=dossier, utilisateur=ancien, vue_le=maintenant.replace(year=2025)
    )

    for _ in range(2):
        assert signaler(client, dossier)["presents"] == ["Inès Roy"]

    assert PresenceGrille.objects.filter(utilisateur=par).count() == 1


def test_what_changed_since_is_told_and_others_own_results_are_not(client, dossier, par):
    depuis = signaler(client, dossier)["maintenant"]
    collegue = membre(dossier)
    noter(dossier, premier(dossier), par, "acquis", "Depuis mon téléphone.")
    noter(dossier, premier(dossier), collegue, "non_acquis", "Secret.")

    cellules = signaler(client, dossier, depuis)["cellules"]

    assert [(une["cellule"], une["commentaire"]) for une in cellules] == [
        (f"critere-{premier(dossier).pk}", "Depuis mon téléphone.")
    ]


def test_what_a_page_cannot_show_is_said_in_a_sentence(client, dossier, par):
    collegue = membre(dossier)
    depuis = signaler(client, dossier)["maintenant"]
    noter(dossier, premier(dossier), collegue)
    dossier.refresh_from_db()
    partage.partager(dossier, dossier.capacites_visees()[:1], par=collegue)

    assert signaler(client, dossier, depuis)["recharger"] == (
        "Un membre de la commission vient de partager ses résultats."
    )


@pytest.mark.parametrize("depuis", ["hier", 3, None, "2026-13-45T00:00", "2026-01-01T00:00:00"])
def test_a_moment_that_cannot_be_read_changes_nothing(client, dossier, par, depuis):
    noter(dossier, premier(dossier), par)

    assert signaler(client, dossier, depuis)["cellules"] == []


def test_r22_a_stranger_learns_nothing_of_who_is_there(client, dossier):
    client.force_login(UtilisateurFactory(evaluateur=dossier.centre))

    assert signaler(client, dossier)["etat"] == "ferme"
    assert PresenceGrille.objects.count() == 0
