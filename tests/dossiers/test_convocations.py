"""Convocations: who receives what, once per version, with an invitation that calendars follow."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from cqpm.commun import travaux
from cqpm.commun.models import Document, EtatTravail, Travail, sujet_de
from dossiers.agenda import publication
from dossiers.enums import EtatDossier, NatureSeance, QualiteConvoque
from dossiers.errors import SeanceRefusee
from dossiers.models import Amenagement, Candidat, Convocation, Dossier, Seance
from dossiers.regles_seances import PARIS, Prevision
from dossiers.selectors.convocations import Envoi, destinataires
from dossiers.selectors.seances import a_convoquer
from dossiers.services import commission, convocations, seances
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.seances import SeanceFactory
from tests.lecture_pdf import pages
from tests.outils import executer_les_travaux, planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(nom="UIMM Loire", courriel="certif@uimm.example")


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def seance(centre):
    dossier = DossierFactory(
        centre=centre,
        transmis=True,
        candidat__prenom="Zoé",
        candidat__nom="Marchand",
        candidat__courriel="zoe@example.org",
        tuteur__courriel="karim@example.org",
    )
    AffectationFactory(
        dossier=planifier(dossier),
        utilisateur__prenom="Luc",
        utilisateur__nom="Petit",
        utilisateur__email="luc@example.org",
    )
    return SeanceFactory(dossier=dossier)


def relire(seance: Seance) -> Seance:
    relue = Seance.objects.get(pk=seance.pk)
    relue.dossier = Dossier.objects.pour_fiche().get(pk=seance.dossier_id)
    return relue


def convoquer(seance: Seance, par, **options) -> list[str]:
    """Ask as the page does, then do the jobs."""
    mail.outbox.clear()
    relue = relire(seance)
    prevenus = convocations.convoquer(relue, version=relue.sequence, par=par, **options)
    executer_les_travaux()
    return prevenus


def recus() -> list[tuple[str, str]]:
    return sorted((message.to[0], message.subject.split(" : ")[0]) for message in mail.outbox)


def envois(seance: Seance) -> dict[str, str]:
    return {un.nom: un.envoi.value for un in destinataires(relire(seance))}


def invitation_de(message):
    (piece,) = [un for un in message.attachments if "calendar" in str(un)]
    contenu = piece.content if hasattr(piece, "content") else piece.get_payload(decode=True)
    return Calendar.from_ical(contenu)


def deplacer(seance: Seance, par, jours=20) -> None:
    relue = relire(seance)
    jour = timezone.localdate() + datetime.timedelta(days=jours)
    debut = datetime.datetime.combine(jour, datetime.time(14), tzinfo=PARIS)
    voulue = Prevision(
        relue.nature, debut, debut + datetime.timedelta(hours=1), "Salle 2", precisions="Badge."
    )
    seances.modifier(relue, voulue, version=relue.sequence, motif="Salle prise.", par=par)


# --- Who receives what ------------------------------------------------------------------------


def test_the_candidate_and_the_commission_receive_paper_and_invitation(seance, gestionnaire):
    assert envois(seance) == {"Zoé Marchand": "convocation", "Luc Petit": "convocation"}

    prevenus = convoquer(seance, gestionnaire)

    assert prevenus == ["Zoé Marchand (convocation)", "Luc Petit (convocation)"]
    assert recus() == [("luc@example.org", "Convocation"), ("zoe@example.org", "Convocation")]
    brut = mail.outbox[0].message().as_string()
    assert "Content-Type: application/pdf" in brut
    assert 'Content-Type: text/calendar; method="REQUEST"; charset="utf-8"' in brut
    assert envois(seance) == {"Zoé Marchand": "", "Luc Petit": ""}
    assert list(a_convoquer(Seance.objects.all())) == []
    ligne = seance.dossier.journal.first()
    assert ligne.libelle == (
        f"Séance du {seance.jour:%d/%m/%Y}, envoi demandé à : Zoé Marchand (convocation), "
        "Luc Petit (convocation)."
    )


def test_once_the_grid_is_signed_only_an_interview_is_still_convened(seance):
    Dossier.objects.update(etat=EtatDossier.EVALUATIONS_CLOSES)
    assert list(a_convoquer(Seance.objects.all())) == []

    Seance.objects.update(nature=NatureSeance.ENTRETIEN)
    assert list(a_convoquer(Seance.objects.all())) == [seance]


def test_the_tutor_is_told_only_if_asked(seance, gestionnaire):
    convoquer(seance, gestionnaire)

    assert convoquer(seance, gestionnaire, tuteur=True) == ["Karim Bensaïd (convocation)"]
    assert recus() == [("karim@example.org", "Pour information")]


def test_asked_twice_or_run_twice_nobody_is_told_twice(seance, gestionnaire):
    convoquer(seance, gestionnaire)
    envoyes = len(mail.outbox)
    Travail.objects.update(etat=EtatTravail.EN_ATTENTE, tentatives_max=9)
    Travail.objects.filter(document__isnull=False).update(etat=EtatTravail.TERMINE)

    relue = relire(seance)
    assert convocations.convoquer(relue, version=0, par=gestionnaire) == []
    for une in Convocation.objects.all():
        une.seance.dossier = relue.dossier
        convocations.executer(une, sequence=0, envoi=Envoi.CONVOCATION, cle="x")

    assert (envoyes, len(mail.outbox)) == (2, 2)
    assert seance.dossier.journal.count() == 1


def test_a_worker_that_dies_after_the_mail_does_not_send_it_again(seance, gestionnaire):
    convoquer(seance, gestionnaire)
    Convocation.objects.update(sequence=None, envoyee_le=None)
    Travail.objects.update(etat=EtatTravail.EN_ATTENTE, tentatives_max=9)
    Document.objects.all().delete()
    executer_les_travaux()

    assert len(mail.outbox) == 2
    assert set(Convocation.objects.values_list("sequence", flat=True)) == {0}


def test_a_double_click_before_the_worker_asks_once(seance, gestionnaire):
    relue = relire(seance)

    convocations.convoquer(relue, version=0, par=gestionnaire)

    assert convocations.convoquer(relire(seance), version=0, par=gestionnaire) == []
    assert (Travail.objects.count(), seance.dossier.journal.count()) == (2, 1)


# --- Changes ----------------------------------------------------------------------------------


def test_a_moved_meeting_is_an_update_of_the_same_event(seance, gestionnaire):
    convoquer(seance, gestionnaire)
    avant = invitation_de(mail.outbox[0]).walk("VEVENT")[0]
    deplacer(seance, gestionnaire)
    assert mail.outbox[2:] == []
    assert list(a_convoquer(Seance.objects.all())) == [seance]

    convoquer(seance, gestionnaire)

    assert recus() == [("luc@example.org", "Mise à jour"), ("zoe@example.org", "Mise à jour")]
    apres = invitation_de(mail.outbox[0]).walk("VEVENT")[0]
    assert (apres["uid"], avant["uid"]) == (f"{seance.uid}@cqpm-dossiers",) * 2
    assert [int(un["sequence"]) for un in (avant, apres)] == [0, 1]
    assert "La séance ci-dessous a changé : Salle prise." in mail.outbox[0].body


def test_a_cancelled_meeting_leaves_calendars_and_is_not_announced_twice(seance, gestionnaire):
    convoquer(seance, gestionnaire)
    seances.annuler(relire(seance), motif="Machine en panne.", version=0, par=gestionnaire)

    convoquer(seance, gestionnaire)

    assert recus() == [("luc@example.org", "Annulation"), ("zoe@example.org", "Annulation")]
    agenda = invitation_de(mail.outbox[0])
    evenement = agenda.walk("VEVENT")[0]
    assert (agenda["method"], evenement["status"], int(evenement["sequence"])) == (
        "CANCEL",
        "CANCELLED",
        1,
    )
    assert "est annulée : Machine en panne." in mail.outbox[0].body
    assert convoquer(seance, gestionnaire) == []


def test_a_removed_evaluator_is_told_and_may_come_back(seance, gestionnaire):
    convoquer(seance, gestionnaire)
    luc = seance.commission[0]
    remplacant = UtilisateurFactory(
        prenom="Ana", nom="Roy", email="ana@example.org", evaluateur=seance.dossier.centre
    )
    commission.remplacer_evaluateur(seance.dossier, luc, remplacant, par=gestionnaire)

    convoquer(seance, gestionnaire)

    assert recus() == [
        ("ana@example.org", "Convocation"),
        ("luc@example.org", "Annulation"),
        ("zoe@example.org", "Mise à jour"),
    ]
    commission.affecter_evaluateur(seance.dossier, luc, par=gestionnaire)
    assert convoquer(seance, gestionnaire) == ["Luc Petit (convocation)"]
    assert recus() == [("luc@example.org", "Convocation")]


def test_a_corrected_address_receives_its_own_convocation(seance, gestionnaire):
    convoquer(seance, gestionnaire)
    for adresse in ("nouvelle@example.org", "zoe@example.org"):
        Candidat.objects.update(courriel=adresse)
        assert list(a_convoquer(Seance.objects.all())) == [seance]
        assert convoquer(seance, gestionnaire) == ["Zoé Marchand (convocation)"]
        assert recus() == [(adresse, "Convocation")]


def test_a_job_that_a_newer_version_overtook_sends_nothing(seance, gestionnaire):
    convocations.convoquer(relire(seance), version=0, par=gestionnaire)
    deplacer(seance, gestionnaire)
    mail.outbox.clear()

    executer_les_travaux()

    assert mail.outbox == []
    assert envois(seance) == {"Zoé Marchand": "convocation", "Luc Petit": "convocation"}
    assert len(convoquer(seance, gestionnaire)) == 2


def test_a_refused_address_does_not_stop_the_others(seance, gestionnaire, monkeypatch):
    vrai = convocations.emails.envoyer_convocation

    def refuser(convocation, *args, cle):
        if convocation.courriel == "zoe@example.org":
            raise SeanceRefusee("Adresse refusée.")
        return vrai(convocation, *args, cle=cle)

    monkeypatch.setattr(convocations.emails, "envoyer_convocation", refuser)
    convoquer(seance, gestionnaire)
    assert recus() == [("luc@example.org", "Convocation")]
    assert envois(seance) == {"Zoé Marchand": "convocation", "Luc Petit": ""}
    monkeypatch.undo()

    convoquer(seance, gestionnaire)

    assert recus() == [("zoe@example.org", "Convocation")]


@pytest.mark.parametrize("fin", ["passee", "tenue", "absence"])
def test_nobody_is_convened_to_the_past(gestionnaire, centre, fin):
    seance = SeanceFactory(dossier__centre=centre, dossier__transmis=True, **{fin: True})

    with pytest.raises(SeanceRefusee, match="passée"):
        convocations.convoquer(seance, version=0, par=gestionnaire)


def test_what_changed_since_the_list_was_read_is_not_sent(seance, gestionnaire):
    with pytest.raises(SeanceRefusee, match="relisez qui va recevoir quoi"):
        convocations.convoquer(relire(seance), version=3, par=gestionnaire)

    assert Travail.objects.count() == 0


# --- By hand ----------------------------------------------------------------------------------


def test_without_an_address_the_paper_is_printed_and_its_delivery_recorded(
    client, seance, gestionnaire
):
    Candidat.objects.update(courriel="")
    convoquer(seance, gestionnaire)
    assert recus() == [("luc@example.org", "Convocation")]
    une = Convocation.objects.get(qualite=QualiteConvoque.CANDIDAT)
    page = client.get(seance.get_absolute_url())
    assert "À remettre en main propre" in page.content.decode()
    assert_page_accessible(page)
    url = f"{seance.get_absolute_url()}convocations/{une.pk}/"
    papier = client.get(f"{url}pdf/")
    assert b"".join(papier.streaming_content).startswith(b"%PDF-")

    client.post(f"{url}remise/", {"version": 0})

    une.refresh_from_db()
    assert (une.sequence, une.en_main_propre) == (0, True)
    assert envois(seance)["Zoé Marchand"] == ""
    assert list(a_convoquer(Seance.objects.all())) == []
    assert "remise en main propre à Zoé Marchand" in seance.dossier.journal.first().libelle
    client.post(f"{url}remise/", {"version": 0})
    assert seance.dossier.journal.count() == 2


# --- The papers -------------------------------------------------------------------------------


def test_r51_accommodations_are_on_the_candidates_own_paper_alone(seance, gestionnaire):
    Amenagement.objects.create(
        dossier=seance.dossier,
        mesure="Tiers-temps",
        demande_le=datetime.date(2026, 2, 1),
        accorde_le=datetime.date(2026, 2, 3),
        accorde_par="Référente",
    )
    convoquer(seance, gestionnaire, tuteur=True)

    papiers = {}
    for travail in Travail.objects.filter(sujet=sujet_de(seance)).select_related("document"):
        convocation = Convocation.objects.get(pk=travail.parametres["convocation"])
        with travail.document.fichier.open("rb") as fichier:
            (papiers[convocation.qualite],) = pages(fichier.read())
    assert {qualite: "Tiers-temps" in texte for qualite, texte in papiers.items()} == {
        "candidat": True,
        "evaluateur": False,
        "tuteur": False,
    }
    assert "Tiers-temps" not in "".join(message.body for message in mail.outbox)
    assert all("Atelier 3" in texte for texte in papiers.values())


def test_the_invitation_says_the_right_hour_and_nobody_else(seance, gestionnaire):
    convoquer(seance, gestionnaire)

    for message in mail.outbox:
        agenda = invitation_de(message)
        evenement = agenda.walk("VEVENT")[0]
        assert (agenda["method"], evenement["organizer"]) == (
            "REQUEST",
            "mailto:certif@uimm.example",
        )
        assert evenement["attendee"] == f"mailto:{message.to[0]}"
        assert evenement["dtstart"].dt == seance.debut
        assert evenement["dtstart"].to_ical().endswith(b"Z")


def test_text_of_a_person_cannot_write_a_line_of_the_calendar(seance, gestionnaire):
    Seance.objects.update(lieu="Salle 1\r\nATTENDEE:mailto:intrus@example.org", precisions="a;b,c")
    convoquer(seance, gestionnaire)

    evenement = invitation_de(mail.outbox[0]).walk("VEVENT")[0]
    assert evenement["attendee"] != "mailto:intrus@example.org"
    assert evenement["description"] == "a;b,c"


def test_the_file_of_a_month_names_no_address(seance, gestionnaire):
    agenda = publication(Seance.objects.avec_personnes())

    assert b"mailto" not in agenda
    assert Calendar.from_ical(agenda).walk("VEVENT")[0]["summary"].endswith("Zoé Marchand")


# --- The page ---------------------------------------------------------------------------------


def test_the_page_says_who_will_receive_what_then_that_all_is_done(client, seance, gestionnaire):
    url = seance.get_absolute_url()
    page = client.get(url)
    assert [un.nom for un in page.context["a_envoyer"]] == ["Zoé Marchand", "Luc Petit"]
    assert_page_accessible(page)

    client.post(f"{url}convoquer/", {"version": 0})
    en_cours = client.get(url)
    assert en_cours.context["en_cours"] is True
    assert_page_accessible(en_cours)
    fragment = client.get(url, headers={"HX-Request": "true"})
    assert "<h1" not in fragment.content.decode()
    executer_les_travaux()

    page = client.get(url)
    assert (page.context["a_envoyer"], page.context["en_cours"]) == ([], False)


def test_the_commission_reads_the_meeting_without_the_addresses(client, seance, gestionnaire):
    convoquer(seance, gestionnaire)
    client.force_login(seance.commission[0])

    page = client.get(seance.get_absolute_url())

    assert "zoe@example.org" not in page.content.decode()
    assert page.context["destinataires"] == []
    assert travaux.dernier(sujet_de(seance), "convocation") is not None
