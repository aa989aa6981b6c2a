"""Close a session, follow its PV, download it, sign it: the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import EtatTravail, Travail
from evaluations.enums import EtatSession
from evaluations.models import SessionJury, SignaturePV
from evaluations.services import jury
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory
from tests.outils import dossier_pret, executer_les_travaux, reunir
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut, protege

PDF = pdf_brut(ecrire("PV signé à la main", 50, 700))


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def secretaire(reunion, client_de):
    return client_de(reunion.secretaire)


def url(nom: str, session: SessionJury, *suite: int) -> str:
    return reverse(f"evaluations:{nom}", args=[session.pk, *suite])


def messages_de(reponse) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


@pytest.fixture
def decidee(reunion):
    """An open session whose only candidate is decided."""
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    return reunion


def test_closing_with_an_undecided_candidate_keeps_the_observations(secretaire, reunion):
    dossier = dossier_pret(centre=reunion.centre)
    reunion.inscrire(dossier)
    reunion.ouvrir()

    reponse = secretaire.post(
        url("clore", reunion.session), {"observations": "Coupure de courant."}
    )

    contenu = reponse.content.decode().replace("&#x27;", "'")
    assert f"Le jury n'a pas décidé pour : {dossier.candidat}" in contenu
    assert "Coupure de courant." in contenu
    assert_page_accessible(reponse)


def test_closing_shows_the_progress_of_the_pv_then_offers_it(secretaire, decidee):
    session = decidee.session
    reponse = secretaire.post(url("clore", session), {"observations": ""}, follow=True)
    assert 'role="status"' in reponse.content.decode()
    assert_page_accessible(reponse)
    assert url("pv_etat", session) in secretaire.get(url("pv_etat", session)).content.decode()

    executer_les_travaux()

    fini = secretaire.get(url("pv_etat", session)).content.decode()
    assert url("pv", session) in fini
    telecharge = secretaire.get(url("pv", session))
    assert b"".join(telecharge.streaming_content).startswith(b"%PDF-")
    assert f"pv-{session.numero}.pdf" in telecharge["Content-Disposition"]


def test_a_failed_pv_says_why_and_is_queued_again(secretaire, decidee):
    jury.clore(decidee.session, par=decidee.secretaire)
    Travail.objects.filter(nature="pv").update(
        etat=EtatTravail.ECHEC, erreur="Le disque est plein."
    )
    reponse = secretaire.get(url("session", decidee.session))
    assert "Le disque est plein." in reponse.content.decode()
    assert_page_accessible(reponse)

    secretaire.post(url("pv_relancer", decidee.session))

    assert Travail.objects.get(nature="pv").etat == EtatTravail.EN_ATTENTE


def test_a_lost_file_is_a_sentence_not_a_crash(secretaire, decidee):
    decidee.clore()
    document = jury.pv_de(decidee.session)
    document.fichier.storage.delete(document.fichier.name)

    reponse = secretaire.get(url("pv", decidee.session), follow=True)

    assert "n'est plus sur le serveur" in messages_de(reponse)[0]


def test_a_member_signs_with_their_password(client_de, decidee):
    decidee.clore()
    client = client_de(decidee.presidente)
    page = client.get(url("session", decidee.session))
    assert_page_accessible(page)

    refus = client.post(url("pv_signer", decidee.session), {"mot_de_passe": "deviné"})
    assert "Mot de passe incorrect" in refus.content.decode()
    assert_page_accessible(refus)
    assert SignaturePV.objects.count() == 0

    client.post(url("pv_signer", decidee.session), {"mot_de_passe": MOT_DE_PASSE})
    assert SignaturePV.objects.get().membre.utilisateur == decidee.presidente
    apres = client.get(url("session", decidee.session)).content.decode()
    assert "Signer le PV" not in apres
    assert "n&#x27;a pas encore signé" in apres or "n'a pas encore signé" in apres


def test_the_secretary_does_not_sign(secretaire, decidee):
    decidee.clore()

    reponse = secretaire.post(url("pv_signer", decidee.session), {"mot_de_passe": MOT_DE_PASSE})

    assert (reponse.status_code, SignaturePV.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    ("fichier", "phrase"),
    [
        (None, "Choisissez le fichier PDF du PV signé."),
        (SimpleUploadedFile("pv.pdf", b""), "Ce fichier est vide"),
        (SimpleUploadedFile("pv.pdf", b"PK\x03\x04"), "n'est pas un PDF"),
        (SimpleUploadedFile("pv.pdf", protege()), "protégé par un mot de passe"),
        (SimpleUploadedFile("pv.pdf", b"%PDF-1.7 abime"), "incomplet ou endommagé"),
    ],
)
def test_a_refused_scan_says_why(secretaire, decidee, fichier, phrase):
    decidee.clore()

    reponse = secretaire.post(
        url("pv_deposer", decidee.session),
        {"fichier": fichier, "relu": "on"} if fichier else {"relu": "on"},
    )

    assert phrase in reponse.content.decode().replace("&#x27;", "'")
    assert SessionJury.objects.get().etat == EtatSession.CLOSE
    assert_page_accessible(reponse)


def test_a_scan_too_big_to_be_received_says_why_and_keeps_the_tick(secretaire, decidee, settings):
    settings.CQPM_TELEVERSEMENT_MAX = 2**20
    decidee.clore()
    secretaire.handler.enforce_csrf_checks = True
    jeton = secretaire.get(url("session", decidee.session)).context["csrf_token"]

    reponse = secretaire.post(
        url("pv_deposer", decidee.session),
        {
            "relu": "on",
            "fichier": SimpleUploadedFile("scan.pdf", PDF + b" " * 2**20),
            "csrfmiddlewaretoken": str(jeton),
        },
    )

    form = reponse.context["form_pv_signe"]
    assert form.errors == {
        "fichier": [
            "Le fichier « scan.pdf » n'a pas été reçu : un envoi ne peut pas dépasser 1 Mo. "
            "Réduisez-le, puis déposez-le à nouveau."
        ]
    }
    assert form["relu"].value() is True
    assert SessionJury.objects.get().etat == EtatSession.CLOSE
    assert_page_accessible(reponse)


def test_the_scan_ends_the_session_and_is_what_is_downloaded(secretaire, decidee):
    decidee.clore()

    secretaire.post(
        url("pv_deposer", decidee.session),
        {"fichier": SimpleUploadedFile("scan.pdf", PDF), "relu": "on"},
    )

    session = SessionJury.objects.get()
    assert session.etat == EtatSession.SIGNEE
    assert b"".join(secretaire.get(url("pv", session)).streaming_content) == PDF
    assert_page_accessible(secretaire.get(url("session", session)))


@pytest.mark.parametrize("etat", EtatSession)
def test_the_hub_renders_in_every_state(client_de, decidee, etat):
    SessionJury.objects.update(
        etat=etat, close_le=timezone.now(), signee_le=timezone.now(), observations="Une note."
    )

    for personne in (decidee.secretaire, decidee.salarie):
        assert_page_accessible(client_de(personne).get(url("session", decidee.session)))
