"""No evaluation before the transmission, nor before the agreement that a centre requires (R14)."""

import datetime

import pytest

from dossiers.enums import EtatDossier
from dossiers.errors import DateImpossible
from dossiers.models import Dossier, ReglagesCentre
from dossiers.services.transmission import donner_accord
from evaluations.errors import EvaluationFermee
from evaluations.models import Entretien
from evaluations.services import entretien, evaluation
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory, TransmissionFactory
from tests.outils import noter_tout, planifier

pytestmark = pytest.mark.django_db

# The dossiers of these tests are transmitted on 22/01/2026, at half past nine.
VEILLE = datetime.date(2026, 1, 21)
LE_JOUR = datetime.date(2026, 1, 22)


@pytest.fixture
def par():
    return UtilisateurFactory()


def noter(dossier, par):
    return evaluation.noter_critere(
        dossier,
        dossier.capacites_visees()[0].criteres.first(),
        niveau="acquis",
        commentaire="",
        version=0,
        par=par,
    )


def conclure(dossier, par, date):
    return evaluation.conclure(
        dossier,
        dossier.capacites_visees()[0],
        conclusion="acquise",
        commentaire="",
        evaluee_le=date,
        lieu="Atelier",
        par=par,
    )


def test_r14_an_evaluation_dated_before_the_transmission_is_refused(par):
    dossier = planifier(DossierFactory(transmis=True))
    noter_tout(dossier, par)

    with pytest.raises(DateImpossible) as refus:
        conclure(dossier, par, VEILLE)

    assert str(refus.value) == (
        "L'évaluation ne peut pas porter la date du 21/01/2026 : l'évaluation commence une fois le "
        "dossier de modalités transmis, le 22/01/2026. Corrigez la date."
    )
    assert conclure(dossier, par, LE_JOUR).evaluee_le == LE_JOUR


def test_r14_an_interview_dated_before_the_transmission_is_refused(par):
    dossier = DossierFactory(transmis=True, referentiel__modele_2013=True)
    tenir = {"participants": "Le candidat, la commission", "notes": "", "par": par}

    with pytest.raises(DateImpossible, match="L'entretien ne peut pas porter la date"):
        entretien.enregistrer(dossier, date=VEILLE, **tenir)

    assert Entretien.objects.count() == 0
    assert entretien.enregistrer(dossier, date=LE_JOUR, **tenir).date == LE_JOUR


def test_r14_a_centre_that_requires_the_agreement_waits_for_it(par):
    dossier = planifier(DossierFactory(transmis=True))
    transmission = TransmissionFactory(dossier=dossier)
    ReglagesCentre.objects.create(centre=dossier.centre, approbation_requise=True)

    with pytest.raises(EvaluationFermee, match="n'a pas encore donné son accord"):
        noter(dossier, par)
    assert Dossier.objects.get().etat == EtatDossier.TRANSMIS

    donner_accord(transmission, commentaire="", par=UtilisateurFactory())
    noter(dossier, par)
    assert Dossier.objects.get().etat == EtatDossier.EN_EVALUATION


def test_r14_the_option_stops_no_evaluation_already_begun(par):
    dossier = planifier(DossierFactory(en_evaluation=True))
    ReglagesCentre.objects.create(centre=dossier.centre, approbation_requise=True)

    assert noter(dossier, par).niveau == "acquis"


def test_r14_the_grid_says_why_it_does_not_write(client):
    dossier = planifier(DossierFactory(transmis=True))
    ReglagesCentre.objects.create(centre=dossier.centre, approbation_requise=True)
    client.force_login(AffectationFactory(dossier=dossier).utilisateur)

    page = client.get(dossier.get_absolute_url())

    assert "accord_ressources" in [un.code for un in page.context["avancement"].attendus]
