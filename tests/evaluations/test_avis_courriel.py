"""The mail that carries the personal link: really written, by a job."""

import re

import pytest
from django.core import mail

from cqpm.commun import travaux
from cqpm.commun.models import EtatTravail, LienPersonnel, Travail
from evaluations.enums import EtatLien
from evaluations.liens import etat
from evaluations.selectors.avis import lien_du_jeton
from evaluations.services import avis
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory

pytestmark = pytest.mark.django_db

ADRESSE = re.compile(r"^https://cqpm\.example/avis/(?P<jeton>[\w-]{43})/$", re.MULTILINE)


@pytest.fixture(autouse=True)
def adresse_publique(settings):
    settings.ADRESSE_PUBLIQUE = "https://cqpm.example"


@pytest.fixture
def demande():
    dossier = DossierFactory(
        transmis=True,
        centre__nom="UIMM Loire",
        centre__courriel="certif@uimm.example",
        candidat__nom="Lefèvre & d'Arc",
        entreprise__raison_sociale="Vide & Cie",
        referentiel__titre="Technicien.ne d'essais",
    )
    return avis.demander(dossier, par=UtilisateurFactory(gestionnaire=dossier.centre))


def executer() -> Travail:
    """Run the last job as a worker would."""
    travail = Travail.objects.first()
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    return travail


def test_the_job_mails_a_link_that_opens_the_opinion(demande):
    travail = executer()

    assert (travail.etat, travail.erreur) == (EtatTravail.TERMINE, "")
    (message,) = mail.outbox
    assert message.to == [demande.courriel]
    lien = lien_du_jeton(ADRESSE.search(message.body)["jeton"])
    assert (lien.demande, etat(lien)) == (demande, EtatLien.OUVERT)


def test_the_mail_says_why_until_when_and_how_to_say_it_is_not_you(demande):
    executer()

    (message,) = mail.outbox
    jour = f"{demande.echeance.day} "
    assert message.subject.startswith(
        f"Pour action : votre avis sur Anaïs Lefèvre & d'Arc, d'ici le {jour}"
    )
    corps = message.body
    assert "se présente au CQPM « Technicien.ne d'essais »" in corps
    assert "Vide & Cie" in corps
    assert f"{jour}" in corps
    assert "choisissez « Je ne suis pas la bonne personne »" in corps
    assert "Une question : certif@uimm.example" in corps
    assert re.search(r"^Votre code, à saisir pour signer : \d{3} \d{3}$", corps, re.MULTILINE)
    assert corps.endswith("Merci,\nUIMM Loire\n")
    assert "&amp;" not in message.subject + corps


def test_the_mail_gives_the_address_of_who_asked_when_the_centre_has_none(demande):
    demande.dossier.centre.courriel = ""
    demande.dossier.centre.save()

    executer()

    assert f"Une question : {demande.demandee_par.email}" in mail.outbox[0].body


def test_renvoyer_mails_another_link_and_the_first_one_still_opens(demande):
    executer()
    avis.renvoyer(demande, par=demande.demandee_par)
    executer()

    jetons = [ADRESSE.search(message.body)["jeton"] for message in mail.outbox]
    assert len(set(jetons)) == 2
    assert [etat(lien_du_jeton(jeton)) for jeton in jetons] == [EtatLien.OUVERT] * 2


def test_the_job_does_not_mail_a_revoked_request_and_says_so(demande):
    avis.revoquer(demande, par=demande.demandee_par)

    travail = executer()

    assert mail.outbox == []
    assert not LienPersonnel.objects.exists()
    assert travail.etat == EtatTravail.ECHEC
    assert travail.erreur == (
        "La demande d'avis adressée à Karim Bensaïd a été annulée. Rechargez la page : une autre "
        "personne a peut-être agi."
    )


def test_the_token_is_nowhere_but_in_the_mail(demande):
    travail = executer()

    jeton = ADRESSE.search(mail.outbox[0].body)["jeton"]
    lien = LienPersonnel.objects.get()
    journal = " ".join(demande.dossier.journal.values_list("libelle", flat=True))
    for texte in (lien.empreinte, str(travail.parametres), travail.cle, journal):
        assert jeton not in texte
