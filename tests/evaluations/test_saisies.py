"""Save one cell: R13, R14, R22, R23; versions, sendings, two devices, clocks."""

import dataclasses
import datetime
import uuid

import pytest
from django.utils import timezone

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.demo_evaluation import saisie_de
from evaluations.errors import AccesPerdu, ConflitDeSaisie, EvaluationFermee, ResultatRefuse
from evaluations.models import (
    ConclusionCapacite,
    ObservationCapacite,
    ObservationCritere,
    ResultatCritere,
    TraceCellule,
)
from evaluations.saisie import Genre, Portee, Saisie
from evaluations.services import partage
from evaluations.services.saisies import ecrire
from referentiels.enums import CodeModalite, NiveauCritere
from referentiels.models import Critere
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.outils import noter, noter_tout, planifier
from tests.verrous import retoucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return planifier(DossierFactory(transmis=True, vae=True))


def membre(dossier, **champs):
    utilisateur = UtilisateurFactory(evaluateur=dossier.centre, **champs)
    AffectationFactory(dossier=dossier, utilisateur=utilisateur)
    return utilisateur


@pytest.fixture
def par(dossier):
    return membre(dossier, prenom="Nadia", nom="Benali")


def critere(dossier, rang=1):
    return Critere.objects.get(
        capacite__referentiel=dossier.referentiel, capacite__numero=1, rang=rang
    )


def refaite(saisie: Saisie, **champs) -> Saisie:
    """Another value of the same cell."""
    return dataclasses.replace(saisie, **({"jeton": uuid.uuid4()} | champs))


def test_the_first_tick_starts_the_evaluation(dossier, par):
    noter(dossier, critere(dossier), par)

    assert Dossier.objects.get().etat == EtatDossier.EN_EVALUATION


@pytest.mark.parametrize("trait", ["modalites_completes", "evaluations_closes", "admis"])
def test_r14_r23_no_score_outside_the_evaluation(trait):
    autre = DossierFactory(**{trait: True})
    par = membre(autre)

    with pytest.raises(EvaluationFermee, match=autre.numero):
        noter(autre, critere(autre), par)

    assert ObservationCritere.objects.count() == 0


def test_r14_the_refusal_says_that_nothing_was_transmitted():
    autre = DossierFactory()

    with pytest.raises(EvaluationFermee) as refus:
        noter(autre, critere(autre), membre(autre))

    assert str(refus.value) == (
        f"La grille du dossier {autre.numero} ne s'écrit pas : le dossier de modalités n'est pas "
        "encore transmis au centre de ressources. Le centre d'examen doit d'abord le transmettre."
    )


def test_r22_only_the_commission_writes_and_as_long_as_it_holds_the_role(dossier, par):
    etranger = UtilisateurFactory(evaluateur=dossier.centre)
    with pytest.raises(AccesPerdu):
        noter(dossier, critere(dossier), etranger)

    par.habilitations.all().delete()
    with pytest.raises(AccesPerdu, match="restent sur cet appareil"):
        noter(dossier, critere(dossier), par)

    assert ObservationCritere.objects.count() == 0


@pytest.mark.parametrize("niveau", [NiveauCritere.NON_ACQUIS, NiveauCritere.NON_OBSERVABLE])
def test_a_tick_is_kept_before_its_comment_is_typed(dossier, par, niveau):
    noter(dossier, critere(dossier), par, niveau)

    assert ObservationCritere.objects.get().niveau == niveau


def test_a_comment_is_kept_before_any_tick(dossier, par):
    noter(dossier, critere(dossier), par, "", "Pompe amorcée.")

    une = ObservationCritere.objects.get()
    assert (une.niveau, une.commentaire) == ("", "Pompe amorcée.")


def test_an_invented_level_is_refused(dossier, par):
    with pytest.raises(ResultatRefuse, match="résultats proposés"):
        noter(dossier, critere(dossier), par, "15/20")


def test_the_scale_of_the_version_is_the_one_that_counts(par, dossier):
    with retoucher(dossier.referentiel) as version:
        version.echelle = [
            {"code": "acquis", "libelle": "Acquis", "sens": "acquis"},
            {"code": "partiel", "libelle": "Partiellement acquis", "sens": "non_acquis"},
            {"code": "non_evalue", "libelle": "Non évalué", "sens": "non_evalue"},
        ]
        type(version).objects.filter(pk=version.pk).update(echelle=version.echelle)

    assert noter(dossier, critere(dossier), par, "partiel").libelle == "Partiellement acquis"
    with pytest.raises(ResultatRefuse, match="résultats proposés"):
        noter(dossier, critere(dossier, 2), par, "non_acquis")


def test_a_comment_of_100_000_signs_is_refused_with_its_length(dossier, par):
    with pytest.raises(ResultatRefuse, match=r"compte 100000 signes, la limite est de 4000") as un:
        noter(dossier, critere(dossier), par, "acquis", "é" * 100_000)

    assert un.value.champ == "commentaire"
    assert ObservationCritere.objects.count() == 0


def test_r1_a_critere_of_another_version_is_refused(dossier, par):
    autre = DossierFactory(transmis=True)

    with pytest.raises(ResultatRefuse, match="autre version du référentiel"):
        noter(dossier, critere(autre), par)

    assert ObservationCritere.objects.count() == 0


def test_r39_a_kept_capacite_is_not_scored(par, dossier):
    origine = DossierFactory(admis=True)
    Dossier.objects.filter(pk=dossier.pk).update(origine=origine)
    dossier.conservees.create(
        capacite=dossier.referentiel.capacites.first(),
        validee_le="2026-01-22",
        session_numero="S-1",
        jusqu_au="2028-01-22",
    )

    with pytest.raises(ResultatRefuse, match="n'est plus à évaluer"):
        noter(dossier, critere(dossier), par)


def test_r13_a_capacite_on_presentation_waits_for_the_report():
    dossier = planifier(
        DossierFactory(transmis=True, rapport_attendu_le=datetime.date(2026, 3, 1)),
        CodeModalite.PRESENTATION_PROJETS,
    )
    par = membre(dossier)
    with pytest.raises(ResultatRefuse, match="rapport du candidat"):
        noter(dossier, critere(dossier), par)

    Dossier.objects.filter(pk=dossier.pk).update(rapport_recu_le=datetime.date(2026, 2, 1))
    assert noter(dossier, critere(dossier), par).niveau == NiveauCritere.ACQUIS


def test_r23_nothing_is_written_once_a_member_has_signed(dossier, par):
    noter_tout(dossier, par)
    dossier.evaluation.signatures.create(evaluateur=par, empreinte="0" * 64)

    with pytest.raises(EvaluationFermee, match="elle est signée"):
        noter(
            dossier, critere(dossier), par, "non_acquis", "Fuite.", portee=Portee.COMMUNE, version=1
        )


# --- Versions and sendings ---------------------------------------------------------------------


def test_each_evaluator_has_a_cell_of_their_own(dossier, par):
    collegue = membre(dossier)

    noter(dossier, critere(dossier), par)
    noter(dossier, critere(dossier), collegue, "non_acquis", "Fuite.")

    lignes = ObservationCritere.objects.order_by("pk").values_list("evaluateur", "niveau")
    assert list(lignes) == [(par.pk, "acquis"), (collegue.pk, "non_acquis")]


def test_the_same_sending_twice_is_written_once(dossier, par):
    saisie = saisie_de(critere(dossier), "acquis")

    versions = [ecrire(dossier.pk, saisie, par=par).version for _ in range(2)]

    assert (versions, TraceCellule.objects.count()) == ([1, 1], 1)


def test_a_value_typed_after_an_unanswered_sending_follows_it(dossier, par):
    """The first one arrived, its answer was lost: the device still thinks the cell is empty."""
    premiere = saisie_de(critere(dossier), "acquis")
    ecrire(dossier.pk, premiere, par=par)

    suivante = refaite(premiere, niveau="non_acquis", precedents=frozenset({premiere.jeton}))

    assert ecrire(dossier.pk, suivante, par=par).version == 2
    assert ObservationCritere.objects.get().niveau == "non_acquis"


def test_an_older_sending_that_comes_last_overwrites_nothing(dossier, par):
    premiere = saisie_de(critere(dossier), "acquis")
    ecrire(dossier.pk, premiere, par=par)
    ecrire(dossier.pk, refaite(premiere, niveau="non_acquis", version=1), par=par)

    with pytest.raises(ConflitDeSaisie) as conflit:
        ecrire(dossier.pk, premiere, par=par)

    assert conflit.value.actuelle.niveau == "non_acquis"
    assert ObservationCritere.objects.get().version == 2


def test_a_replayed_queue_changes_nothing(dossier, par):
    file = [saisie_de(critere(dossier, rang), "acquis", f"Vu {rang}.") for rang in (1, 2)]
    for saisie in file:
        ecrire(dossier.pk, saisie, par=par)
    avant = list(ObservationCritere.objects.values())

    for saisie in reversed(file):
        ecrire(dossier.pk, saisie, par=par)

    assert list(ObservationCritere.objects.values()) == avant


def test_two_devices_of_one_evaluator_are_told_apart(dossier, par):
    ecrire(dossier.pk, saisie_de(critere(dossier), "acquis", "Au poste."), par=par)

    with pytest.raises(ConflitDeSaisie, match="autre appareil") as conflit:
        ecrire(dossier.pk, saisie_de(critere(dossier), "non_acquis", "Fuite."), par=par)

    assert conflit.value.actuelle.commentaire == "Au poste."


def test_the_same_value_from_two_devices_is_no_conflict(dossier, par):
    for _ in range(2):
        ecrire(dossier.pk, saisie_de(critere(dossier), "acquis"), par=par)

    assert ObservationCritere.objects.get().version == 1


@pytest.mark.parametrize("age", [-5 * 3600, 0, 5 * 3600, 10**12])
def test_the_age_of_a_value_never_dates_it_in_the_future_nor_decides_anything(dossier, par, age):
    ecrire(dossier.pk, saisie_de(critere(dossier), "acquis", age=age), par=par)

    trace = TraceCellule.objects.get()
    ancien = timezone.now() - datetime.timedelta(days=30, minutes=1)
    assert ancien <= trace.saisi_le <= trace.cree_le
    assert ObservationCritere.objects.get().version == 1


def test_r50_each_change_of_one_s_own_cell_has_its_trace_out_of_the_journal(dossier, par):
    noter(dossier, critere(dossier), par)
    noter(dossier, critere(dossier), par, "non_acquis", "Fuite.", version=1)

    trace = TraceCellule.objects.first()
    assert (trace.auteur, trace.avant, trace.apres) == (
        par,
        ["acquis", ""],
        ["non_acquis", "Fuite."],
    )
    assert dossier.journal.filter(acte="score").count() == 0


# --- In common ---------------------------------------------------------------------------------


def communiquer(dossier, *membres):
    for un in membres:
        partage.partager(dossier, dossier.capacites_visees(), par=un)


def test_a_colleague_s_change_of_the_common_cell_is_a_conflict(dossier, par):
    collegue = membre(dossier, prenom="Inès", nom="Roy")
    noter(dossier, critere(dossier), par)
    communiquer(dossier, par, collegue)
    noter(
        dossier, critere(dossier), collegue, "non_acquis", "Non.", portee=Portee.COMMUNE, version=1
    )

    with pytest.raises(ConflitDeSaisie, match="Inès Roy a noté ce critère « non acquis »"):
        noter(dossier, critere(dossier), par, "acquis", "Si.", portee=Portee.COMMUNE, version=1)

    assert ResultatCritere.objects.get().commentaire == "Non."


def test_a_value_typed_for_oneself_meets_the_common_cell(dossier, par):
    """Typed without network, it arrives once the capacité was put in common."""
    noter(dossier, critere(dossier), par)
    communiquer(dossier, par)

    with pytest.raises(ConflitDeSaisie) as conflit:
        noter(dossier, critere(dossier), par, "non_acquis", "Fuite.", version=1)

    assert (conflit.value.actuelle.portee, conflit.value.actuelle.version) == (Portee.COMMUNE, 1)


def test_a_shared_capacite_is_not_written_before_it_is_taken_back(dossier, par):
    membre(dossier)
    noter(dossier, critere(dossier), par)
    communiquer(dossier, par)

    with pytest.raises(ResultatRefuse, match="Reprenez-la"):
        noter(dossier, critere(dossier), par, "non_acquis", "Fuite.", version=1)


def test_a_common_cell_is_not_written_before_it_is_common(dossier, par):
    with pytest.raises(ResultatRefuse, match="pas encore mise en commun"):
        noter(dossier, critere(dossier), par, portee=Portee.COMMUNE)


def test_r50_a_common_score_is_in_the_journal_with_before_and_after(dossier, par):
    noter(dossier, critere(dossier), par)
    communiquer(dossier, par)
    noter(dossier, critere(dossier), par, "non_acquis", "Fuite.", portee=Portee.COMMUNE, version=1)

    ligne = dossier.journal.first()
    assert (ligne.libelle, ligne.avant, ligne.apres) == (
        "Critère 1.1 : non acquis.",
        ["acquis", ""],
        ["non_acquis", "Fuite."],
    )


def test_r20_a_critere_that_changes_withdraws_the_conclusion(dossier, par):
    noter_tout(dossier, par)

    une = noter(
        dossier, critere(dossier), par, "non_acquis", "Fuite.", portee=Portee.COMMUNE, version=1
    )

    assert une.conclusion_retiree
    assert [un.capacite.numero for un in ConclusionCapacite.objects.all()] == [2]


def test_the_comment_on_a_capacite_is_a_cell_of_its_own(dossier, par):
    capacite = dossier.capacites_visees()[0]
    saisie = saisie_de(critere(dossier), "", "Soigneux.", genre=Genre.CAPACITE, cle=capacite.pk)

    assert ecrire(dossier.pk, saisie, par=par).version == 1
    assert ObservationCapacite.objects.get().commentaire == "Soigneux."


def test_saving_one_cell_runs_four_statements_of_its_own(dossier, par, django_assert_num_queries):
    """The session and the user make six; a transaction's own words (savepoint) do not count."""
    un = critere(dossier)
    noter(dossier, un, par)

    with django_assert_num_queries(6):  # savepoint, lock, cell, update, trace, release
        noter(dossier, un, par, "non_acquis", "Fuite.", version=1)
