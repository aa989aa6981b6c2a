"""Who of a commission is reminded: whose turn it is. All are told of a reopened grid."""

import pytest
from django.core import mail

from dossiers.models import Dossier
from evaluations.models import Evaluation
from evaluations.selectors.relances import SOURCE
from evaluations.services import partage, signature
from tests.factories.comptes import MOT_DE_PASSE, CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import executer_les_travaux, noter_tout, planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def commission(centre):
    return [
        UtilisateurFactory(evaluateur=centre, email=f"{nom}@uimm.example") for nom in ("eva", "noe")
    ]


@pytest.fixture
def dossier(centre, commission):
    dossier = planifier(DossierFactory(centre=centre, en_evaluation=True))
    for membre in commission:
        AffectationFactory(dossier=dossier, utilisateur=membre)
    Evaluation.objects.get_or_create(dossier=dossier)
    return dossier


def rappeles() -> set[tuple[str, str]]:
    dossiers = Dossier.objects.all()
    return {(un.genre, un.a.courriel) for un in SOURCE.sur_dossiers(dossiers)}


def test_who_has_shared_everything_is_left_alone_until_all_have(dossier, commission):
    eva, noe = commission
    assert rappeles() == {("evaluer", "eva@uimm.example"), ("evaluer", "noe@uimm.example")}

    partage.partager(dossier, dossier.capacites_visees(), par=eva)
    assert rappeles() == {("evaluer", "noe@uimm.example")}

    partage.partager(dossier, dossier.capacites_visees(), par=noe)
    assert rappeles() == {("evaluer", "eva@uimm.example"), ("evaluer", "noe@uimm.example")}


@pytest.mark.parametrize("nombre", [1, 4])
def test_the_reminders_cost_the_same_whatever_the_number_of_dossiers(
    centre, commission, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        autre = planifier(DossierFactory(centre=centre, en_evaluation=True))
        AffectationFactory(dossier=autre, utilisateur=commission[0])

    with django_assert_num_queries(9):
        assert len(rappeles()) == 1


def test_every_member_is_told_that_the_grid_is_reopened_and_why(centre, commission):
    dossier = planifier(DossierFactory(centre=centre, transmis=True))
    eva = commission[0]
    noter_tout(dossier, eva)
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=eva)
    mail.outbox.clear()

    signature.rouvrir(
        dossier, motif="La date est fausse.", par=UtilisateurFactory(responsable=centre)
    )
    executer_les_travaux()

    (message,) = [un for un in mail.outbox if "rouverte" in un.subject]
    assert message.to == ["eva@uimm.example"]
    assert message.subject == f"Pour action : la grille de {dossier.candidat} est rouverte"
    assert "Motif : La date est fausse." in message.body
    assert f"/dossiers/{dossier.pk}/grille/" in message.body


def test_a_member_who_left_meanwhile_is_told_nothing(centre, commission):
    dossier = planifier(DossierFactory(centre=centre, transmis=True))
    eva = commission[0]
    noter_tout(dossier, eva)
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=eva)
    signature.rouvrir(dossier, motif="Erreur.", par=UtilisateurFactory(responsable=centre))
    dossier.affectations.all().delete()

    executer_les_travaux()

    assert [un.subject for un in mail.outbox if "rouverte" in un.subject] == []
