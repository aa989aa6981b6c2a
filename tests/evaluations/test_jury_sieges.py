"""Who judges one candidate: in séance, and not withdrawn for them (R30)."""

import pytest
from django.utils import timezone

from evaluations.enums import College, NatureConflit
from evaluations.models import DeclarationConflit, MembreJury
from evaluations.regles_composition import Siege
from evaluations.selectors.conflits import retires_de, sieges_pour
from tests.factories.comptes import CentreFactory
from tests.outils import dossier_pret, reunir

PRESIDENTE = Siege(College.EMPLOYEURS, est_president=True, present=True)
EMPLOYEUR = Siege(College.EMPLOYEURS, est_president=False, present=True)
SALARIE = Siege(College.SALARIES, est_president=False, present=True)


@pytest.fixture
def reunion(db):
    reunion = reunir(CentreFactory())
    reunion.session.membres.update(present=True)
    return reunion


@pytest.fixture
def ligne(reunion):
    (ligne,) = reunion.inscrire(dossier_pret(centre=reunion.centre))
    return ligne


def declarer(ligne, compte, **champs) -> MembreJury:
    membre = ligne.session.membres.get(utilisateur=compte)
    nature = champs.pop("nature", NatureConflit.PARENTE)
    DeclarationConflit.objects.create(membre=membre, deliberation=ligne, nature=nature, **champs)
    return membre


def test_r30_without_a_declaration_everyone_in_seance_judges(ligne):
    assert retires_de(ligne) == set()
    assert sieges_pour(ligne) == [PRESIDENTE, SALARIE]


def test_r30_who_withdrew_judges_the_other_candidates_alone(reunion, ligne):
    (autre,) = reunion.inscrire(dossier_pret(centre=reunion.centre))

    membre = declarer(ligne, reunion.salarie)

    assert (retires_de(ligne), retires_de(autre)) == ({membre.pk}, set())
    assert (sieges_pour(ligne), sieges_pour(autre)) == ([PRESIDENTE], [PRESIDENTE, SALARIE])


def test_r30_a_declared_link_that_keeps_nobody_away_withdraws_nobody(reunion, ligne):
    declarer(ligne, reunion.salarie, se_retire=False, nature=NatureConflit.ENTREPRISE)

    assert retires_de(ligne) == set()
    assert sieges_pour(ligne) == [PRESIDENTE, SALARIE]


def test_r30_a_president_who_withdrew_leaves_the_chair_empty_until_somebody_takes_it(
    reunion, ligne
):
    relais = MembreJury.objects.create(
        session=reunion.session,
        prenom="Ali",
        nom="Roux",
        college=College.EMPLOYEURS,
        organisation="UIMM",
        present=True,
    )
    declarer(ligne, reunion.presidente)
    assert sieges_pour(ligne) == [EMPLOYEUR, SALARIE]

    ligne.preside_par = relais
    assert sieges_pour(ligne) == [PRESIDENTE, SALARIE]


def test_r26_the_absent_and_those_who_left_do_not_judge(reunion, ligne):
    reunion.session.membres.filter(utilisateur=reunion.salarie).update(parti_le=timezone.now())
    reunion.session.membres.filter(utilisateur=reunion.presidente).update(present=False)

    assert sieges_pour(ligne) == []
