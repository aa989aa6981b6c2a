"""The convocations of a jury: eight days before, told again when something changes (R29)."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cqpm.commun.models import Document, Travail
from cqpm.comptes.models import Utilisateur
from evaluations.enums import College, ModeSession, MoyenDEnvoi
from evaluations.errors import SessionRefusee
from evaluations.models import MembreJury, SessionJury
from evaluations.regles_composition import Siege, avertissements
from evaluations.selectors.convocations import convocations_de
from evaluations.services import jury
from evaluations.services.jury import convocations
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory
from tests.lecture_pdf import pages
from tests.outils import dossier_pret, executer_les_travaux, reunir

JOUR = datetime.date(2026, 6, 30)
PARITE = [Siege("employeurs", True, True), Siege("salaries", False, True)]


@pytest.fixture
def reunion(db):
    """A session in three weeks, whose members nobody has convened."""
    date = timezone.localdate() + datetime.timedelta(days=21)
    reunion = reunir(CentreFactory(), date=date)
    SessionJury.objects.update(convocations_le=None)
    reunion.session.refresh_from_db()
    return reunion


@pytest.fixture
def convoquee(reunion):
    jury.modifier_session(reunion.session, heure=datetime.time(9, 30), par=reunion.secretaire)
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    executer_les_travaux()
    mail.outbox.clear()
    reunion.session.refresh_from_db()
    return reunion


def asseoir(reunion, **champs) -> MembreJury:
    membre = {
        "prenom": "Ali",
        "nom": "Roux",
        "college": College.SALARIES,
        "organisation": "CGT",
        "par": reunion.secretaire,
    }
    return jury.ajouter_membre(reunion.session, **membre | champs)


def convoques_le(reunion) -> datetime.date | None:
    return SessionJury.objects.get(pk=reunion.session.pk).convocations_le


def agenda_de(message) -> Calendar:
    """The invitation that a mail carries."""
    (contenu,) = [piece[1] for piece in message.attachments if piece[0] == "invitation.ics"]
    return Calendar.from_ical(contenu)


def etats(reunion) -> list[str]:
    reunion.session.refresh_from_db()
    return [ligne.etat[0] for ligne in convocations_de(reunion.session)]


# --- The notice -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jours", "phrases"),
    [
        (7, ["Les convocations sont parties le 23/06/2026, moins de 8 jours avant la session."]),
        (8, []),
    ],
)
def test_r29_a_convocation_7_days_before_is_late_and_8_is_not(jours, phrases):
    assert phrases == avertissements(
        JOUR,
        demandes_le=JOUR - datetime.timedelta(days=15),
        convocations_le=JOUR - datetime.timedelta(days=jours),
        sieges=PARITE,
    )


# --- The sending ------------------------------------------------------------------------------


def test_r29_each_member_receives_the_paper_and_the_invitation_once(reunion):
    noms = convocations.convoquer(reunion.session, par=reunion.secretaire)
    assert noms == ["Hélène Vasseur", "Yves Pham"]
    assert convocations.convoquer(reunion.session, par=reunion.secretaire) == []
    executer_les_travaux()
    executer_les_travaux()

    assert sorted(message.to for message in mail.outbox) == sorted(
        [[reunion.presidente.email], [reunion.salarie.email]]
    )
    assert mail.outbox[0].subject.startswith("Pour action : votre convocation au jury CQPM du ")
    assert [piece[2] for piece in mail.outbox[0].attachments] == [
        "application/pdf",
        "text/calendar; method=REQUEST",
    ]
    assert convoques_le(reunion) == timezone.localdate()
    assert etats(reunion) == ["Convoqué", "Convoqué"]


def test_r29_the_paper_says_the_leave_of_absence_and_names_no_candidate(reunion):
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    executer_les_travaux()

    for document in Document.objects.filter(nature="convocation_jury"):
        with document.fichier.open() as fichier:
            texte = " ".join(" ".join(pages(fichier.read())).split())
        assert "au moins 8 jours calendaires avant la session" in texte
        assert dossier.candidat.nom not in texte
    assert all(dossier.candidat.nom not in message.body for message in mail.outbox)


def test_r29_a_seat_has_its_own_address_before_the_account_s(reunion):
    membre = asseoir(reunion, courriel="ali@syndicat.exemple")

    convocations.convoquer(reunion.session, par=reunion.secretaire)
    executer_les_travaux()

    assert ["ali@syndicat.exemple"] in [message.to for message in mail.outbox]
    membre.refresh_from_db()
    assert (membre.convoque_le, membre.convoque_moyen) == (
        timezone.localdate(),
        MoyenDEnvoi.COURRIEL,
    )


def test_r29_without_an_address_the_paper_is_drawn_and_given_by_hand(reunion):
    membre = asseoir(reunion)
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    executer_les_travaux()
    (ligne,) = [un for un in convocations_de(reunion.session) if un.membre == membre]
    assert (ligne.a_remettre, ligne.papier is not None) == (True, True)

    hier = timezone.localdate() - datetime.timedelta(days=1)
    convocations.remettre(membre, le=hier, par=reunion.secretaire)

    membre.refresh_from_db()
    assert (membre.convoque_le, membre.convoque_moyen) == (hier, MoyenDEnvoi.COURRIER)
    assert etats(reunion) == ["Convoqué"] * 3


def test_r29_the_session_is_dated_by_the_last_member_convened(reunion):
    avant_hier = timezone.localdate() - datetime.timedelta(days=2)
    for membre in reunion.session.membres.all():
        convocations.remettre(membre, le=avant_hier, par=reunion.secretaire)
    assert convoques_le(reunion) == avant_hier

    convocations.remettre(asseoir(reunion), le=timezone.localdate(), par=reunion.secretaire)

    assert convoques_le(reunion) == timezone.localdate()


def test_r29_a_handing_over_is_not_dated_in_the_future(reunion):
    membre = reunion.session.membres.first()

    with pytest.raises(SessionRefusee, match="à venir"):
        convocations.remettre(
            membre, le=timezone.localdate() + datetime.timedelta(days=1), par=reunion.secretaire
        )


def test_nobody_is_convened_to_a_session_without_members(reunion):
    reunion.session.membres.all().delete()

    with pytest.raises(SessionRefusee, match="Personne ne siège"):
        convocations.convoquer(reunion.session, par=reunion.secretaire)


# --- What changes -----------------------------------------------------------------------------


def test_r29_another_day_is_told_with_a_newer_invitation_and_starts_the_notice_again(convoquee):
    hier = timezone.localdate() - datetime.timedelta(days=1)
    MembreJury.objects.update(convoque_le=hier)
    date = convoquee.session.date + datetime.timedelta(days=7)

    jury.modifier_session(convoquee.session, date=date, par=convoquee.secretaire)
    executer_les_travaux()

    assert [message.subject[:14] for message in mail.outbox] == ["Mise à jour : "] * 2
    (evenement,) = agenda_de(mail.outbox[0]).walk("VEVENT")
    assert evenement["dtstart"].dt.astimezone().date() == date
    assert evenement["sequence"] == convoquee.session.sequence + 1
    assert convoques_le(convoquee) == timezone.localdate()


def test_r29_another_room_is_told_and_leaves_the_notice_as_it_was(convoquee):
    hier = timezone.localdate() - datetime.timedelta(days=1)
    MembreJury.objects.update(convoque_le=hier)

    jury.modifier_session(convoquee.session, lieu="Salle B", par=convoquee.secretaire)
    executer_les_travaux()

    assert len(mail.outbox) == 2
    assert convoques_le(convoquee) == hier


def test_r29_who_was_never_convened_is_not_told_of_a_change(reunion):
    jury.modifier_session(reunion.session, lieu="Salle B", par=reunion.secretaire)
    executer_les_travaux()

    assert mail.outbox == []


def test_r29_a_change_that_concerns_nobody_sends_nothing(convoquee):
    jury.modifier_session(convoquee.session, observations="Rien.", par=convoquee.secretaire)

    assert Travail.objects.filter(etat="en_attente").count() == 0


def test_r29_a_job_that_a_newer_version_has_overtaken_sends_nothing(reunion):
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    SessionJury.objects.update(sequence=5)
    executer_les_travaux()

    assert (mail.outbox, convoques_le(reunion)) == ([], None)


def test_r29_a_new_address_has_received_nothing(convoquee):
    membre = convoquee.session.membres.get(utilisateur=convoquee.salarie)

    jury.corriger_membre(membre, courriel="yves@ailleurs.exemple", par=convoquee.secretaire)
    assert "À convoquer" in etats(convoquee)
    convocations.convoquer(convoquee.session, par=convoquee.secretaire)
    executer_les_travaux()

    assert [message.to for message in mail.outbox] == [["yves@ailleurs.exemple"]]


def test_r29_a_member_taken_off_is_told_and_their_calendar_freed(convoquee):
    membre = convoquee.session.membres.get(utilisateur=convoquee.salarie)
    uid = f"jury-{convoquee.session.numero}-{membre.pk}@cqpm-dossiers"

    jury.retirer_membre(membre, par=convoquee.secretaire)
    executer_les_travaux()

    (message,) = mail.outbox
    assert (message.to, message.subject[:8]) == ([convoquee.salarie.email], "Annulé :")
    agenda = agenda_de(message)
    (evenement,) = agenda.walk("VEVENT")
    assert (agenda["method"], evenement["status"]) == ("CANCEL", "CANCELLED")
    assert evenement["uid"] == uid


def test_r29_those_convened_to_a_session_that_is_removed_are_told(convoquee):
    jury.supprimer_session(convoquee.session, par=convoquee.secretaire)
    executer_les_travaux()

    assert [message.subject[:8] for message in mail.outbox] == ["Annulé :"] * 2
    assert SessionJury.objects.count() == 0


def test_r29_nobody_is_told_of_the_end_of_what_they_never_heard_of(reunion):
    jury.supprimer_session(reunion.session, par=reunion.secretaire)
    executer_les_travaux()

    assert mail.outbox == []


def test_an_hour_not_chosen_is_the_whole_day(reunion):
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    executer_les_travaux()

    (evenement,) = agenda_de(mail.outbox[0]).walk("VEVENT")
    assert (evenement["dtstart"].dt, evenement["dtend"].dt) == (
        reunion.session.date,
        reunion.session.date + datetime.timedelta(days=1),
    )


def test_a_remote_session_gives_its_link(reunion):
    lien = "https://visio.exemple/jury"
    jury.modifier_session(
        reunion.session, mode=ModeSession.VISIO, lien_visio=lien, par=reunion.secretaire
    )
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    executer_les_travaux()

    assert f"Visioconférence : {lien}" in mail.outbox[0].body


# --- The pages, the certificates --------------------------------------------------------------


def url(nom: str, reunion, *suite: int) -> str:
    return reverse(f"evaluations:{nom}", args=[reunion.session.pk, *suite])


def test_the_page_convenes_then_hands_over(client_de, reunion):
    membre = asseoir(reunion)
    client = client_de(reunion.secretaire)
    assert_page_accessible(client.get(url("convocations_jury", reunion)))

    client.post(url("convocations_jury", reunion))
    executer_les_travaux()
    client.post(
        url("convocation_jury_remise", reunion, membre.pk), {"le": timezone.localdate().isoformat()}
    )

    page = client.get(url("convocations_jury", reunion))
    assert_page_accessible(page)
    assert [ligne.etat[0] for ligne in page.context["lignes"]] == ["Convoqué"] * 3
    papier = client.get(url("convocation_du_membre", reunion, membre.pk))
    assert b"".join(papier.streaming_content)[:5] == b"%PDF-"


def test_a_day_that_cannot_be_read_is_a_sentence(client_de, reunion):
    membre = reunion.session.membres.first()

    reponse = client_de(reunion.secretaire).post(
        url("convocation_jury_remise", reunion, membre.pk), {"le": "hier"}, follow=True
    )

    assert "Écrivez la date de la remise" in reponse.content.decode()
    membre.refresh_from_db()
    assert membre.convoque_le is None


def test_certificates_of_attendance_come_once_the_session_is_closed(client_de, db):
    reunion = reunir(CentreFactory())
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    client = client_de(reunion.secretaire)
    refus = client.post(url("attestations_jury", reunion), follow=True)
    assert "une fois la session close" in refus.content.decode()
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()

    client.post(url("attestations_jury", reunion))
    executer_les_travaux()

    membre = reunion.session.membres.get(utilisateur=reunion.salarie)
    reponse = client.get(url("attestation_jury", reunion, membre.pk))
    texte = " ".join(" ".join(pages(b"".join(reponse.streaming_content))).split())
    ouverte = timezone.localtime(reunion.session.ouverte_le)
    close = timezone.localtime(reunion.session.close_le)
    assert f"de {ouverte:%H:%M} à {close:%H:%M}" in texte
    assert "OPCO 2i" in texte
    assert_page_accessible(client.get(url("convocations_jury", reunion)))


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_member(client_de, reunion, nombre, django_assert_num_queries):
    for rang in range(nombre):
        asseoir(reunion, nom=f"Membre{rang}")
    convocations.convoquer(reunion.session, par=reunion.secretaire)
    client = client_de(Utilisateur.objects.get(pk=reunion.secretaire.pk))

    # session, user, roles, then the session with members, CQPM, requests; then the jobs
    with django_assert_num_queries(8):
        client.get(url("convocations_jury", reunion))
