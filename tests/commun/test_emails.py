"""Mails: subject and body from one template, nothing injected, documents attached."""

import pytest
from django.core import mail

from cqpm.commun import emails
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import Produit
from cqpm.commun.models import Courriel, EtatCourriel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gabarits_essai")]

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


# --- What is kept of a mail ---------------------------------------------------------------------


def test_envoyer_keeps_what_left():
    piece = Produit("Convocation.pdf", "Convocation", b"%PDF-1.7")

    courriel = emails.envoyer(
        "essai/avis.txt", {"candidat": "Zoé"}, "a@exemple.fr", [piece], sujet="essai:1"
    )

    gardes = Courriel.objects.values(
        "sujet", "destinataires", "objet", "pieces", "fichier", "etat", "erreur", "cle"
    )
    assert list(gardes) == [
        {
            "sujet": "essai:1",
            "destinataires": ["a@exemple.fr"],
            "objet": "Avis attendu pour Zoé",
            "pieces": ["Convocation.pdf"],
            "fichier": "",
            "etat": EtatCourriel.ENVOYE,
            "erreur": "",
            "cle": "",
        }
    ]
    assert courriel.corps == mail.outbox[0].body


def test_the_text_of_a_secret_mail_is_not_kept():
    courriel = emails.envoyer("essai/avis.txt", {"lien": LIEN}, "a@exemple.fr", secret=True)

    assert LIEN in mail.outbox[0].body
    assert courriel.corps == ""


def test_a_mail_that_has_its_key_leaves_once():
    premier = emails.envoyer("essai/avis.txt", {"candidat": "Zoé"}, "a@exemple.fr", cle="x")
    second = emails.envoyer("essai/avis.txt", {"candidat": "Zoé"}, "a@exemple.fr", cle="x")

    assert (len(mail.outbox), second) == (1, premier)
    assert Courriel.objects.count() == 1


def test_the_identity_of_a_mail_follows_its_key():
    emails.envoyer("essai/avis.txt", {}, "a@exemple.fr", cle="x")
    Courriel.objects.all().delete()
    emails.envoyer("essai/avis.txt", {}, "a@exemple.fr", cle="x")
    emails.envoyer("essai/avis.txt", {}, "a@exemple.fr", cle="y")
    emails.envoyer("essai/avis.txt", {}, "a@exemple.fr")
    emails.envoyer("essai/avis.txt", {}, "a@exemple.fr")

    identites = [message.message()["Message-ID"] for message in mail.outbox]
    assert identites[0] == identites[1]
    assert len(set(identites)) == 4


def test_a_long_subject_is_cut_in_the_register_only():
    courriel = emails.envoyer("essai/avis.txt", {"candidat": "Z" * 300}, "a@exemple.fr")

    courriel.refresh_from_db()
    assert (len(courriel.objet), len(mail.outbox[0].subject)) == (250, 318)
