"""The words of the papers: the goal, the version, what they replace, what is told to whom."""

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from dossiers.models import Dossier
from evaluations import emails
from evaluations.enums import NaturePiece
from evaluations.models import SessionJury
from evaluations.rapports.pieces import produire
from evaluations.regles_jury import Vote
from evaluations.selectors.pieces import pieces_dues
from evaluations.services import deliberation, jury
from evaluations.services.jury import pieces
from tests.evaluations.session_signee import IL_Y_A_10_JOURS, signer
from tests.factories.comptes import CentreFactory
from tests.lecture_pdf import pages
from tests.outils import Reunion, dossier_pret, reunir

N, L, A = NaturePiece.NOTIFICATION, NaturePiece.LETTRE, NaturePiece.ATTESTATION
RNCP = {"referentiel__rncp": True, "referentiel__blocs": 2}

pytestmark = pytest.mark.django_db


def signee(*dossiers: Dossier) -> Reunion:
    """A signed session in which the jury followed the commission."""
    reunion = reunir(dossiers[0].centre, date=IL_Y_A_10_JOURS)
    reunion.inscrire(*dossiers)
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    signer(reunion)
    return reunion


def lus(session: SessionJury) -> dict[str, str]:
    """What each paper of the only candidate says, by nature."""
    return {
        due.contenu.nature: " ".join(pages(produire(due.contenu).contenu)).replace("’", "'")
        for due in pieces_dues(session)
    }


# --- The goal (R9) ------------------------------------------------------------------------------


def test_r9_who_aims_at_blocs_is_told_what_is_left_of_these_blocs():
    dossier = dossier_pret(centre=CentreFactory(), non_acquises=[2], **RNCP)
    dossier.blocs_vises.set(dossier.referentiel.blocs.all())

    lettre = lus(signee(dossier).session)[L]

    assert "Pour obtenir les blocs visés, il vous reste à présenter" in lettre
    assert "Pour obtenir le CQPM" not in lettre


def test_r9_who_obtained_the_blocs_is_told_what_is_left_of_the_cqpm():
    dossier = dossier_pret(centre=CentreFactory(), non_acquises=[2], **RNCP)
    dossier.blocs_vises.set(dossier.referentiel.blocs.filter(rang=1))

    lettre = lus(signee(dossier).session)[L]

    assert "Blocs visés attribués" in lettre
    assert "Pour obtenir le CQPM, il vous reste à présenter" in lettre


def test_r9_who_aims_at_the_cqpm_is_told_what_is_left_of_it():
    lettre = lus(signee(dossier_pret(centre=CentreFactory(), non_acquises=[2], **RNCP)).session)[L]

    assert "Pour obtenir le CQPM, il vous reste à présenter" in lettre


# --- The version (R5, R41) ----------------------------------------------------------------------


def test_r5_r41_no_paper_of_the_2013_template_says_bloc():
    dossier = dossier_pret(centre=CentreFactory(), non_acquises=[2], referentiel__modele_2013=True)

    reunion = signee(dossier)

    papiers = lus(reunion.session)
    assert list(papiers) == [N, L, A]
    assert [nature for nature, texte in papiers.items() if "bloc" in texte.lower()] == []
    assert "Non admissible, validation partielle" in papiers[L]
    assert "Capacités que vous conservez" in papiers[L]
    titres = [due.contenu.titre for due in pieces_dues(reunion.session)]
    assert "bloc" not in " ".join(titres).lower()


# --- A PV rectificatif (R40) --------------------------------------------------------------------


@pytest.fixture
def rectificatif() -> Reunion:
    """A signed PV rectificatif of today, of a partial result of ten days ago."""
    dossier = dossier_pret(
        centre=CentreFactory(), candidat__courriel="a@example.org", non_acquises=[2], **RNCP
    )
    reunion = signee(dossier)
    session = jury.preparer_rectificatif(
        reunion.session,
        dossiers=[dossier],
        motif="Erreur de report.",
        date=timezone.localdate(),
        par=reunion.secretaire,
    )
    suite = Reunion(session, reunion.secretaire, reunion.presidente, reunion.salarie)
    suite.ouvrir()
    suite.suivre_la_commission()
    suite.clore()
    signer(suite)
    return suite


def test_r40_each_paper_says_that_it_replaces_and_tells_both_days_apart(rectificatif):
    session = rectificatif.session
    papiers = lus(session)

    assert list(papiers) == [N, L, A]
    remplace = f"Annule et remplace les pièces de la session {session.rectifie.numero}"
    jour = f"{date_format(IL_Y_A_10_JOURS, 'j F Y')}, Maison des industries"
    corrige = f"PV rectificatif Session {session.numero} du {date_format(session.date, 'j F Y')}"
    for dit in (remplace, jour, corrige):
        assert [nature for nature, texte in papiers.items() if dit not in texte] == []
    assert f"rectifié le procès-verbal de sa délibération du {jour[:-24]}" in papiers[N]


def test_r40_the_mail_says_it_too_and_tells_no_result(rectificatif, mailoutbox):
    passage = rectificatif.session.deliberations.get()
    pieces.rendre_les_manquantes(rectificatif.session, [passage.pk], lambda *_: None, par_id=None)

    emails.envoyer_pieces_jury(passage, list(passage.pieces.all()), cle="une")

    [message] = mailoutbox
    dit = " ".join(message.body.split())
    session = rectificatif.session
    assert f"annulent et remplacent les pièces de la session {session.rectifie.numero}." in dit
    assert f"rectifié, le {date_format(session.date, 'j F Y')}, ce qu'il avait délibéré" in dit
    assert message.subject.startswith("Décision rectifiée du jury CQPM du ")
    assert date_format(IL_Y_A_10_JOURS, "j F Y") in message.subject
    assert "font foi de la décision du jury" in dit


def test_a_first_pv_replaces_nothing():
    papiers = lus(signee(dossier_pret(centre=CentreFactory(), non_acquises=[2])).session)

    assert [texte for texte in papiers.values() if "remplace les" in texte] == []
    assert [texte for texte in papiers.values() if "PV rectificatif" in texte] == []


# --- What the jury noted (R33) ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("non_acquises", "decision", "dit"),
    [
        ([], "", False),
        ([2], "", False),
        ([1, 2], "", True),
        ([], "renvoi", True),
    ],
)
def test_r33_only_who_is_refused_or_sent_back_reads_what_the_jury_noted(
    non_acquises, decision, dit
):
    reunion = reunir(CentreFactory(), date=IL_Y_A_10_JOURS)
    reunion.inscrire(dossier_pret(centre=reunion.centre, non_acquises=non_acquises))
    reunion.ouvrir()
    passage = reunion.session.deliberations.get()
    validees = {} if decision else {numero: numero not in non_acquises for numero in (1, 2)}
    vote = Vote(validees, decision=decision, motif="Vu en séance.", conditions_verifiees=True)
    deliberation.decider(passage, vote, version=passage.version, par=reunion.presidente)
    reunion.clore()
    signer(reunion)

    papiers = lus(reunion.session)

    assert ("Vu en séance." in " ".join(papiers.values())) is dit
