"""Who reads a dossier as a juror: those who judge it, here or in another session (R22)."""

import pytest
from django.utils import timezone

from cqpm.commun.models import Travail
from dossiers.enums import RoleAffectation
from dossiers.models import Dossier
from evaluations.enums import College
from evaluations.models import MembreJury, SessionJury
from evaluations.services import jury
from evaluations.services.jury.convocations import convoquer
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.outils import Reunion, dossier_pret, executer_les_travaux, reunir


def jures(dossier) -> set:
    return set(
        dossier.affectations.filter(role=RoleAffectation.JURY).values_list(
            "utilisateur__prenom", flat=True
        )
    )


@pytest.fixture
def reunion(db) -> Reunion:
    """A signed session of one candidate, who is certified."""
    reunion = reunir(CentreFactory())
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()
    reunion.suivre_la_commission()
    reunion.clore()
    for personne in (reunion.presidente, reunion.salarie):
        jury.signer_pv(reunion.session, mot_de_passe=MOT_DE_PASSE, par=personne)
    reunion.session.refresh_from_db()
    return reunion


@pytest.fixture
def juge(reunion) -> Dossier:
    return reunion.session.deliberations.get().dossier


@pytest.fixture
def rectificatif(reunion, juge) -> SessionJury:
    return jury.preparer_rectificatif(
        reunion.session,
        dossiers=[juge],
        motif="Erreur de report.",
        date=timezone.localdate(),
        par=reunion.secretaire,
    )


@pytest.fixture
def renfort(reunion, rectificatif) -> MembreJury:
    """A member with an account, who sits in the correction alone."""
    compte = UtilisateurFactory(
        prenom="Nora", nom="Diaz", email="nora@example.org", jury=reunion.centre
    )
    return jury.ajouter_membre(
        rectificatif,
        prenom="Nora",
        nom="Diaz",
        college=College.SALARIES,
        organisation="Syndicat",
        utilisateur=compte,
        par=reunion.secretaire,
    )


def test_r22_a_correction_given_up_closes_its_dossiers_to_who_sat_in_it_alone(
    reunion,
    rectificatif,
    renfort,
    juge,
):
    assert jures(juge) == {"Hélène", "Yves", "Nora"}

    jury.abandonner_rectificatif(rectificatif, par=reunion.secretaire)

    assert jures(juge) == {"Hélène", "Yves"}
    assert not Dossier.objects.visible_par(renfort.utilisateur).filter(pk=juge.pk).exists()


def test_a_correction_given_up_tells_those_who_are_convened(
    reunion,
    rectificatif,
    renfort,
    mailoutbox,
):
    convoquer(rectificatif, par=reunion.secretaire)
    executer_les_travaux()
    mailoutbox.clear()

    jury.abandonner_rectificatif(rectificatif, par=reunion.secretaire)
    executer_les_travaux()

    (message,) = [un for un in mailoutbox if un.to == ["nora@example.org"]]
    assert any("METHOD:CANCEL" in str(piece[1]) for piece in message.attachments)
    assert rectificatif.numero in message.body
    assert len(mailoutbox) == 3
    assert Travail.objects.filter(etat="echec").count() == 0


def test_r22_who_leaves_a_correction_goes_on_reading_what_they_signed(
    reunion,
    rectificatif,
    juge,
    renfort,
):
    jury.retirer_membre(
        rectificatif.membres.get(utilisateur=reunion.salarie), par=reunion.secretaire
    )
    jury.retirer_membre(renfort, par=reunion.secretaire)

    assert jures(juge) == {"Hélène", "Yves"}
