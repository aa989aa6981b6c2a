"""The life-cycle: one door, one lock, one line in the journal."""

import pytest

from cqpm.commun.models import EtatTravail, Travail, sujet_de
from dossiers import transitions
from dossiers.enums import SUIVANTS, EtatDossier
from dossiers.errors import PlanIncomplet, TransitionInterdite
from dossiers.models import Dossier
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import planifier

E = EtatDossier

# What the trade allows (DOMAINE.md §2.3), written a second time on purpose.
PERMIS = {
    E.RECEVABILITE: {E.INSCRIT, E.NON_RECEVABLE, E.ABANDONNE},
    E.NON_RECEVABLE: {E.RECEVABILITE},
    E.INSCRIT: {E.RECEVABILITE, E.MODALITES_COMPLETES, E.ABANDONNE},
    E.MODALITES_COMPLETES: {E.INSCRIT, E.TRANSMIS, E.ABANDONNE},
    E.TRANSMIS: {E.MODALITES_COMPLETES, E.EN_EVALUATION, E.ABANDONNE},
    E.EN_EVALUATION: {E.EVALUATIONS_CLOSES, E.ABANDONNE},
    E.EVALUATIONS_CLOSES: {E.EN_EVALUATION, E.PRET_POUR_JURY, E.ABANDONNE},
    E.PRET_POUR_JURY: {E.EN_EVALUATION, E.EVALUATIONS_CLOSES, E.EN_SESSION, E.ABANDONNE},
    E.EN_SESSION: {
        E.PRET_POUR_JURY,
        E.EN_EVALUATION,
        E.ADMIS,
        E.VALIDATION_PARTIELLE,
        E.NON_ADMIS,
    },
    E.ADMIS: set(),
    E.VALIDATION_PARTIELLE: set(),
    E.NON_ADMIS: set(),
    E.ABANDONNE: set(),
}


@pytest.mark.parametrize("depart", E)
def test_suivants_is_the_table_of_the_trade(depart):
    assert SUIVANTS[depart] == PERMIS[depart]


@pytest.fixture
def par(db):
    return UtilisateurFactory()


def test_a_transition_writes_the_state_and_the_journal(par):
    dossier = DossierFactory(transmis=True)

    transitions.demarrer_evaluation(dossier, par=par)

    assert Dossier.objects.get().etat == E.EN_EVALUATION
    ligne = dossier.journal.get()
    assert (ligne.de, ligne.vers, ligne.auteur) == (E.TRANSMIS, E.EN_EVALUATION, par)


def test_a_forbidden_transition_says_so_and_changes_nothing(par):
    dossier = DossierFactory()

    with pytest.raises(TransitionInterdite) as refus:
        transitions.demarrer_evaluation(dossier, par=par)

    assert str(refus.value) == (
        f"Le dossier {dossier.numero} est « Modalités à définir » : il ne peut pas passer à "
        "« Évaluations en cours ». Rechargez la page : une autre personne a peut-être agi."
    )
    assert (Dossier.objects.get().etat, dossier.journal.count()) == (E.INSCRIT, 0)


def test_two_people_cannot_make_the_same_transition(par):
    """The second one still holds the old state in hand: the filter on it is the lock."""
    dossier = DossierFactory(transmis=True)
    autre = Dossier.objects.get()
    transitions.demarrer_evaluation(dossier, par=par)

    with pytest.raises(TransitionInterdite):
        transitions.demarrer_evaluation(autre, par=par)

    assert dossier.journal.count() == 1


def test_r10_r14_transmettre_refuses_a_plan_without_agreement(par):
    dossier = planifier(DossierFactory())
    Dossier.objects.update(etat=E.MODALITES_COMPLETES)
    dossier.refresh_from_db()

    with pytest.raises(PlanIncomplet) as refus:
        transitions.transmettre(dossier, centre_ressources=CentreFactory(ressources=True), par=par)

    assert refus.value.manques == ["Enregistrer l'accord de l’entreprise sur les modalités."]
    assert (Dossier.objects.get().etat, Travail.objects.count()) == (E.MODALITES_COMPLETES, 0)


def test_r14_transmettre_dates_the_transmission_and_asks_for_the_pdf(par):
    dossier = planifier(DossierFactory(modalites_completes=True))
    centre = CentreFactory(ressources=True)

    transitions.transmettre(dossier, centre_ressources=centre, par=par)

    assert (dossier.etat, dossier.centre_ressources) == (E.TRANSMIS, centre)
    assert dossier.transmis_le is not None
    travail = Travail.objects.get()
    assert (travail.nature, travail.sujet, travail.etat) == (
        "transmission_modalites",
        sujet_de(dossier),
        EtatTravail.EN_ATTENTE,
    )


def test_abandonner_keeps_the_reason(par):
    dossier = DossierFactory(en_evaluation=True)

    transitions.abandonner(dossier, motif="Départ de l'entreprise.", par=par)

    assert (dossier.etat, dossier.motif_arret) == (E.ABANDONNE, "Départ de l'entreprise.")


def test_a_decided_dossier_cannot_be_abandoned(par):
    dossier = DossierFactory(admis=True)

    with pytest.raises(TransitionInterdite):
        transitions.abandonner(dossier, motif="Trop tard.", par=par)

    assert Dossier.objects.get().etat == E.ADMIS
