"""The words of the papers: the goal, the version, what they replace, what is told to whom."""

import pytest

from dossiers.models import Dossier
from evaluations.enums import NaturePiece
from evaluations.models import SessionJury
from evaluations.rapports.pieces import produire
from evaluations.selectors.pieces import pieces_dues
from tests.evaluations.session_signee import signer
from tests.factories.comptes import CentreFactory
from tests.lecture_pdf import pages
from tests.outils import Reunion, dossier_pret, reunir

N, L, A = NaturePiece.NOTIFICATION, NaturePiece.LETTRE, NaturePiece.ATTESTATION
RNCP = {"referentiel__rncp": True, "referentiel__blocs": 2}

pytestmark = pytest.mark.django_db


def signee(*dossiers: Dossier) -> Reunion:
    """A signed session in which the jury followed the commission."""
    reunion = reunir(dossiers[0].centre)
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
