"""Where mails go: a folder of the embedded installation, or a server that may refuse."""

import email
from email import policy
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.mail import send_mail

from cqpm.commun import courrier, emails, travaux
from cqpm.commun.fichiers import Produit
from cqpm.commun.models import Courriel, EtatCourriel, EtatTravail, Travail
from tests.serveur_smtp import serveur_smtp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gabarits_essai")]


@pytest.fixture
def dossier(settings, tmp_path):
    """The folder of an embedded installation."""
    settings.EMAIL_BACKEND = courrier.MOTEUR
    settings.EMAIL_FILE_PATH = tmp_path / "courriels"
    return settings.EMAIL_FILE_PATH


@pytest.fixture
def serveur(settings):
    """A server that accepts everybody, until told otherwise."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with serveur_smtp() as serveur:
        settings.EMAIL_PORT = serveur.port
        yield serveur


def envoyer(a="tuteur@exemple.fr", **options):
    return emails.envoyer("essai/avis.txt", {"candidat": "Zoé L'Hôte"}, a, **options)


# --- The folder ---------------------------------------------------------------------------------


def test_a_mail_is_one_file_that_any_mail_reader_opens(dossier):
    courriel = envoyer(
        pieces=[Produit("séance.ics", "Séance", b"BEGIN:VCALENDAR", "text/calendar")]
    )

    (fichier,) = dossier.iterdir()
    assert (fichier.name, fichier.suffix) == (courriel.fichier, ".eml")
    lu = email.message_from_bytes(fichier.read_bytes(), policy=policy.default)
    assert (lu["To"], lu["Subject"]) == ("tuteur@exemple.fr", "Avis attendu pour Zoé L'Hôte")
    message = courrier.lire(courriel.fichier)
    assert message.texte.splitlines() == courriel.corps.splitlines()
    assert message.pieces == [courrier.Piece("séance.ics", "text/calendar", b"BEGIN:VCALENDAR")]


def test_the_same_mail_written_twice_is_one_file(dossier):
    """The worker died after writing it, before the register knew."""
    envoyer(cle="relance:1")
    Courriel.objects.all().delete()
    envoyer(cle="relance:1")
    envoyer(cle="relance:2")

    assert len(list(dossier.iterdir())) == 2


def test_a_mail_of_the_framework_goes_to_the_folder_too(dossier):
    send_mail("Mot de passe", "Bonjour", None, ["a@exemple.fr"])

    (fichier,) = dossier.iterdir()
    assert fichier.suffix == ".eml"


@pytest.mark.parametrize("nom", ["", "absent.eml", "../cle_secrete", "/etc/hostname"])
def test_lire_reads_nothing_else_than_a_mail(dossier, nom):
    dossier.mkdir()
    (dossier.parent / "cle_secrete").write_text("secret")

    assert courrier.lire(nom) is None


def test_nothing_is_read_where_mails_leave(dossier, settings):
    courriel = envoyer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert courrier.lire(courriel.fichier) is None


# --- The server ---------------------------------------------------------------------------------


def test_a_mail_leaves_through_the_server(serveur):
    courriel = envoyer()

    assert len(serveur.recus) == 1
    assert (courriel.etat, courriel.fichier) == (EtatCourriel.ENVOYE, "")


def test_a_refused_address_is_said_in_plain_words_and_kept(serveur):
    serveur.refus["tuteur@exemple.fr"] = b"550 5.1.1 Utilisateur inconnu"

    with pytest.raises(emails.CourrielRefuse) as refus:
        envoyer(sujet="essai:1")

    phrase = (
        "Le serveur de messagerie a refusé le message adressé à tuteur@exemple.fr (« 550 5.1.1 "
        "Utilisateur inconnu »). Vérifiez l'adresse auprès de la personne, corrigez-la, puis "
        "relancez l'envoi."
    )
    assert str(refus.value) == phrase
    garde = Courriel.objects.get()
    assert (garde.etat, garde.erreur, garde.sujet) == (EtatCourriel.REFUSE, phrase, "essai:1")


def test_a_refused_text_is_kept_too(serveur):
    serveur.refus_du_texte = b"554 5.7.1 Message rejete"

    with pytest.raises(emails.CourrielRefuse, match="Message rejete"):
        envoyer()

    assert Courriel.objects.get().etat == EtatCourriel.REFUSE


def test_a_passing_failure_is_neither_kept_nor_translated(serveur):
    serveur.refus["tuteur@exemple.fr"] = b"451 4.7.1 Revenez plus tard"

    with pytest.raises(SMTPRecipientsRefused):
        envoyer()

    assert not Courriel.objects.exists()


def test_a_mail_refused_then_accepted_has_one_line(serveur):
    serveur.refus["tuteur@exemple.fr"] = b"550 non"
    with pytest.raises(emails.CourrielRefuse):
        envoyer(cle="x")
    serveur.refus.clear()

    envoyer(cle="x")

    garde = Courriel.objects.get()
    assert (garde.etat, garde.erreur) == (EtatCourriel.ENVOYE, "")


@pytest.mark.parametrize(
    ("reponse", "etat", "tentatives"),
    [(b"550 non", EtatTravail.ECHEC, 1), (b"451 plus tard", EtatTravail.EN_ATTENTE, 1)],
)
def test_a_job_gives_up_at_once_for_good_reasons_only(
    serveur, natures, messages, reponse, etat, tentatives
):
    serveur.refus["tuteur@exemple.fr"] = reponse

    @travaux.execute("essai_courriel")
    def fonction(travail, avancer):
        envoyer()

    travail = travaux.demander("essai_courriel", sujet="essai:1", cle="essai")
    travaux.executer(travail.pk)

    travail = Travail.objects.get()
    assert (travail.etat, travail.tentatives) == (etat, tentatives)


def test_a_server_that_hangs_up_is_a_passing_failure(serveur):
    serveur.refus["tuteur@exemple.fr"] = b""

    with pytest.raises((SMTPServerDisconnected, SMTPRecipientsRefused)):
        envoyer()

    assert not Courriel.objects.exists()
