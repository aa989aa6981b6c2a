"""Who takes the files of a signed session, when they exist; and what is said when they do not."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Document, EtatTravail, Travail
from evaluations.enums import College
from evaluations.models import PieceJury, SessionJury
from evaluations.services.jury import liasse, pieces
from tests.accessibilite import assert_page_accessible
from tests.evaluations.espace import candidat_entre
from tests.evaluations.session_signee import longue_session
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionJury:
    """A signed session, all its files made, a duplicata included."""
    session = longue_session(2)
    secretaire = UtilisateurFactory(gestionnaire=session.centre)
    liasse.demander(session, par=secretaire)
    executer_les_travaux()
    attestation = PieceJury.objects.filter(nature="attestation").first()
    pieces.demander_duplicata(attestation, par=secretaire)
    executer_les_travaux()
    return session


@pytest.fixture
def secretaire(client_de, session):
    return client_de(UtilisateurFactory(gestionnaire=session.centre))


def url(nom: str, session: SessionJury, *suite: int) -> str:
    return reverse(f"evaluations:{nom}", args=[session.pk, *suite])


def fichiers(session: SessionJury) -> dict[str, str]:
    """The address of one file of each kind, by its name."""
    siennes = PieceJury.objects.filter(deliberation__session=session)
    duplicata = Document.objects.get(nature="duplicata")
    attestation = siennes.get(pk=int(duplicata.sujet.rpartition(":")[2]))
    return {
        "archive": url("liasse", session),
        "impression": url("liasse_impression", session),
        "duplicata": url("duplicata", session, attestation.pk, duplicata.pk),
    } | {
        nature: url("piece_jury", session, siennes.filter(nature=nature).first().pk)
        for nature in ("notification", "lettre", "attestation")
    }


def statuts(client, adresses: dict[str, str]) -> set[int]:
    return {client.get(adresse).status_code for adresse in adresses.values()}


# --- Who --------------------------------------------------------------------------------------


def test_the_secretary_takes_each_file_and_no_cache_keeps_it(secretaire, session):
    recues = {nom: secretaire.get(adresse) for nom, adresse in fichiers(session).items()}

    debuts = {nom: une.getvalue()[:2] for nom, une in recues.items()}
    assert debuts == dict.fromkeys(recues, b"%P") | {"archive": b"PK"}
    assert {une["Cache-Control"] for une in recues.values()} == {"private, no-store"}


def test_nobody_else_takes_any_of_them(client_de, session):
    dossier = session.deliberations.first().dossier
    evaluateur = UtilisateurFactory(evaluateur=session.centre)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    jure = UtilisateurFactory(jury=session.centre)
    session.membres.filter(college=College.SALARIES).update(utilisateur=jure)
    autre = CentreFactory()
    adresses = fichiers(session)

    assert {
        qui: statuts(client_de(personne), adresses)
        for qui, personne in {
            "another centre": UtilisateurFactory(gestionnaire=autre),
            "its manager": UtilisateurFactory(responsable=autre),
            "evaluator": evaluateur,
            "juror": jure,
            "juror who does not sit": UtilisateurFactory(jury=session.centre),
        }.items()
    } == {
        "another centre": {404},
        "its manager": {404},
        "evaluator": {404},
        "juror": {403},
        "juror who does not sit": {404},
    }


def test_another_session_of_the_centre_gives_none_of_these_papers(secretaire, session):
    voisine = SessionJury.objects.create(
        numero="J-VOISINE", centre=session.centre, date=session.date, lieu="Ici"
    )
    une = PieceJury.objects.first()

    assert secretaire.get(url("piece_jury", voisine, une.pk)).status_code == 404
    assert secretaire.get(url("liasse", voisine)).status_code == 404


def test_the_candidate_of_another_dossier_takes_none(session):
    sien, autre = (une.dossier for une in session.deliberations.order_by("rang"))
    un = candidat_entre(sien)
    siennes = PieceJury.objects.filter(deliberation__dossier=sien)
    etrangeres = PieceJury.objects.filter(deliberation__dossier=autre)

    assert {un.client.get(un.url("espace_piece", x.pk)).status_code for x in etrangeres} == {404}
    recue = un.client.get(un.url("espace_piece", siennes.first().pk))
    assert recue.getvalue()[:4] == b"%PDF"
    assert "no-store" in recue["Cache-Control"]
    assert "private" in recue["Cache-Control"]
    page = un.client.get(fichiers(session)["notification"])
    assert page.status_code == 302


# --- The pack made before -----------------------------------------------------------------------


@pytest.mark.parametrize("etat", [EtatTravail.EN_ATTENTE, EtatTravail.ECHEC])
def test_the_pack_made_before_is_given_while_another_is_not_made(secretaire, session, etat):
    Document.objects.filter(nature="liasse").update(
        cree_le=timezone.make_aware(datetime.datetime(2026, 6, 20, 10, 2))
    )
    avant = secretaire.get(url("session", session)).content.decode()
    secretaire.post(url("liasse_preparer", session))
    Travail.objects.filter(nature="liasse", document=None).update(etat=etat)

    page = secretaire.get(url("session", session))

    assert "reste disponible" not in avant
    texte = " ".join(page.content.decode().replace("&#x27;", "'").split())
    assert "l'envoi préparé le 20 juin 2026 à 10:02 reste disponible" in texte
    assert_page_accessible(page)
    assert secretaire.get(url("liasse", session)).getvalue().startswith(b"PK")


# --- A file that is gone ------------------------------------------------------------------------


def test_the_candidate_of_a_lost_file_reads_why_on_their_own_page(session):
    une = PieceJury.objects.select_related("deliberation__dossier", "document").first()
    une.document.fichier.storage.delete(une.document.fichier.name)
    un = candidat_entre(une.deliberation.dossier)

    page = un.client.get(un.url("espace_piece", une.pk))

    assert page.status_code == 404
    assert_page_accessible(page)
    assert "n&#x27;est plus sur le serveur" in page.content.decode()
    assert "Quitter" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
