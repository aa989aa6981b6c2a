"""Two people at the same second on one plan: one is saved, the other is told."""

import pytest

from dossiers.errors import PlanModifie
from dossiers.models import PlanHabituel
from dossiers.plan import Situation
from dossiers.regles import Choix
from dossiers.selectors.plan import dernier_changement, lire_plan
from dossiers.services import plan_habituel
from dossiers.services.copie import revenir
from dossiers.services.modalites import enregistrer_plan
from dossiers.services.situations import enregistrer_situations
from referentiels.enums import CodeModalite as M
from tests.concurrence import en_meme_temps
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory

pytestmark = pytest.mark.django_db(transaction=True)


def refus(issues):
    return [type(une) for une in issues if isinstance(une, Exception)]


def test_one_plan_is_saved_and_the_other_is_told():
    dossier, par = DossierFactory(), UtilisateurFactory()
    vue = lire_plan(dossier).version

    def planifier(code):
        return lambda: enregistrer_plan(
            dossier, [Choix(1, code)], rapport_attendu_le=None, par=par, version=vue
        )

    issues = en_meme_temps(planifier(M.SITUATION_REELLE), planifier(M.PRESENTATION_PROJETS))

    assert refus(issues) == [PlanModifie]
    assert len(lire_plan(dossier).choix) == 1
    assert dossier.journal.count() == 1


def test_one_coverage_is_saved_and_the_other_is_told():
    dossier, par = DossierFactory(), UtilisateurFactory()
    vue = lire_plan(dossier).version_situations

    def prevoir(intitule):
        situation = Situation(M.SITUATION_REELLE, intitule)
        return lambda: enregistrer_situations(dossier, [situation], par=par, version=vue)

    issues = en_meme_temps(prevoir("La première"), prevoir("La seconde"))

    assert refus(issues) == [PlanModifie]
    assert len(lire_plan(dossier).situations) == 1


def test_a_double_click_undoes_once():
    dossier, par = DossierFactory(), UtilisateurFactory()
    enregistrer_plan(dossier, [Choix(1, M.SITUATION_REELLE)], rapport_attendu_le=None, par=par)
    vu = dernier_changement(dossier).pk

    issues = en_meme_temps(*[lambda: revenir(dossier, vu, par=par)] * 2)

    assert refus(issues) == [PlanModifie]
    assert lire_plan(dossier).choix == set()


def test_a_double_click_keeps_one_usual_plan():
    dossier, par = DossierFactory(), UtilisateurFactory()
    enregistrer_plan(dossier, [Choix(1, M.SITUATION_REELLE)], rapport_attendu_le=None, par=par)

    issues = en_meme_temps(*[lambda: plan_habituel.enregistrer(dossier, par=par)] * 2)

    assert refus(issues) == []
    assert PlanHabituel.objects.count() == 1
