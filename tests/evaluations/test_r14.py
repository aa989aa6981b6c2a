"""No evaluation before the transmission, nor before the agreement that a centre requires (R14)."""

import datetime

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier, PartieDossier
from dossiers.errors import DateImpossible, ReponseRefusee
from dossiers.models import Dossier, ReglagesCentre
from dossiers.services.transmission import Correction, demander_corrections, donner_accord
from evaluations.errors import EvaluationFermee
from evaluations.models import Entretien, ObservationCritere
from evaluations.services import conclusion, entretien
from tests.concurrence import en_meme_temps
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory, TransmissionFactory
from tests.outils import entrer_dans_la_commission, noter_tout, planifier
from tests.outils import noter as noter_un

pytestmark = pytest.mark.django_db

# The dossiers of these tests are transmitted on 22/01/2026, at half past nine.
VEILLE = datetime.date(2026, 1, 21)
LE_JOUR = datetime.date(2026, 1, 22)


@pytest.fixture
def par():
    return UtilisateurFactory()


def noter(dossier, par):
    entrer_dans_la_commission(dossier, par)
    return noter_un(dossier, dossier.capacites_visees()[0].criteres.first(), par)


def conclure(dossier, par, date):
    return conclusion.conclure(
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

    grille = client.get(reverse("evaluations:grille", args=[dossier.pk]))
    assert (grille.context["attend_l_accord"], grille.context["peut_noter"]) == (True, False)
    assert "aura donné son accord sur les modalités" in grille.content.decode()

    page = client.get(dossier.get_absolute_url())

    assert "accord_ressources" in [un.code for un in page.context["avancement"].attendus]


@pytest.mark.django_db(transaction=True)
def test_r14_a_first_score_and_a_correction_at_once_follow_one_another(par):
    """Either the score comes first and the correction is a remark, or it comes back unscored."""
    dossier = planifier(DossierFactory(transmis=True))
    transmission = TransmissionFactory(dossier=dossier)
    agnes = UtilisateurFactory()
    corrections = [Correction(PartieDossier.MODALITES, "Précisez.")]

    score, reponse = en_meme_temps(
        lambda: noter(Dossier.objects.get(), par),
        lambda: demander_corrections(transmission, corrections, par=agnes),
    )

    assert not isinstance(reponse, Exception)
    etat, scores = Dossier.objects.get().etat, ObservationCritere.objects.count()
    assert (etat, scores, isinstance(score, EvaluationFermee)) in {
        (EtatDossier.EN_EVALUATION, 1, False),
        (EtatDossier.MODALITES_COMPLETES, 0, True),
    }


@pytest.mark.django_db(transaction=True)
def test_two_people_of_the_resource_centre_give_one_answer(par):
    transmission = TransmissionFactory()
    corrections = [Correction(PartieDossier.MODALITES, "Précisez.")]

    issues = en_meme_temps(
        lambda: donner_accord(transmission, commentaire="", par=par),
        lambda: demander_corrections(transmission, corrections, par=par),
    )

    assert [isinstance(une, ReponseRefusee) for une in issues].count(True) == 1
    transmission.refresh_from_db()
    corrige = transmission.reponse == "correction"
    assert transmission.corrections.count() == int(corrige)
