"""Meetings: when they may be planned, moved, held (R8, R13, R14), and what clashes."""

import datetime

import pytest
from django.utils import timezone

from dossiers.enums import Acte, EtatDossier, EtatSeance, NatureSeance
from dossiers.errors import DateImpossible, SeanceAConfirmer, SeanceRefusee
from dossiers.models import Dossier, Seance
from dossiers.regles_seances import PARIS, Prevision, creneaux, meme_personne, moment
from dossiers.selectors.seances import capacites_par_nature
from dossiers.services import seances
from tests.concurrence import en_meme_temps
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.seances import ConvocationFactory, SeanceFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db
HEURE = datetime.timedelta(hours=1)


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def dossier(centre):
    return planifier(DossierFactory(centre=centre, transmis=True))


def bientot(jours=10) -> datetime.datetime:
    demain = timezone.localdate() + datetime.timedelta(days=jours)
    return datetime.datetime.combine(demain, datetime.time(9, 30), tzinfo=PARIS)


def prevision(debut=None, duree=HEURE, **champs) -> Prevision:
    debut = debut or bientot()
    valeurs = {"nature": NatureSeance.SITUATION_REELLE, "lieu": "Atelier 3"} | champs
    return Prevision(debut=debut, fin=debut + duree, **valeurs)


# --- Hours and slots --------------------------------------------------------------------------


def test_hours_are_those_of_france_whatever_the_season():
    ete = moment(datetime.date(2027, 7, 1), datetime.time(9))
    hiver = moment(datetime.date(2027, 12, 1), datetime.time(9))

    assert [un.astimezone(datetime.UTC).hour for un in (ete, hiver)] == [7, 8]


def test_the_hour_that_summer_time_jumps_over_does_not_exist():
    assert moment(datetime.date(2027, 3, 28), datetime.time(2, 30)) is None
    deux_fois = moment(datetime.date(2027, 10, 31), datetime.time(2, 30))
    assert deux_fois.astimezone(datetime.UTC).hour == 0


def test_slots_follow_one_another_by_the_clock_of_the_wall():
    debut = datetime.datetime(2027, 3, 27, 23, 0, tzinfo=PARIS)

    proposes = creneaux(debut, HEURE, datetime.timedelta(minutes=10), 3)

    assert [f"{un:%H:%M}" for un, _ in proposes] == ["23:00", "00:10", "01:20"]


@pytest.mark.parametrize(
    ("un", "autre", "attendu"),
    [("Éléonore Dupont", "DUPONT eleonore", True), ("", "", False), ("Ana Roy", "Ana Ray", False)],
)
def test_names_are_compared_without_accents_nor_order(un, autre, attendu):
    assert meme_personne(un, autre) is attendu


# --- Planning one -----------------------------------------------------------------------------


def test_a_meeting_is_planned_and_written_in_the_journal(dossier, gestionnaire):
    capacites = dossier.capacites_visees()

    seance = seances.planifier(dossier, prevision(capacites=capacites), par=gestionnaire)

    assert (seance.etat, seance.sequence, list(seance.capacites.all())) == (
        EtatSeance.PREVUE,
        0,
        capacites,
    )
    ligne = dossier.journal.get()
    assert (ligne.acte, ligne.libelle) == (
        Acte.SEANCE,
        f"Séance prévue : Évaluation en situation professionnelle réelle, le {bientot():%d/%m/%Y} "
        "de 09:30 à 10:30, Atelier 3.",
    )


@pytest.mark.parametrize(
    ("etat", "permis"),
    [
        (EtatDossier.INSCRIT, False),
        (EtatDossier.MODALITES_COMPLETES, True),
        (EtatDossier.TRANSMIS, True),
        (EtatDossier.EN_EVALUATION, True),
        (EtatDossier.EVALUATIONS_CLOSES, False),
        (EtatDossier.EN_SESSION, False),
        (EtatDossier.ABANDONNE, False),
    ],
)
def test_r14_planned_once_the_plan_is_complete(dossier, gestionnaire, etat, permis):
    Dossier.objects.filter(pk=dossier.pk).update(etat=etat)

    if permis:
        seances.planifier(dossier, prevision(), par=gestionnaire)
    else:
        with pytest.raises(SeanceRefusee):
            seances.planifier(dossier, prevision(), par=gestionnaire)

    assert Seance.objects.count() == permis


def test_after_the_grid_is_closed_only_the_interview_is_left(gestionnaire, centre):
    dossier = DossierFactory(
        centre=centre, evaluations_closes=True, referentiel__entretien_requis=True
    )

    seances.planifier(dossier, prevision(nature=NatureSeance.ENTRETIEN), par=gestionnaire)

    assert set(capacites_par_nature(dossier)) == {"entretien"}


def test_a_past_date_is_refused_and_nothing_is_kept(dossier, gestionnaire):
    with pytest.raises(SeanceRefusee) as refus:
        seances.planifier(dossier, prevision(bientot(-2)), par=gestionnaire)

    assert refus.value.champ == "jour"
    assert str(refus.value).startswith(f"Le {bientot(-2):%d/%m/%Y à %H:%M} est déjà passé")
    assert Seance.objects.count() == 0


def test_a_past_meeting_is_recorded_as_held(dossier, gestionnaire):
    seance = seances.planifier(dossier, prevision(bientot(-2)), deja_tenue=True, par=gestionnaire)

    assert seance.etat == EtatSeance.TENUE


def test_r8_not_before_the_registration(dossier, gestionnaire):
    avant = datetime.datetime(2026, 1, 14, 9, tzinfo=PARIS)

    with pytest.raises(DateImpossible):
        seances.planifier(dossier, prevision(avant), deja_tenue=True, par=gestionnaire)


def test_r14_not_held_before_the_transmission(dossier, gestionnaire):
    entre = datetime.datetime(2026, 1, 20, 9, tzinfo=PARIS)

    with pytest.raises(SeanceRefusee, match=r"transmis le 22/01/2026"):
        seances.planifier(dossier, prevision(entre), deja_tenue=True, par=gestionnaire)


@pytest.mark.parametrize(
    "champs",
    [
        {"nature": NatureSeance.ENTRETIEN},
        {"nature": "inconnue"},
        {"duree": datetime.timedelta(0)},
        {"duree": -HEURE},
        {"duree": 13 * HEURE},
    ],
)
def test_what_the_plan_or_the_clock_does_not_allow_is_refused(dossier, gestionnaire, champs):
    with pytest.raises(SeanceRefusee):
        seances.planifier(dossier, prevision(**champs), par=gestionnaire)


def test_an_evaluator_outside_the_commission_is_refused(dossier, gestionnaire):
    with pytest.raises(SeanceRefusee, match="ne fait pas partie de la commission"):
        seances.planifier(dossier, prevision(evaluateurs=[UtilisateurFactory()]), par=gestionnaire)


# --- Warnings ---------------------------------------------------------------------------------


def test_r13_a_presentation_before_the_deadline_of_the_report_is_a_warning(centre, gestionnaire):
    dossier = planifier(DossierFactory(centre=centre, transmis=True), "presentation_projets")
    Dossier.objects.filter(pk=dossier.pk).update(rapport_attendu_le=bientot(12).date())
    voulue = prevision(nature=NatureSeance.PRESENTATION_PROJETS)

    with pytest.raises(SeanceAConfirmer) as refus:
        seances.planifier(dossier, voulue, par=gestionnaire)
    assert refus.value.alertes == [
        f"La présentation est prévue avant la date limite du rapport, le {bientot(12):%d/%m/%Y}."
    ]
    assert seances.planifier(dossier, voulue, par=gestionnaire, confirme=True).pk


def test_an_evaluator_expected_elsewhere_is_a_warning(centre, dossier, gestionnaire):
    evaluateur = AffectationFactory(dossier=dossier).utilisateur
    autre = DossierFactory(centre=centre, transmis=True)
    AffectationFactory(dossier=autre, utilisateur=evaluateur)
    SeanceFactory(dossier=autre, debut=bientot(), fin=bientot() + HEURE)
    SeanceFactory(dossier=autre, debut=bientot(), fin=bientot() + HEURE, annulee=True)

    with pytest.raises(SeanceAConfirmer) as refus:
        seances.planifier(dossier, prevision(bientot() + HEURE / 2), par=gestionnaire)

    assert refus.value.alertes == [
        f"{evaluateur} : déjà attendu au même moment pour le dossier {autre.numero}, de 09:30 à "
        "10:30."
    ]
    assert seances.planifier(dossier, prevision(bientot() + HEURE), par=gestionnaire).pk


def test_the_candidate_cannot_be_in_two_places(centre, dossier, gestionnaire):
    autre = DossierFactory(centre=centre, transmis=True, candidat=dossier.candidat)
    SeanceFactory(dossier=autre, debut=bientot(), fin=bientot() + HEURE)

    with pytest.raises(SeanceAConfirmer, match=r"\(candidat\) : déjà attendu"):
        seances.planifier(dossier, prevision(), par=gestionnaire)


# --- Moving, cancelling, holding --------------------------------------------------------------


def test_moving_grows_the_version_and_asks_why_once_people_were_convened(dossier, gestionnaire):
    seance = SeanceFactory(dossier=dossier)
    ConvocationFactory(seance=seance, envoyee=True)
    voulue = prevision(bientot(20))

    with pytest.raises(SeanceRefusee) as refus:
        seances.modifier(seance, voulue, version=0, par=gestionnaire)
    assert refus.value.champ == "motif"
    seances.modifier(seance, voulue, version=0, motif="Salle prise.", par=gestionnaire)

    uid = seance.uid
    seance.refresh_from_db()
    assert (seance.sequence, seance.uid, seance.debut) == (1, uid, bientot(20))


def test_saving_without_a_change_changes_nothing(dossier, gestionnaire):
    seance = seances.planifier(dossier, prevision(), par=gestionnaire)

    seances.modifier(seance, prevision(), version=0, par=gestionnaire)

    seance.refresh_from_db()
    assert (seance.sequence, dossier.journal.count()) == (0, 1)


def test_a_stale_page_does_not_overwrite_the_work_of_another(dossier, gestionnaire):
    seance = SeanceFactory(dossier=dossier, sequence=1)

    with pytest.raises(SeanceRefusee, match="Une autre personne a modifié"):
        seances.annuler(seance, motif="Panne de machine.", version=0, par=gestionnaire)

    seance.refresh_from_db()
    assert seance.etat == EtatSeance.PREVUE


@pytest.mark.parametrize(
    ("acte", "etat", "sequence"),
    [
        (seances.tenir, EtatSeance.TENUE, 0),
        (seances.noter_absence, EtatSeance.ABSENCE, 0),
        (seances.annuler, EtatSeance.ANNULEE, 1),
    ],
)
def test_what_happened_is_recorded_once(dossier, gestionnaire, acte, etat, sequence):
    seance = SeanceFactory(dossier=dossier, passee=True)
    motif = {} if acte is seances.tenir else {"motif": "Train supprimé."}

    acte(seance, version=0, par=gestionnaire, **motif)

    seance.refresh_from_db()
    assert (seance.etat, seance.sequence) == (etat, sequence)
    with pytest.raises(SeanceRefusee):
        acte(seance, version=sequence, par=gestionnaire, **motif)
    assert dossier.journal.count() == 1


@pytest.mark.parametrize("acte", [seances.tenir, seances.noter_absence])
def test_what_has_not_begun_did_not_happen(dossier, gestionnaire, acte):
    motif = {} if acte is seances.tenir else {"motif": "Train supprimé."}

    with pytest.raises(SeanceRefusee):
        acte(SeanceFactory(dossier=dossier), version=0, par=gestionnaire, **motif)


@pytest.mark.django_db(transaction=True)
def test_two_people_move_the_same_meeting_at_once_and_one_is_told(centre):
    dossier = planifier(DossierFactory(centre=centre, transmis=True))
    seance, par = SeanceFactory(dossier=dossier), UtilisateurFactory(gestionnaire=centre)

    issues = en_meme_temps(
        *[
            lambda jours=jours: seances.modifier(
                Seance.objects.get(pk=seance.pk), prevision(bientot(jours)), version=0, par=par
            )
            for jours in (20, 30)
        ]
    )

    assert sorted(type(une).__name__ for une in issues) == ["Seance", "SeanceRefusee"]
    seance.refresh_from_db()
    assert seance.sequence == 1
