"""The board: what waits for whom, the counters, the due dates, and its constant cost."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers.enums import EtatDossier, NatureSeance
from dossiers.models import Dossier, Recevabilite, ReglagesCentre, Seance
from dossiers.selectors.echeances import echeances
from dossiers.selectors.tableau import tableau
from evaluations.enums import EtatSession
from evaluations.models import SessionJury
from evaluations.services import signature
from referentiels.enums import CodeModalite
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import (
    MOT_DE_PASSE,
    CentreFactory,
    HabilitationFactory,
    UtilisateurFactory,
)
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import AvisEntrepriseFactory, DemandeAvisFactory
from tests.outils import dossier_pret, noter_tout, planifier, reunir

pytestmark = pytest.mark.django_db

LE_JOUR = datetime.date(2026, 6, 15)


def jours(nombre: int) -> datetime.date:
    return LE_JOUR + datetime.timedelta(days=nombre)


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre):
    return UtilisateurFactory(gestionnaire=centre)


def groupes(utilisateur, aujourd_hui=LE_JOUR):
    """Both sides of the board: the code and the count of each group."""
    lu = tableau(utilisateur, aujourd_hui).groupes
    return tuple([(un.code, un.total) for un in cote] for cote in (lu.a_vous, lu.aux_autres))


def nommer(dossier):
    """Name an evaluator of the dossier's centre."""
    evaluateur = UtilisateurFactory(evaluateur=dossier.centre)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)


def proches(centre, aujourd_hui=LE_JOUR):
    """The due dates of a centre: kind, and days from now."""
    return [(un.echeance.code, un.jours) for un in echeances({centre.pk}, aujourd_hui)]


# --- Who is told what -------------------------------------------------------------------------


def test_staff_see_their_acts_and_what_others_must_do(centre, gestionnaire):
    DossierFactory.create_batch(2, centre=centre)
    nomme = planifier(DossierFactory(centre=centre, en_evaluation=True))
    nommer(nomme)
    DemandeAvisFactory(dossier=nomme)
    DossierFactory()

    assert groupes(gestionnaire) == (
        [("modalites", 2), ("accord", 2)],
        [("evaluer", 1), ("avis", 1)],
    )


def test_r13_a_late_report_waits_for_the_manager_alone(centre, gestionnaire):
    champs = {"rapport_attendu_le": jours(-9), "rapport_recu_le": jours(-3)}
    dossier = planifier(
        DossierFactory(centre=centre, en_evaluation=True, vae=True, **champs),
        CodeModalite.PRESENTATION_PROJETS,
    )
    nommer(dossier)
    responsable = UtilisateurFactory(responsable=centre)

    assert groupes(responsable) == ([("rapport_tardif", 1)], [("evaluer", 1)])
    assert groupes(gestionnaire) == ([], [("rapport_tardif", 1), ("evaluer", 1)])


def test_an_evaluator_sees_the_grids_they_have_not_signed(centre):
    evaluatrice, autre = UtilisateurFactory.create_batch(2, evaluateur=centre)
    dossier = planifier(DossierFactory(centre=centre, transmis=True))
    for membre in (evaluatrice, autre):
        AffectationFactory(dossier=dossier, utilisateur=membre)
    AvisEntrepriseFactory(demande__dossier=dossier, demande__repondue=True)
    noter_tout(dossier, evaluatrice)
    signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=evaluatrice)

    assert groupes(evaluatrice) == ([], [])
    assert groupes(autre) == ([("signature_grille", 1)], [])


def test_staff_who_also_evaluate_find_each_act_on_one_side(centre, gestionnaire):
    HabilitationFactory(utilisateur=gestionnaire, centre=centre, role="evaluateur")
    siens, d_autres = (
        planifier(DossierFactory(centre=centre, en_evaluation=True, vae=True)) for _ in range(2)
    )
    AffectationFactory(dossier=siens, utilisateur=gestionnaire)
    nommer(d_autres)

    assert groupes(gestionnaire) == ([("evaluer", 1)], [("evaluer", 1)])


def test_the_most_urgent_come_first_and_the_rest_is_a_link_away(client, centre, gestionnaire):
    for retard in (3, -2, 9, 1, 5, 7):
        dossier = DossierFactory(centre=centre, evaluations_closes=True)
        DemandeAvisFactory(dossier=dossier, echeance=jours(retard))

    (groupe,) = tableau(gestionnaire, LE_JOUR).groupes.aux_autres

    assert [ligne.echeance for ligne in groupe.lignes] == [jours(n) for n in (-2, 1, 3, 5, 7)]
    assert (groupe.total, groupe.url) == (6, "/dossiers/?acte=avis")
    client.force_login(gestionnaire)
    assert "Voir les 6" in client.get("/").content.decode()


def test_every_count_is_the_number_of_rows_of_its_link(client, centre, gestionnaire):
    aujourd_hui = timezone.localdate()
    evaluatrice, autre = UtilisateurFactory.create_batch(2, evaluateur=centre)
    DossierFactory.create_batch(2, centre=centre)
    DossierFactory(centre=centre, report_jusqu_au=aujourd_hui + datetime.timedelta(days=1))
    DossierFactory(centre=centre, admis=True)
    for signataires in ([], [evaluatrice], [autre]):
        dossier = planifier(DossierFactory(centre=centre, transmis=True))
        for membre in (evaluatrice, autre):
            AffectationFactory(dossier=dossier, utilisateur=membre)
        noter_tout(dossier, evaluatrice)
        for membre in signataires:
            signature.signer(dossier, mot_de_passe=MOT_DE_PASSE, par=membre)

    for personne, codes in (
        (gestionnaire, ["modalites", "accord", "signature_grille", "demander_avis"]),
        (evaluatrice, ["signature_grille"]),
    ):
        client.force_login(personne)
        lus = tableau(personne, aujourd_hui).groupes
        cotes = [*lus.a_vous, *lus.aux_autres]
        assert sorted(un.code for un in cotes) == sorted(codes)
        for groupe in cotes:
            lignes = client.get(groupe.url).context["dossiers"]
            assert (groupe.code, len(lignes)) == (groupe.code, groupe.total)


def test_a_postponed_dossier_waits_for_nobody_until_its_day(centre, gestionnaire):
    DossierFactory(centre=centre, modalites_completes=True, report_jusqu_au=jours(1))
    dossier = DossierFactory(
        centre=centre, evaluations_closes=True, report_jusqu_au=jours(3), report_motif="Mission."
    )
    DemandeAvisFactory(dossier=dossier, echeance=jours(2))

    assert (groupes(gestionnaire), proches(centre)) == (([], []), [])
    assert groupes(gestionnaire, jours(3))[1] == [("avis", 1)]
    assert proches(centre, jours(3)) == [("avis", -1)]


# --- The jury ---------------------------------------------------------------------------------


def test_a_session_is_named_once_and_waits_for_the_right_people(centre):
    reunion = reunir(centre, date=timezone.localdate())
    aujourd_hui = timezone.localdate()
    reunion.inscrire(dossier_pret(centre=centre), dossier_pret(centre=centre))

    def vus():
        return [
            groupes(personne, aujourd_hui)
            for personne in (reunion.secretaire, reunion.presidente, reunion.salarie)
        ]

    siege = ([("sieger", 1)], [])
    assert vus() == [([("ouvrir_session", 1)], []), siege, siege]
    reunion.ouvrir()
    assert vus() == [([("decider", 1)], []), ([("decider", 1)], []), siege]
    reunion.suivre_la_commission()
    assert vus() == [
        ([("clore_session", 1)], []),
        ([], [("clore_session", 1)]),
        siege,
    ]
    reunion.clore()
    assert vus() == [([], [("signer_pv", 1)]), ([("signer_pv", 1)], []), ([("signer_pv", 1)], [])]


@pytest.mark.parametrize(
    ("demandes", "convocations", "attendues"),
    [
        (None, None, [("saisine_syndicats", 5), ("convocation_jury", 12)]),
        (-1, None, [("convocation_jury", 12)]),
        (5, 12, []),
        (6, 12, [("saisine_syndicats", 5)]),
        (5, 13, [("convocation_jury", 12)]),
    ],
)
def test_r28_r29_the_notices_of_a_session_twenty_days_away(
    centre, demandes, convocations, attendues
):
    reunion = reunir(centre, date=timezone.localdate())
    SessionJury.objects.filter(pk=reunion.session.pk).update(
        date=jours(20),
        demandes_syndicats_le=None if demandes is None else jours(demandes),
        convocations_le=None if convocations is None else jours(convocations),
    )

    assert proches(centre) == attendues


def test_a_session_that_comes_and_a_pv_to_sign_are_due(centre):
    a_venir, close, signee = (reunir(centre).session for _ in range(3))
    convoque = {"demandes_syndicats_le": jours(-30), "convocations_le": jours(-30)}
    SessionJury.objects.filter(pk=a_venir.pk).update(date=jours(2), **convoque)
    SessionJury.objects.filter(pk=close.pk).update(date=jours(-4), etat=EtatSession.CLOSE)
    SessionJury.objects.filter(pk=signee.pk).update(etat=EtatSession.SIGNEE)

    assert proches(centre) == [("signer_pv", -4), ("ouvrir_session", 2)]


# --- The due dates ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("complet_le", "echeance"),
    [
        ((2026, 4, 20), (2026, 6, 20)),
        ((2025, 12, 31), (2026, 2, 28)),
        ((2026, 4, 30), (2026, 6, 30)),
    ],
)
def test_r43_a_vae_is_answered_two_months_after_its_complete_file(centre, complet_le, echeance):
    dossier = DossierFactory(centre=centre, vae=True, etat=EtatDossier.RECEVABILITE)
    Recevabilite.objects.create(dossier=dossier, complet_le=datetime.date(*complet_le))

    (une,) = echeances({centre.pk}, LE_JOUR)

    assert (une.echeance.code, une.echeance.date) == ("recevabilite", datetime.date(*echeance))


def test_the_report_and_the_opinion_are_due_on_their_day(centre):
    dossier = planifier(
        DossierFactory(centre=centre, transmis=True, rapport_attendu_le=jours(-6)),
        CodeModalite.PRESENTATION_PROJETS,
    )
    AffectationFactory(dossier=dossier)
    DemandeAvisFactory(dossier=dossier, echeance=jours(15))
    DemandeAvisFactory(dossier__centre=centre, dossier__transmis=True, echeance=jours(16))

    assert proches(centre) == [("rapport", -6), ("avis", 15)]


def test_each_centre_has_its_horizon(centre):
    ReglagesCentre.objects.create(centre=centre, horizon_jours=30)
    autre = CentreFactory()
    for lieu in (centre, autre):
        DemandeAvisFactory(
            dossier=DossierFactory(centre=lieu, evaluations_closes=True), echeance=jours(20)
        )

    trouvees = echeances({centre.pk, autre.pk}, LE_JOUR)

    assert [une.echeance.centre_id for une in trouvees] == [centre.pk]


@pytest.mark.parametrize(("fin", "vu"), [(-1, []), (0, [0]), (90, [90]), (91, [])])
def test_r38_the_end_of_a_benefit_is_told_ninety_days_before(centre, fin, vu):
    champs = {"etat": EtatDossier.VALIDATION_PARTIELLE, "conservation_jusqu_au": jours(fin)}
    DossierFactory(centre=centre, avec_transmission=True, **champs)

    assert [nombre for code, nombre in proches(centre) if code == "conservation"] == vu


def test_r39_a_new_presentation_answers_the_end_of_a_benefit(centre):
    premier = DossierFactory(
        centre=centre, etat=EtatDossier.VALIDATION_PARTIELLE, conservation_jusqu_au=jours(10)
    )
    suite = DossierFactory(centre=centre, origine=premier, modalites_completes=True)

    assert proches(centre) == []
    Dossier.objects.filter(pk=suite.pk).update(etat=EtatDossier.ABANDONNE)
    assert proches(centre) == [("conservation", 10)]


@pytest.mark.parametrize(("fin", "vu"), [(-1, []), (0, [0]), (90, [90]), (91, [])])
def test_r38_what_a_presentation_under_way_keeps_is_told_before_it_ends(centre, fin, vu):
    suite = DossierFactory(
        centre=centre, origine=DossierFactory(centre=centre, admis=True), modalites_completes=True
    )
    for jusqu_au, capacite in zip(
        (jours(fin), jours(400)), suite.referentiel.capacites.all(), strict=True
    ):
        suite.conservees.create(
            capacite=capacite, validee_le=LE_JOUR, session_numero="J-1", jusqu_au=jusqu_au
        )

    assert [nombre for code, nombre in proches(centre) if code == "conservation"] == vu
    Dossier.objects.filter(pk=suite.pk).update(etat=EtatDossier.ADMIS)
    assert proches(centre) == []


def test_the_meetings_of_the_week_are_told(centre):
    dossier = DossierFactory(centre=centre, vae=True, etat=EtatDossier.PRET_POUR_JURY)
    minuit = timezone.make_aware(datetime.datetime.combine(LE_JOUR, datetime.time.min))
    for jour, etat in ((0, "prevue"), (6, "prevue"), (7, "prevue"), (2, "annulee"), (-1, "prevue")):
        debut = minuit + datetime.timedelta(days=jour, hours=9)
        Seance.objects.create(
            dossier=dossier,
            nature=NatureSeance.SITUATION_REELLE,
            debut=debut,
            fin=debut + datetime.timedelta(hours=1),
            lieu="Atelier",
            etat=etat,
        )

    assert proches(centre) == [("seance_prevue", 0), ("seance_prevue", 6)]
    Dossier.objects.update(etat=EtatDossier.ADMIS)
    assert proches(centre) == []


# --- The page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 30])
def test_the_board_costs_the_same_whatever_the_number_of_dossiers(
    client, centre, gestionnaire, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        dossier = DossierFactory(centre=centre, en_evaluation=True)
        nommer(dossier)
        DemandeAvisFactory(dossier=dossier)
    DossierFactory.create_batch(nombre, centre=centre)
    for _ in range(nombre):
        SessionJury.objects.create(
            numero=f"S-{SessionJury.objects.count()}",
            centre=centre,
            date=timezone.localdate(),
            lieu="Salle",
        )
    client.force_login(gestionnaire)
    client.get("/")

    with django_assert_num_queries(40):
        reponse = client.get("/")

    assert [un.total for un in reponse.context["tableau"].groupes.a_vous] == [nombre] * 3


def test_an_empty_centre_is_told_where_to_start(client, gestionnaire):
    client.force_login(gestionnaire)

    reponse = client.get("/")

    assert "Bienvenue. Par où commencer ?" in reponse.content.decode()
    assert reverse("dossiers:inscrire") in reponse.content.decode()
    assert_page_accessible(reponse)


@pytest.mark.parametrize("role", ["evaluateur", "jury"])
def test_nothing_waits_for_who_was_entrusted_with_nothing(client, role):
    client.force_login(UtilisateurFactory(**{role: True}))

    reponse = client.get("/")

    assert "Rien ne vous attend aujourd'hui." in reponse.content.decode()
    assert_page_accessible(reponse)


def test_a_full_board_is_accessible_and_each_line_leads_to_its_act(client, centre):
    responsable = UtilisateurFactory(responsable=centre)
    DossierFactory(centre=centre)
    DossierFactory(centre=centre, modalites_completes=True)
    planifier(DossierFactory(centre=centre, modalites_completes=True))
    reunir(centre)
    for trait in ("transmis", "evaluations_closes", "pret_pour_jury"):
        dossier = planifier(DossierFactory(centre=centre, **{trait: True}))
        if trait == "evaluations_closes":
            DemandeAvisFactory(dossier=dossier, echeance=timezone.localdate())
    client.force_login(responsable)

    reponse = client.get("/")

    assert_page_accessible(reponse)
    lu = reponse.context["tableau"]
    lignes = [ligne for un in (*lu.groupes.a_vous, *lu.groupes.aux_autres) for ligne in un.lignes]
    liens = {ligne.url for ligne in lignes} | {un.echeance.url for un in lu.echeances}
    assert {(url, client.get(url).status_code) for url in liens} == {(url, 200) for url in liens}
