"""The candidates' papers on screen: prepare, read, send, issue again; the candidate's own (R37)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.models import Courriel, EtatTravail, Travail
from evaluations.enums import EtatSession
from evaluations.errors import PieceRefusee
from evaluations.models import PieceJury, SessionJury
from evaluations.services.jury import liasse, pieces
from evaluations.views import pieces_candidats
from tests.accessibilite import assert_page_accessible
from tests.evaluations.espace import candidat_entre
from tests.evaluations.session_signee import changer_l_adresse, longue_session, session_tenue
from tests.factories.comptes import UtilisateurFactory
from tests.lecture_pdf import pages
from tests.outils import executer_les_travaux

pytestmark = pytest.mark.django_db

AUJOURD_HUI = timezone.localdate()


@pytest.fixture
def session() -> SessionJury:
    return longue_session(2)


@pytest.fixture
def secretaire(session):
    return UtilisateurFactory(gestionnaire=session.centre)


@pytest.fixture
def client(client_de, secretaire):
    return client_de(secretaire)


@pytest.fixture
def prepare(session, secretaire) -> SessionJury:
    """The papers are drawn, the pack is made."""
    liasse.demander(session, par=secretaire)
    executer_les_travaux()
    executer_les_travaux()
    return session


def url(nom: str, session: SessionJury, *suite) -> str:
    return reverse(f"evaluations:{nom}", args=[session.pk, *suite])


def texte(reponse) -> str:
    return " ".join(reponse.content.decode().replace("&#x27;", "'").split())


def attestation(session) -> PieceJury:
    return PieceJury.objects.filter(deliberation__session=session, nature="attestation").first()


def octets(reponse) -> bytes:
    assert reponse.status_code == 200
    return reponse.getvalue()


# --- The pack ---------------------------------------------------------------------------------


def test_the_session_prepares_the_pack_shows_its_progress_and_gives_both_files(client, session):
    hub = client.get(session.get_absolute_url())
    assert_page_accessible(hub)
    assert "Préparer l'envoi" in texte(hub)

    client.post(url("liasse_preparer", session))
    attente = texte(client.get(url("liasse_etat", session)))
    assert "la production commence dans un instant" in attente
    assert 'hx-trigger="every 1s"' in attente
    executer_les_travaux()
    executer_les_travaux()

    fini = client.get(session.get_absolute_url())
    assert_page_accessible(fini)
    assert "L'envoi (ZIP, PDF accessibles)</b> : prêt." in texte(fini)
    imprimable = texte(client.get(url("impression_etat", session)))
    assert "Le fichier à imprimer, en recto seul</b> : prêt." in imprimable
    assert octets(client.get(url("liasse", session))).startswith(b"PK")
    assert octets(client.get(url("liasse_impression", session))).startswith(b"%PDF-")


def test_a_pack_that_failed_says_why_and_is_taken_up_again(client, prepare):
    client.post(url("liasse_preparer", prepare))
    Travail.objects.filter(nature="liasse").update(
        etat=EtatTravail.ECHEC, erreur="Le disque est plein."
    )

    page = texte(client.get(prepare.get_absolute_url()))
    assert "Le disque est plein." in page
    assert "Préparer de nouveau" not in page
    client.post(url("liasse_preparer", prepare))
    executer_les_travaux()
    assert "prêt." in texte(client.get(url("liasse_etat", prepare)))


def test_before_the_signature_the_page_says_so(client, session):
    SessionJury.objects.update(etat=EtatSession.CLOSE)

    page = client.get(url("pieces_jury", session))

    assert_page_accessible(page)
    assert "se préparent une fois le PV signé" in texte(page)
    assert "Nom0000" not in texte(page)


# --- The list ---------------------------------------------------------------------------------


def test_the_list_gives_each_candidate_their_papers(client, prepare):
    page = client.get(url("pieces_jury", prepare))

    assert_page_accessible(page)
    assert texte(page).count("À envoyer") == 6
    assert "Envoyer à tous par courriel" in texte(page)
    une = attestation(prepare)
    assert (
        une.deliberation.dossier.numero
        in pages(octets(client.get(url("piece_jury", prepare, une.pk))))[0]
    )


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_runs_no_query_per_candidate(client_de, nombre, django_assert_num_queries):
    session = longue_session(nombre)
    pks = list(session.deliberations.values_list("pk", flat=True))
    pieces.rendre_les_manquantes(session, pks, lambda *_: None, par_id=None)
    client = client_de(UtilisateurFactory(gestionnaire=session.centre))

    # sign-in (2), rights (2), the session with its members (3), count, candidates, blocs, papers,
    # duplicatas, mails, the mails to all, whoever waits on another page
    with django_assert_num_queries(15):
        page = client.get(url("pieces_jury", session))

    assert len(page.context["lignes"]) == nombre


# --- Sending ----------------------------------------------------------------------------------


def test_a_candidate_is_mailed_their_own_papers_once(client, prepare, mailoutbox):
    passage = prepare.deliberations.first()
    candidat = passage.dossier.candidat
    candidat.courriel = "anais@example.org"
    candidat.save()

    for _ in range(2):
        client.post(url("pieces_envoyer", prepare, passage.dossier_id))
        executer_les_travaux()

    (message,) = mailoutbox
    assert message.to == ["anais@example.org"]
    assert [nom for nom, _, _ in message.attachments] == [
        une.document.nom for une in passage.pieces.all()
    ]
    assert "validation partielle" not in message.body
    assert set(passage.pieces.values_list("envoyee_le", "envoyee_moyen")) == {
        (AUJOURD_HUI, "courriel")
    }
    assert Courriel.objects.get().etat == "envoye"
    assert "Envoyée" in texte(client.get(url("pieces_jury", prepare)))
    assert "Pièces du jury envoyées. Par courriel" in passage.dossier.journal.first().libelle


def test_a_candidate_without_address_is_named_and_given_the_paper(client, prepare):
    sans, avec = (une.dossier for une in prepare.deliberations.all())
    type(sans.candidat).objects.filter(pk=sans.candidat_id).update(courriel="")
    type(sans.candidat).objects.filter(pk=avec.candidat_id).update(courriel="b@example.org")

    reponse = client.post(url("pieces_envoyer_tout", prepare), follow=True)
    assert "L'envoi est lancé pour 1 candidat." in texte(reponse)
    assert f"Sans adresse, à remettre : {sans.candidat}." in texte(reponse)
    refus = client.post(url("pieces_envoyer", prepare, sans.pk), follow=True)
    assert "n'a pas d'adresse électronique" in texte(refus)

    client.post(url("pieces_remettre", prepare, sans.pk), {"le": AUJOURD_HUI.isoformat()})
    siennes = PieceJury.objects.filter(deliberation__dossier=sans)
    assert set(siennes.values_list("envoyee_moyen", flat=True)) == {"courrier"}


@pytest.mark.parametrize("le", [datetime.date(2026, 6, 14), AUJOURD_HUI + datetime.timedelta(1)])
def test_papers_leave_neither_before_the_signature_nor_tomorrow(prepare, secretaire, le):
    with pytest.raises(PieceRefusee, match="au plus tôt, d'aujourd'hui au plus tard"):
        pieces.remettre(prepare.deliberations.first(), le=le, par=secretaire)

    assert not PieceJury.objects.exclude(envoyee_le=None).exists()


def test_nothing_waits_before_the_pack(client, session):
    reponse = client.post(url("pieces_envoyer_tout", session), follow=True)

    assert "Aucune pièce n'attend d'être envoyée" in texte(reponse)


def test_a_refused_date_stays_in_its_form(client, prepare):
    dossier = prepare.deliberations.first().dossier
    trop_tot = {"le": "2026-06-14", "page": "1"}

    page = client.post(url("pieces_remettre", prepare, dossier.pk), trop_tot)

    assert_page_accessible(page)
    assert texte(page).count('value="2026-06-14"') == 1
    assert "au plus tôt, d'aujourd'hui au plus tard" in texte(page)
    sans = client.post(url("pieces_remettre", prepare, dossier.pk), {"le": "", "page": "1"})
    assert "Écrivez la date de la remise" in texte(sans)


def test_what_left_is_sent_again_from_the_list(client, prepare, mailoutbox):
    passage = prepare.deliberations.first()
    changer_l_adresse(passage, "anais@example.org")
    envoyer = url("pieces_envoyer", prepare, passage.dossier_id)
    remettre = url("pieces_remettre", prepare, passage.dossier_id)
    client.post(envoyer)
    executer_les_travaux()

    page = client.get(url("pieces_jury", prepare))
    assert_page_accessible(page)
    assert "Envoyer de nouveau à anais@example.org" in texte(page)
    client.post(envoyer, {"de_nouveau": "1"})
    executer_les_travaux()
    client.post(remettre, {"de_nouveau": "1", "le": AUJOURD_HUI.isoformat()})

    assert len(mailoutbox) == 2
    assert set(passage.pieces.values_list("envoyee_moyen", flat=True)) == {"courrier"}


def test_everybody_is_mailed_from_any_page_of_the_list(client, prepare, secretaire, monkeypatch):
    monkeypatch.setattr(pieces_candidats, "PAR_PAGE", 1)
    parti, reste = prepare.deliberations.order_by("rang")
    pieces.remettre(parti, le=AUJOURD_HUI, par=secretaire)

    assert "Envoyer à tous par courriel" in texte(client.get(url("pieces_jury", prepare)))
    pieces.remettre(reste, le=AUJOURD_HUI, par=secretaire)
    assert "Envoyer à tous par courriel" not in texte(client.get(url("pieces_jury", prepare)))


# --- The duplicata ----------------------------------------------------------------------------


def test_a_duplicata_says_what_the_original_said_and_leaves_it_as_it_was(client, prepare):
    une = attestation(prepare)
    avant = une.document_id, une.document.sha256
    une.deliberation.dossier.candidat.nom_usage = "Depuis"
    une.deliberation.dossier.candidat.save()

    for _ in range(2):
        client.post(url("duplicata_demander", prepare, une.pk), {"page": "1"})
        executer_les_travaux()

    travail = Travail.objects.get(nature="duplicata")
    lu = pages(octets(client.get(url("duplicata", prepare, une.pk, travail.document.pk))))[0]
    assert f"DUPLICATA du {AUJOURD_HUI:%d/%m/%Y}" in lu
    assert "conforme à l'original" in lu.replace("’", "'")
    assert "Depuis" not in lu
    une.refresh_from_db()
    assert (une.document_id, une.document.sha256) == avant
    page = client.get(url("pieces_jury", prepare))
    assert_page_accessible(page)
    assert f"Duplicata du {AUJOURD_HUI:%d/%m/%Y}" in texte(page)


def test_only_an_attestation_is_issued_again(client, prepare):
    lettre = PieceJury.objects.filter(nature="lettre").first()

    reponse = client.post(url("duplicata_demander", prepare, lettre.pk), follow=True)

    assert "Seule une attestation se délivre en duplicata." in texte(reponse)
    assert not Travail.objects.filter(nature="duplicata").exists()


# --- The candidate ----------------------------------------------------------------------------


def test_r53_the_candidate_takes_their_own_papers_and_no_other(prepare):
    sien, autre = (une.dossier for une in prepare.deliberations.all())
    un = candidat_entre(sien)
    siennes = list(PieceJury.objects.filter(deliberation__dossier=sien))

    accueil = un.client.get(un.url())
    assert_page_accessible(accueil)
    assert "Vos documents" in texte(accueil)
    for une in siennes:
        assert octets(un.client.get(un.url("espace_piece", une.pk))).startswith(b"%PDF-")
    etrangere = PieceJury.objects.filter(deliberation__dossier=autre).first()
    assert un.client.get(un.url("espace_piece", etrangere.pk)).status_code == 404
    donnees = un.client.post(un.url("espace_telecharger")).json()["documents_du_jury"]
    assert [(une["nature"], une["sha256"]) for une in donnees] == [
        (une.get_nature_display(), une.document.sha256) for une in siennes
    ]


def test_r53_before_the_signature_the_space_has_no_paper():
    reunion = session_tenue()
    un = candidat_entre(reunion.session.deliberations.first().dossier)

    assert "Vos documents" not in un.lire()
    assert un.client.post(un.url("espace_telecharger")).json()["documents_du_jury"] == []
