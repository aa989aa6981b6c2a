"""« Ce qui bloque » before the transmission names exactly the missing acts (R10, R11, R13)."""

import datetime

import pytest

from dossiers.enums import EtatDossier
from dossiers.models import CapaciteConservee, Dossier
from dossiers.regles import Choix
from dossiers.selectors.avancement import avancement_modalites
from dossiers.services.accord import enregistrer_accord, retirer_accord
from dossiers.services.modalites import enregistrer_plan
from referentiels.enums import CodeModalite as M
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db

REELLE_1, REELLE_2 = Choix(1, M.SITUATION_REELLE), Choix(2, M.SITUATION_REELLE)
PROJET_2 = Choix(2, M.PRESENTATION_PROJETS)


def attendus(dossier):
    gestionnaire = UtilisateurFactory(gestionnaire=dossier.centre)
    return [un.code for un in avancement_modalites(dossier, gestionnaire).attendus]


@pytest.mark.parametrize(
    ("choix", "codes"),
    [
        ([], ["modalites", "accord"]),
        ([REELLE_1], ["modalites", "accord"]),
        ([REELLE_1, REELLE_2], ["accord"]),
        ([REELLE_1, PROJET_2], ["rapport_attendu", "accord"]),
        ([PROJET_2], ["modalites", "rapport_attendu", "accord"]),
    ],
)
def test_a_plan_to_define_names_each_missing_act(choix, codes):
    dossier = DossierFactory()

    dossier = enregistrer_plan(dossier, choix, rapport_attendu_le=None, par=UtilisateurFactory())

    assert dossier.etat == EtatDossier.INSCRIT
    assert attendus(dossier) == codes


def test_a_complete_plan_waits_for_its_transmission_alone():
    dossier, par = planifier(DossierFactory()), UtilisateurFactory()

    dossier = enregistrer_accord(
        dossier, signataire="Karim", date=datetime.date(2026, 1, 20), par=par
    )

    assert dossier.etat == EtatDossier.MODALITES_COMPLETES
    assert attendus(dossier) == ["transmission"]


def test_a_withdrawn_agreement_is_awaited_again():
    dossier, par = planifier(DossierFactory(modalites_completes=True)), UtilisateurFactory()

    dossier = retirer_accord(dossier, motif="Changement d'avis.", par=par)

    assert attendus(dossier) == ["accord"]


def test_r39_a_capacite_that_is_kept_asks_for_nothing():
    """Neither a modalité, nor the report of a presentation planned before it was validated."""
    premier = DossierFactory()
    dossier = DossierFactory(referentiel=premier.referentiel, avec_accord=True)
    enregistrer_plan(dossier, [PROJET_2], rapport_attendu_le=None, par=UtilisateurFactory())
    Dossier.objects.filter(pk=dossier.pk).update(origine=premier)
    dossier.refresh_from_db()
    CapaciteConservee.objects.create(
        dossier=dossier,
        capacite=dossier.referentiel.capacites.get(numero=2),
        validee_le=datetime.date(2026, 1, 20),
        session_numero="S-1",
        jusqu_au=datetime.date(2028, 1, 20),
    )

    assert attendus(dossier) == ["modalites", "accord"]
