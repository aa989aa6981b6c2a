"""The candidates' papers leave, arrive or not, leave again; what happened is noted (R37)."""

from collections.abc import Callable

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from cqpm.commun.models import EtatTravail, Travail
from evaluations.errors import PieceRefusee
from evaluations.models import Deliberation, PieceJury, SessionJury
from evaluations.selectors.envoi_pieces import candidats_de, lignes_d_envoi
from evaluations.services.jury import pieces
from tests.evaluations.session_signee import (
    changer_l_adresse,
    rendre_les_pieces,
    session_avec_pieces,
)
from tests.factories.comptes import UtilisateurFactory
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db

AUJOURD_HUI = timezone.localdate()


@pytest.fixture
def session() -> SessionJury:
    return session_avec_pieces(2)


@pytest.fixture
def secretaire(session):
    return UtilisateurFactory(gestionnaire=session.centre)


def lire(session: SessionJury, rang: int = 0) -> Deliberation:
    """As a page reads it."""
    return session.deliberations.select_related("session", "dossier__candidat").get(rang=rang)


def ligne(session: SessionJury):
    return lignes_d_envoi(candidats_de(session))[0]


def envois(passage: Deliberation) -> set:
    return set(passage.pieces.values_list("envoyee_le", "envoyee_moyen"))


def journal(passage: Deliberation) -> list[str]:
    lignes = passage.dossier.journal.order_by("pk").values_list("libelle", flat=True)
    return [une for une in lignes if une.startswith("Pièces du jury")]


def adresses(boite) -> list[str]:
    return [adresse for message in boite for adresse in message.to]


# --- The mail that was asked for leaves, or says why not --------------------------------------


def test_a_mail_to_an_address_that_changed_says_so_and_leaves_when_asked_again(
    session, secretaire, mailoutbox
):
    for demandee, devenue in (
        ("a@example.org", "b@example.org"),
        ("b@example.org", "a@example.org"),
    ):
        changer_l_adresse(lire(session), demandee)
        travail = pieces.envoyer(lire(session), par=secretaire)
        changer_l_adresse(lire(session), devenue)
        executer_les_travaux()
        travail.refresh_from_db()
        assert travail.etat == EtatTravail.ECHEC
        assert "a changé depuis la demande d'envoi" in ligne(session).refus
    assert mailoutbox == []

    pieces.envoyer(lire(session), par=secretaire)
    executer_les_travaux()

    assert adresses(mailoutbox) == ["a@example.org"]
    assert envois(lire(session)) == {(AUJOURD_HUI, "courriel")}


def test_papers_drawn_again_before_their_mail_wait_for_another_one(session, secretaire, mailoutbox):
    for courriel in ("change@example.org", "uimm@example.org"):
        travail = pieces.envoyer(lire(session), par=secretaire)
        session.centre.courriel = courriel
        session.centre.save()
        rendre_les_pieces(session)
        executer_les_travaux()
        travail.refresh_from_db()
        assert travail.etat == EtatTravail.ECHEC
        assert "ont été refaites" in ligne(session).refus
    assert mailoutbox == []

    pieces.envoyer(lire(session), par=secretaire)
    executer_les_travaux()

    assert [len(message.attachments) for message in mailoutbox] == [3]


def test_a_mail_taken_up_again_notes_the_papers_that_were_in_it_alone(
    session, secretaire, mailoutbox
):
    passage = lire(session)
    travail = pieces.envoyer(passage, par=secretaire)
    pieces.executer_envoi(travail)
    # What a worker leaves that dies once the mail has left.
    passage.pieces.update(envoyee_le=None, envoyee_moyen="")
    passage.dossier.journal.all().delete()
    passage.pieces.filter(nature="lettre").update(empreinte="un autre dessin")
    rendre_les_pieces(session)

    pieces.executer_envoi(travail)

    assert len(mailoutbox) == 1
    assert dict(passage.pieces.values_list("nature", "envoyee_le")) == {
        "notification": AUJOURD_HUI,
        "lettre": None,
        "attestation": AUJOURD_HUI,
    }
    (dite,) = journal(passage)
    assert "lettre du président" not in dite


class PendantLEnvoi(EmailBackend):
    """Somebody acts while the server takes the message."""

    acte: Callable[[], None]

    def send_messages(self, messages):
        self.acte()
        return super().send_messages(messages)


def test_a_remise_noted_while_the_mail_leaves_stays(session, secretaire, settings, mailoutbox):
    passage = lire(session)
    settings.EMAIL_BACKEND = f"{__name__}.{PendantLEnvoi.__name__}"
    PendantLEnvoi.acte = lambda _: pieces.remettre(passage, le=AUJOURD_HUI, par=secretaire)
    pieces.envoyer(passage, par=secretaire)
    executer_les_travaux()

    assert len(mailoutbox) == 1
    assert envois(passage) == {(AUJOURD_HUI, "courrier")}
    assert len(journal(passage)) == 1


# --- Not received -----------------------------------------------------------------------------


def test_papers_that_were_not_received_are_mailed_again_then_handed_over(
    session, secretaire, mailoutbox
):
    passage = lire(session)
    with pytest.raises(PieceRefusee, match="Aucune pièce n'est encore partie"):
        pieces.remettre(passage, le=AUJOURD_HUI, de_nouveau=True, par=secretaire)
    pieces.envoyer(passage, par=secretaire)
    executer_les_travaux()
    with pytest.raises(PieceRefusee, match="Rien n'attend d'être envoyé"):
        pieces.envoyer(passage, par=secretaire)

    for _ in range(2):
        premier = pieces.envoyer(passage, de_nouveau=True, par=secretaire)
        assert pieces.envoyer(passage, de_nouveau=True, par=secretaire) == premier
        executer_les_travaux()
    pieces.remettre(passage, le=AUJOURD_HUI, de_nouveau=True, par=secretaire)

    assert [len(message.attachments) for message in mailoutbox] == [3, 3, 3]
    assert envois(passage) == {(AUJOURD_HUI, "courrier")}
    debuts = [une.partition(",")[0] for une in journal(passage)]
    assert debuts == [
        "Pièces du jury envoyées. Par courriel",
        "Pièces du jury envoyées de nouveau. Par courriel",
        "Pièces du jury envoyées de nouveau. Par courriel",
        "Pièces du jury envoyées de nouveau. Par courrier ou en main propre",
    ]


# --- To everybody -----------------------------------------------------------------------------


def test_the_sending_to_all_passes_by_who_has_nothing_left(session, secretaire, mailoutbox):
    assert pieces.envoyer_tout(session, par=secretaire) == (2, [])
    pieces.remettre(lire(session), le=AUJOURD_HUI, par=secretaire)
    changer_l_adresse(lire(session, 1), "autre@example.org")
    executer_les_travaux()
    executer_les_travaux()

    assert adresses(mailoutbox) == ["autre@example.org"]
    assert not Travail.objects.exclude(etat=EtatTravail.TERMINE).exists()
    with pytest.raises(PieceRefusee, match="Aucune pièce n'attend"):
        pieces.envoyer_tout(session, par=secretaire)


def test_asked_twice_the_sending_to_all_mails_each_once(session, secretaire, mailoutbox):
    for _ in range(2):
        pieces.envoyer_tout(session, par=secretaire)
        executer_les_travaux()
    executer_les_travaux()

    assert sorted(adresses(mailoutbox)) == ["rang0@example.org", "rang1@example.org"]


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_sending_to_all_is_asked_in_a_constant_number_of_queries(
    nombre, django_assert_num_queries
):
    session = session_avec_pieces(nombre)
    par = UtilisateurFactory(gestionnaire=session.centre)

    # candidates, last job, then the new one: two savepoints, read, insert
    with django_assert_num_queries(8):
        assert pieces.envoyer_tout(session, par=par) == (nombre, [])
    assert not PieceJury.objects.exclude(envoyee_le=None).exists()
