"""Share, put in common, compare, conclude: R8, R20, R21."""

import datetime

import pytest

from dossiers.errors import DateImpossible
from dossiers.models import Affectation
from evaluations.enums import Conclusion
from evaluations.errors import ConflitDeSaisie, EvaluationFermee, ResultatRefuse
from evaluations.models import (
    ConclusionCapacite,
    MiseEnCommun,
    ObservationCapacite,
    ObservationCritere,
    ResultatCritere,
)
from evaluations.saisie import Portee
from evaluations.services import partage
from evaluations.services.conclusion import conclure as service_conclure
from evaluations.services.conclusion import trancher as service_trancher
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter, noter_tout, planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True, vae=True))


def membre(dossier, prenom, nom):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre, prenom=prenom, nom=nom)
    AffectationFactory(dossier=dossier, utilisateur=utilisateur)
    return utilisateur


@pytest.fixture
def nadia(dossier):
    return membre(dossier, "Nadia", "Benali")


@pytest.fixture
def marc(dossier):
    return membre(dossier, "Marc", "Lefort")


def critere(dossier, rang=1):
    return Critere.objects.select_related("capacite").get(
        capacite__referentiel=dossier.referentiel, capacite__numero=1, rang=rang
    )


def premiere(dossier):
    return dossier.capacites_visees()[0]


def partager(dossier, *membres):
    dossier.refresh_from_db()
    return [partage.partager(dossier, [premiere(dossier)], par=un) for un in membres]


def conclure(dossier, par, conclusion=Conclusion.ACQUISE, commentaire="", evaluee_le=None):
    return service_conclure(
        dossier,
        premiere(dossier),
        conclusion=conclusion,
        commentaire=commentaire,
        evaluee_le=evaluee_le or datetime.date(2026, 2, 1),
        lieu="Atelier",
        par=par,
    )


def trancher(dossier, par, niveau="acquis", divergence="", version=1):
    return service_trancher(
        dossier, critere(dossier), niveau=niveau, divergence=divergence, version=version, par=par
    )


def en_desaccord(dossier, nadia, marc):
    """The first critère is seen differently, the second one alike."""
    noter(dossier, critere(dossier), nadia, "acquis", "Vu au poste.")
    noter(dossier, critere(dossier), marc, "non_acquis", "Une fuite.")
    for un in (nadia, marc):
        noter(dossier, critere(dossier, 2), un)
    partager(dossier, nadia, marc)


# --- Share -------------------------------------------------------------------------------------


def test_r20_nothing_is_common_before_every_member_has_shared(dossier, nadia, marc):
    noter(dossier, critere(dossier), nadia)

    assert partager(dossier, nadia) == [{}]
    assert (MiseEnCommun.objects.count(), ResultatCritere.objects.count()) == (0, 0)
    assert partager(dossier, marc) == [{1: 0}]
    assert ResultatCritere.objects.get().niveau == "acquis"


def test_r21_an_unexplained_critere_is_not_shared(dossier, nadia):
    noter(dossier, critere(dossier), nadia, "non_acquis", "   ")
    noter(dossier, critere(dossier, 2), nadia, "non_observable")

    with pytest.raises(ResultatRefuse, match=r"Commentez les critères 1\.1, 1\.2"):
        partager(dossier, nadia)

    assert ObservationCapacite.objects.filter(partagee_le__isnull=False).count() == 0


def test_who_did_not_see_a_critere_leaves_it_to_the_others(dossier, nadia, marc):
    noter(dossier, critere(dossier), nadia, "non_evalue")
    noter(dossier, critere(dossier), marc, "non_acquis", "Une fuite.")

    partager(dossier, nadia, marc)

    une = ResultatCritere.objects.get()
    assert (une.niveau, une.commentaire) == ("non_acquis", "Marc Lefort : Une fuite.")


def test_where_they_differ_nothing_is_decided_for_them(dossier, nadia, marc):
    en_desaccord(dossier, nadia, marc)

    niveaux = list(ResultatCritere.objects.values_list("critere__rang", "niveau"))
    assert niveaux == [(1, ""), (2, "acquis")]
    assert ResultatCritere.objects.first().commentaire == (
        "Nadia Benali : Vu au poste.\nMarc Lefort : Une fuite."
    )
    assert dossier.journal.first().libelle == (
        "Capacité 1 mise en commun : 1 désaccord à trancher."
    )


def test_two_long_comments_stay_whole_in_the_observations(dossier, nadia, marc):
    for un, signe in ((nadia, "a"), (marc, "b")):
        noter(dossier, critere(dossier), un, "acquis", signe * 4000)

    partager(dossier, nadia, marc)

    assert len(ResultatCritere.objects.get().commentaire) <= 4000
    assert {len(un.commentaire) for un in ObservationCritere.objects.all()} == {4000}


def test_what_is_shared_is_taken_back_before_it_is_common(dossier, nadia, marc):
    noter(dossier, critere(dossier), nadia)
    partager(dossier, nadia)

    partage.reprendre(dossier, premiere(dossier), par=nadia)

    assert noter(dossier, critere(dossier), nadia, "acquis", "Vu.", version=1).version == 2


def test_what_is_common_is_not_taken_back(dossier, nadia):
    noter(dossier, critere(dossier), nadia)
    partager(dossier, nadia)

    with pytest.raises(ResultatRefuse, match="déjà mise en commun"):
        partage.reprendre(dossier, premiere(dossier), par=nadia)


def test_a_member_who_leaves_is_waited_for_no_more(dossier, nadia, marc):
    noter(dossier, critere(dossier), nadia)
    partager(dossier, nadia)
    Affectation.objects.filter(utilisateur=marc).delete()

    assert partager(dossier, nadia) == [{1: 0}]


def test_a_former_member_s_results_do_not_enter_the_common_ones(dossier, nadia, marc):
    noter(dossier, critere(dossier), marc, "non_acquis", "Une fuite.")
    partager(dossier, marc)
    Affectation.objects.filter(utilisateur=marc).delete()
    noter(dossier, critere(dossier), nadia)

    partager(dossier, nadia)

    assert ResultatCritere.objects.get().niveau == "acquis"


def test_sharing_twice_changes_nothing(dossier, nadia, marc):
    noter(dossier, critere(dossier), nadia)
    partager(dossier, nadia, nadia)

    assert dossier.journal.filter(libelle__contains="a partagé").count() == 1


def test_r22_a_stranger_shares_nothing(dossier, nadia):
    with pytest.raises(ResultatRefuse, match="ne faites plus partie"):
        partager(dossier, UtilisateurFactory())


# --- Decide ------------------------------------------------------------------------------------


def test_the_commission_aligns_in_one_act(dossier, nadia, marc):
    en_desaccord(dossier, nadia, marc)

    une = trancher(dossier, nadia)

    assert (une.niveau, une.divergence, une.version) == ("acquis", "", 2)
    assert dossier.journal.first().libelle == "Critère 1.1 : la commission retient « acquis »."


def test_a_divergence_is_recorded_with_its_reason(dossier, nadia, marc):
    en_desaccord(dossier, nadia, marc)

    une = trancher(dossier, marc, "non_acquis", "Fuite vue une fois, non reproduite.")

    assert (une.niveau, une.divergence) == ("non_acquis", "Fuite vue une fois, non reproduite.")


def test_two_members_do_not_decide_over_each_other(dossier, nadia, marc):
    en_desaccord(dossier, nadia, marc)
    trancher(dossier, nadia)

    with pytest.raises(ConflitDeSaisie, match="Nadia Benali a noté ce critère « acquis »"):
        trancher(dossier, marc, "non_acquis", "Non.")


def test_an_invented_level_is_not_retained(dossier, nadia, marc):
    en_desaccord(dossier, nadia, marc)

    with pytest.raises(ResultatRefuse, match="retient"):
        trancher(dossier, nadia, "12/20")


def test_nothing_is_decided_before_it_is_common(dossier, nadia):
    with pytest.raises(ResultatRefuse, match="pas encore mise en commun"):
        trancher(dossier, nadia)


# --- Conclude ----------------------------------------------------------------------------------


def test_r20_a_conclusion_waits_for_the_common_results(dossier, nadia):
    noter(dossier, critere(dossier), nadia)
    dossier.refresh_from_db()

    with pytest.raises(ResultatRefuse, match="pas encore mise en commun"):
        conclure(dossier, nadia)


def test_r20_a_conclusion_waits_for_every_critere(dossier, nadia):
    noter(dossier, critere(dossier), nadia)
    partager(dossier, nadia)

    with pytest.raises(ResultatRefuse, match="Il reste 1 critère à évaluer"):
        conclure(dossier, nadia)


def test_r20_a_conclusion_waits_for_the_disagreements(dossier, nadia, marc):
    en_desaccord(dossier, nadia, marc)
    with pytest.raises(ResultatRefuse, match="Il reste 1 critère à évaluer"):
        conclure(dossier, nadia)

    trancher(dossier, nadia)
    assert conclure(dossier, nadia).conclusion == "acquise"


def test_r20_acquise_against_a_critere_needs_a_comment(dossier, nadia):
    noter(dossier, critere(dossier), nadia, "non_acquis", "Fuite.")
    noter(dossier, critere(dossier, 2), nadia)
    partager(dossier, nadia)
    with pytest.raises(ResultatRefuse) as refus:
        conclure(dossier, nadia)
    assert refus.value.champ == "commentaire"

    assert conclure(dossier, nadia, commentaire="Refait devant nous.").conclusion == "acquise"


def test_r21_a_common_critere_without_its_comment_is_not_concluded(dossier, nadia):
    noter_tout(dossier, nadia)
    noter(dossier, critere(dossier), nadia, "non_acquis", "", portee=Portee.COMMUNE, version=1)

    with pytest.raises(ResultatRefuse, match=r"Commentez le critère 1\.1"):
        conclure(dossier, nadia, Conclusion.NON_ACQUISE, "À reprendre.")

    assert ConclusionCapacite.objects.filter(capacite__numero=1).count() == 0


def test_r8_an_evaluation_the_day_before_the_registration_is_refused(dossier, nadia):
    noter_tout(dossier, nadia)

    with pytest.raises(DateImpossible):
        conclure(dossier, nadia, evaluee_le=dossier.inscrit_le - datetime.timedelta(days=1))


def test_an_evaluation_tomorrow_is_refused(dossier, nadia):
    noter_tout(dossier, nadia)

    with pytest.raises(DateImpossible):
        conclure(dossier, nadia, evaluee_le=datetime.date(2999, 1, 1))


def test_r23_a_signed_grid_is_neither_shared_nor_decided(dossier, nadia):
    noter_tout(dossier, nadia)
    dossier.evaluation.signatures.create(evaluateur=nadia, empreinte="0" * 64)

    for acte in (lambda: partager(dossier, nadia), lambda: trancher(dossier, nadia)):
        with pytest.raises(EvaluationFermee, match="elle est signée"):
            acte()
