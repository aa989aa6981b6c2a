"""Once a PV rectificatif is signed, the papers it replaces leave by no door (R40)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import EtatTravail, Travail
from evaluations.enums import EtatSession
from evaluations.errors import PieceRefusee
from evaluations.models import Deliberation, SessionJury
from evaluations.selectors.envoi_pieces import remplacante_de
from evaluations.selectors.liasse import fichiers_des_candidats
from evaluations.selectors.pieces import pieces_dues
from evaluations.services.jury import liasse, pieces
from tests.accessibilite import assert_page_accessible
from tests.evaluations.session_signee import (
    longue_session,
    rectifier,
    rendre_les_pieces,
    session_avec_pieces,
)
from tests.factories.comptes import UtilisateurFactory
from tests.factories.jury import DeliberationFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> SessionJury:
    return session_avec_pieces(2)


@pytest.fixture
def passage(session) -> Deliberation:
    return session.deliberations.select_related("session", "dossier__candidat").first()


@pytest.fixture
def secretaire(session):
    return UtilisateurFactory(gestionnaire=session.centre)


def attestation(passage):
    return passage.pieces.get(nature="attestation")


def lire(client, session) -> str:
    page = client.get(reverse("evaluations:pieces_jury", args=[session.pk]))
    assert_page_accessible(page)
    return " ".join(page.content.decode().split())


def test_only_a_signed_pv_replaces(passage):
    nouveau = rectifier(passage, etat=EtatSession.CLOSE, signee_le=None)
    assert remplacante_de(passage) is None

    SessionJury.objects.filter(pk=nouveau.session_id).update(etat=EtatSession.SIGNEE)
    assert remplacante_de(passage) == nouveau.session
    assert remplacante_de(nouveau) is None


def test_who_was_sent_back_has_the_papers_of_the_next_jury(passage, secretaire):
    """Told as such: it is no PV rectificatif."""
    suivante = DeliberationFactory(dossier=passage.dossier).session

    with pytest.raises(PieceRefusee, match=f"remplacées par le PV {suivante.numero} :"):
        pieces.envoyer(passage, par=secretaire)


def test_they_are_not_drawn_again():
    session = longue_session(2)
    passage, autre = session.deliberations.all()
    rectifier(passage)

    assert {due.deliberation for due in pieces_dues(session)} == {autre}
    rendre_les_pieces(session)
    assert not passage.pieces.exists()


def test_they_are_not_mailed_nor_handed_over(passage, secretaire):
    nouveau = rectifier(passage)
    refus = f"sont remplacées par le PV rectificatif {nouveau.session.numero}"

    with pytest.raises(PieceRefusee, match=refus):
        pieces.envoyer(passage, par=secretaire)
    with pytest.raises(PieceRefusee, match=refus):
        pieces.remettre(passage, le=timezone.localdate(), par=secretaire)
    assert not Travail.objects.filter(nature="courriel_pieces").exists()


def test_they_do_not_leave_with_the_others(session, passage, secretaire, mailoutbox):
    rectifier(passage)

    assert pieces.envoyer_tout(session, par=secretaire) == (1, [])
    executer_les_travaux()
    executer_les_travaux()

    assert [message.to for message in mailoutbox] == [["rang1@example.org"]]


def test_a_mail_asked_for_before_the_signature_does_not_leave_after_it(
    passage, secretaire, mailoutbox
):
    travail = pieces.envoyer(passage, par=secretaire)
    nouveau = rectifier(passage)
    executer_les_travaux()

    travail.refresh_from_db()
    assert travail.etat == EtatTravail.ECHEC
    assert f"le PV rectificatif {nouveau.session.numero}" in travail.erreur
    assert not mailoutbox
    assert not passage.pieces.exclude(envoyee_le=None).exists()


def test_no_duplicata_of_them(passage, secretaire):
    travail = pieces.demander_duplicata(attestation(passage), par=secretaire)
    nouveau = rectifier(passage)
    refus = f"remplacées par le PV rectificatif {nouveau.session.numero}"

    with pytest.raises(PieceRefusee, match=refus):
        pieces.demander_duplicata(attestation(passage), par=secretaire)
    executer_les_travaux()
    travail.refresh_from_db()
    assert travail.etat == EtatTravail.ECHEC
    assert refus in travail.erreur


def test_the_pack_leaves_them_out(session, passage):
    avant = fichiers_des_candidats(session)
    rectifier(passage)

    siens = [un for un in avant if "Nom0000" in un.dossier]
    assert len(siens) == 3
    assert fichiers_des_candidats(session) == [un for un in avant if un not in siens]


def test_the_list_says_by_what_and_offers_nothing(session, passage, secretaire, client_de):
    client = client_de(secretaire)
    assert lire(client, session).count("À envoyer") == 6
    nouveau = rectifier(passage)

    page = lire(client, session)
    assert page.count("Remplacée</span>") == 3
    assert page.count("À envoyer") == 3
    assert f"le PV rectificatif {nouveau.session.numero}</a>" in page
    assert page.count("Délivrer un duplicata") == 1
    assert "Envoyer à rang0@example.org" not in page
    assert "Envoyer à rang1@example.org" in page


def test_the_page_of_the_session_says_that_its_archive_is_out_of_date(
    session, passage, secretaire, client_de
):
    liasse.demander(session, par=secretaire)
    executer_les_travaux()
    client = client_de(secretaire)
    hub = reverse("evaluations:session", args=[session.pk])
    avant = client.get(hub).content.decode()
    nouveau = rectifier(passage)
    SessionJury.objects.filter(pk=nouveau.session_id).update(signee_le=timezone.now())

    page = client.get(hub)

    assert_page_accessible(page)
    texte = " ".join(page.content.decode().split())
    assert "cet envoi contient des pièces qu'il remplace" in texte
    assert "cet envoi contient" not in avant
