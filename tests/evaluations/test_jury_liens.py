"""What a person declared stays theirs; what appears in mid-session is found in time (R30)."""

import pytest

from dossiers.models import Dossier
from evaluations.enums import NatureConflit
from evaluations.errors import SessionRefusee
from evaluations.models import DeclarationConflit
from evaluations.services.jury import conflits
from tests.evaluations.test_jury_conflits import asseoir, jures, lien, membre
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory
from tests.outils import dossier_pret, reunir


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def dossier(reunion) -> Dossier:
    return dossier_pret(centre=reunion.centre)


def declarer(reunion, ligne, nature, **champs) -> DeclarationConflit:
    """What the employee declares for themself."""
    salarie = membre(reunion, reunion.salarie)
    return conflits.declarer(salarie, ligne, nature=nature, par=reunion.salarie, **champs)


# --- A declared withdrawal --------------------------------------------------------------------


@pytest.mark.parametrize("nature", [NatureConflit.PARENTE, NatureConflit.EVALUATEUR])
def test_r30_a_declared_withdrawal_stays_declared_when_the_dossier_shows_a_link(
    reunion, dossier, nature
):
    (ligne,) = reunion.inscrire(dossier)
    declarer(reunion, ligne, nature, precision="Cousin")
    affectation = AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    conflits.detecter(reunion.session, par=reunion.secretaire)
    assert lien(ligne) == (nature, False, True)
    affectation.delete()
    conflits.detecter(reunion.session, par=reunion.secretaire)

    gardee = DeclarationConflit.objects.get(deliberation=ligne)
    assert (gardee.nature, gardee.precision, gardee.declaree_par) == (
        nature,
        "Cousin",
        reunion.salarie,
    )
    assert jures(dossier) == {reunion.presidente.pk}


def test_r30_lifting_it_leaves_what_the_dossier_shows(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    declarer(reunion, ligne, NatureConflit.PARENTE)
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    conflits.lever(membre(reunion, reunion.salarie), ligne, par=reunion.salarie)

    assert lien(ligne) == (NatureConflit.EVALUATEUR, True, True)
    assert jures(dossier) == {reunion.presidente.pk}


def test_r30_nobody_declares_that_they_sit_against_what_the_dossier_shows(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    declarer(reunion, ligne, NatureConflit.AUTRE)
    AffectationFactory(dossier=dossier, utilisateur=reunion.salarie)

    with pytest.raises(SessionRefusee, match="« A évalué le candidat »"):
        declarer(reunion, ligne, NatureConflit.AUTRE, se_retire=False)

    assert lien(ligne) == (NatureConflit.AUTRE, False, True)


def test_r30_a_link_that_blocked_leaves_the_same_company_to_examine(reunion, dossier):
    (ligne,) = reunion.inscrire(dossier)
    compte = UtilisateurFactory(jury=reunion.centre)
    affectation = AffectationFactory(dossier=dossier, utilisateur=compte)
    asseoir(reunion, compte, organisation=dossier.entreprise.raison_sociale)
    assert lien(ligne) == (NatureConflit.EVALUATEUR, True, True)
    affectation.delete()

    conflits.detecter(reunion.session, par=reunion.secretaire)

    assert lien(ligne) == (NatureConflit.ENTREPRISE, True, False)
    assert compte.pk in jures(dossier)


@pytest.mark.parametrize("nature", [NatureConflit.PARENTE, NatureConflit.HIERARCHIE])
def test_r30_only_the_same_company_or_another_link_leaves_the_choice(reunion, dossier, nature):
    (ligne,) = reunion.inscrire(dossier)

    with pytest.raises(SessionRefusee, match="Avec ce lien, le membre se retire"):
        declarer(reunion, ligne, nature, se_retire=False)

    assert DeclarationConflit.objects.count() == 0
