"""Mails: subject and body from one template, nothing injected, documents attached."""

import pytest
from django.core import mail

from cqpm.commun import emails
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import Produit

pytestmark = pytest.mark.usefixtures("gabarits_essai")

LIEN = "http://127.0.0.1:8000/avis/jeton?a=1&b=2"


def envoyer(a="tuteur@exemple.fr", pieces=(), **contexte):
    defaut = {"candidat": "Zoé L'Hôte", "tuteur": "Cédric & fils", "lien": LIEN}
    emails.envoyer("essai/avis.txt", defaut | contexte, a, pieces)
    return mail.outbox[-1]


def test_envoyer_takes_the_subject_from_the_first_line_and_escapes_nothing():
    message = envoyer()

    assert message.subject == "Avis attendu pour Zoé L'Hôte"
    assert message.to == ["tuteur@exemple.fr"]
    assert message.body == (
        f"Bonjour Cédric & fils,\n\nMerci de donner votre avis avant le 3 décembre : {LIEN}\n"
    )
    assert message.message().get_content_type() == "text/plain"


@pytest.mark.parametrize("fin_de_ligne", ["\n", "\r\n", "\r", "\x0b", "\u2028"])
def test_a_line_break_in_a_name_adds_no_header(fin_de_ligne):
    message = envoyer(candidat=f"Zoé{fin_de_ligne}Bcc: espion@exemple.fr")

    assert message.message()["Bcc"] is None
    assert message.recipients() == ["tuteur@exemple.fr"]
    assert message.subject.startswith("Avis attendu pour Zoé")


@pytest.mark.parametrize("a", ["", [], [""]])
def test_envoyer_refuses_a_message_to_nobody(a):
    with pytest.raises(ErreurMetier, match="n'a pas de destinataire"):
        envoyer(a=a)

    assert mail.outbox == []


def test_envoyer_attaches_what_a_job_produced():
    piece = Produit("Procès-verbal n° 3.pdf", "Procès-verbal", b"%PDF-1.7")

    message = envoyer(a=["a@exemple.fr", "b@exemple.fr"], pieces=[piece])

    assert message.attachments == [("Procès-verbal n° 3.pdf", b"%PDF-1.7", "application/pdf")]


def test_without_a_server_mails_are_written_to_a_folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    emails.envoyer("essai/avis.txt", {"candidat": "Zoé"}, "tuteur@exemple.fr")

    (ecrit,) = tmp_path.iterdir()
    assert "To: tuteur@exemple.fr" in ecrit.read_text()
