"""Figures on signed sessions: what is counted, for whom, and what is masked."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.models import Habilitation
from dossiers.enums import Parcours
from evaluations.enums import DecisionJury, SensAvis
from evaluations.models import (
    AvisCapacite,
    AvisEntreprise,
    ConclusionCapacite,
    Evaluation,
    ResultatCritere,
)
from evaluations.statistiques.tableaux import tableau_des_delais
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.jury import DeliberationFactory, SessionSigneeFactory
from tests.factories.referentiels import ReferentielFactory

PAGE = reverse("statistiques:page")
ADMIS, PARTIEL, REFUSE = DecisionJury.ADMIS, DecisionJury.PARTIEL, DecisionJury.REFUSE


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def version(db):
    """One capacité of two critères."""
    return ReferentielFactory(nombre_capacites=1)


@pytest.fixture
def gestionnaire(centre):
    return UtilisateurFactory(gestionnaire=centre)


@pytest.fixture
def client(client_de, gestionnaire):
    return client_de(gestionnaire)


@pytest.fixture
def decider(centre, version):
    """Give a decision to so many dossiers of one signed session."""
    session = SessionSigneeFactory(centre=centre)

    def en_faire(nombre, decision=ADMIS, **champs):
        champs = {"dossier__centre": centre, "dossier__referentiel": version, **champs}
        champs.setdefault("session", session)
        return [DeliberationFactory(decision=decision, **champs) for _ in range(nombre)]

    return en_faire


def evaluer(deliberation, conclusion="acquise", *, niveaux=("acquis", "acquis"), validee=True):
    """The commission's grid, then the jury's word."""
    dossier, par = deliberation.dossier, UtilisateurFactory()
    evaluation = Evaluation.objects.create(
        dossier=dossier, verrouillee_le=timezone.make_aware(datetime.datetime(2026, 6, 1))
    )
    capacite = dossier.referentiel.capacites.get()
    ConclusionCapacite.objects.create(
        evaluation=evaluation,
        capacite=capacite,
        conclusion=conclusion,
        commentaire="Vu.",
        evaluee_le=datetime.date(2026, 5, 1),
        auteur=par,
    )
    for critere, niveau in zip(capacite.criteres.all(), niveaux, strict=False):
        ResultatCritere.objects.create(
            evaluation=evaluation, critere=critere, niveau=niveau, auteur=par
        )
    deliberation.capacites.create(capacite=capacite, validee=validee)


def donner_avis(deliberation, sens):
    avis = AvisEntreprise.objects.create(
        dossier=deliberation.dossier,
        signataire="Karim Bensaïd",
        qualite="tuteur",
        fonction="Chef d'atelier",
        signe_le=timezone.now(),
    )
    capacite = deliberation.dossier.referentiel.capacites.get()
    AvisCapacite.objects.create(avis=avis, capacite=capacite, sens=sens, commentaire="Vu.")


def lire(client, code, **filtre) -> dict[str, list[str]]:
    """A table of the page: its cells by head of row."""
    tableaux = client.get(PAGE, filtre).context["statistiques"].tableaux
    return {un.libelle: un.cellules for un in {t.code: t for t in tableaux}[code].lignes}


def codes(client, **filtre) -> list[str]:
    return [un.code for un in client.get(PAGE, filtre).context["statistiques"].tableaux]


# --- Who is counted ---------------------------------------------------------------------------


def test_an_empty_page_says_what_is_counted(client):
    reponse = client.get(PAGE)

    assert "seules les sessions de jury dont le PV est signé" in reponse.content.decode()
    assert_page_accessible(reponse)


def test_only_signed_sessions_of_ones_centres_count(client, decider, version):
    decider(6)
    decider(5, PARTIEL)
    decider(5, session__etat="close", session=SessionSigneeFactory(etat="close"))
    decider(5, DecisionJury.RENVOI)
    decider(5, dossier__centre=CentreFactory())

    assert lire(client, "cqpm") == {
        str(version): ["6", "5", "0", "11", "55 %"],
        "Ensemble": ["6", "5", "0", "11", "55 %"],
    }


def test_r40_the_last_signed_pv_speaks(client, decider, centre):
    siennes = decider(6)
    rectificatif = SessionSigneeFactory(centre=centre, rectifie=siennes[0].session)
    for une in siennes:
        DeliberationFactory(session=rectificatif, dossier=une.dossier, decision=REFUSE)

    assert lire(client, "cqpm")["Ensemble"] == ["0", "0", "6", "6", "0 %"]


def test_who_holds_the_role_in_several_centres_reads_them_together_or_one(
    client, decider, centre, gestionnaire
):
    autre = CentreFactory()
    Habilitation.objects.create(utilisateur=gestionnaire, centre=autre, role="responsable")
    decider(6)
    decider(7, dossier__centre=autre)

    assert lire(client, "cqpm")["Ensemble"][3] == "13"
    reponse = client.get(PAGE, {"centre": autre.pk})
    assert reponse.context["statistiques"].dossiers.texte == "7"
    assert f"{autre.nom} · sessions" in reponse.content.decode()
    assert_page_accessible(reponse)


def test_a_centre_that_is_not_ones_own_is_no_choice(client, decider):
    decider(6)
    etranger = CentreFactory()

    reponse = client.get(PAGE, {"centre": etranger.pk})

    assert reponse.context["statistiques"].dossiers.texte == "6"
    assert etranger.nom not in reponse.content.decode()


def test_period_version_and_route_narrow_the_figures(client, decider, centre):
    decider(6)
    autre = ReferentielFactory()
    vieille = SessionSigneeFactory(centre=centre, date=datetime.date(2025, 6, 15))
    decider(7, session=vieille, dossier__referentiel=autre, dossier__parcours=Parcours.VAE)

    for filtre, nombre in (
        ({"du": "2026-01-01"}, "6"),
        ({"au": "2025-12-31"}, "7"),
        ({"version": autre.pk}, "7"),
        ({"parcours": "vae"}, "7"),
        ({"du": "pas une date"}, "13"),
    ):
        assert client.get(PAGE, filtre).context["statistiques"].dossiers.texte == nombre
    assert "capacites" not in codes(client)
    assert "capacites" in codes(client, version=autre.pk)
    assert lire(client, "parcours")["VAE (validation des acquis de l'expérience)"][0] == "7"


# --- What is counted --------------------------------------------------------------------------


def test_capacites_and_criteres_tell_what_the_commission_found(client, decider, version):
    for une in decider(8):
        evaluer(une)
    for une in decider(6, PARTIEL):
        evaluer(une, "non_acquise", niveaux=["non_acquis"], validee=False)

    capacite = version.capacites.get()
    assert lire(client, "capacites") == {f"1. {capacite.intitule}": ["8", "6", "14", "57 %"]}
    premier, second = (f"1.{un.rang} {un.texte}" for un in capacite.criteres.all())
    assert lire(client, "criteres") == {
        premier: ["8", "6", "0", "0", "14", "57 %", "0 %"],
        # What was left empty counts as not evaluated.
        second: ["8", "0", "6", "0", "14", "57 %", "43 %"],
    }


def test_company_and_jury_stand_beside_the_commission(client, decider, version):
    for une in decider(7):
        evaluer(une)
        donner_avis(une, SensAvis.FAVORABLE)
    for une in decider(5):
        evaluer(une, "non_acquise", validee=True)
        donner_avis(une, SensAvis.FAVORABLE)
    for une in decider(6, PARTIEL):
        evaluer(une, validee=False)
        donner_avis(une, SensAvis.DEFAVORABLE)

    nom = f"1. {version.capacites.get().intitule}"
    assert lire(client, "avis") == {nom: ["7", "5", "6", "0", "18", "39 %"]}
    assert lire(client, "jury") == {nom: ["7", "5", "6", "18", "39 %"]}


def test_delays_give_the_median_and_the_quartiles_in_days(client, decider):
    for une in decider(5):
        evaluer(une)

    # 15/01 → 22/01 → 01/06 → 15/06, signed the same day
    assert lire(client, "delais") == {
        "De l'inscription à la transmission": ["5", "7", "7", "7"],
        "De la transmission aux évaluations closes": ["5", "130", "130", "130"],
        "Des évaluations closes au jury": ["5", "14", "14", "14"],
        "Du jury au PV signé": ["5", "0", "0", "0"],
        "De l'inscription au PV signé": ["5", "151", "151", "151"],
    }


def test_quartiles_are_read_between_two_days():
    lignes = tableau_des_delais([("Étape", [1, 2, 4, 10, 20, 30])], 5).lignes

    assert lignes[0].cellules == ["6", "2,5", "7", "17,5"]


# --- What is masked ---------------------------------------------------------------------------


def test_fewer_than_five_people_give_no_figure_at_all(client, decider):
    for une in decider(4):
        evaluer(une)
        donner_avis(une, SensAvis.FAVORABLE)

    reponse = client.get(PAGE)

    montres = {
        cellule
        for un in reponse.context["statistiques"].tableaux
        for ligne in un.lignes
        for cellule in ligne.cellules
    }
    assert montres == {"< 5", "0", "–"}
    assert reponse.context["statistiques"].dossiers.texte == "< 5"
    assert_page_accessible(reponse)


def test_a_small_count_is_not_given_back_by_subtraction(client, decider):
    decider(20)
    decider(3, REFUSE)
    decider(6, dossier__parcours=Parcours.VAE)
    decider(2, dossier__parcours=Parcours.INTERIM)

    assert lire(client, "parcours") == {
        "Formation (salarié)": ["masqué", "0", "< 5", "23", "–"],
        "Intérim": ["< 5", "0", "0", "< 5", "–"],
        "VAE (validation des acquis de l'expérience)": ["masqué", "0", "0", "masqué", "–"],
        "Ensemble": ["masqué", "0", "< 5", "31", "–"],
    }


def test_the_page_of_a_version_hides_what_the_page_of_all_hides(client, decider, version):
    for une in [*decider(20), *decider(9, REFUSE)]:
        evaluer(une)
    autre = ReferentielFactory()
    decider(3, REFUSE, dossier__referentiel=autre)

    toutes, seule = lire(client, "cqpm"), lire(client, "cqpm", version=version.pk)

    assert toutes[str(version)] == seule[str(version)] == ["masqué", "0", "masqué", "masqué", "–"]
    assert lire(client, "parcours", version=version.pk)["Ensemble"] == seule["Ensemble"]
    assert client.get(PAGE, {"version": version.pk}).context["statistiques"].dossiers.texte == (
        "masqué"
    )
    for code, place in (("delais", 0), ("capacites", 2), ("capacites", 0), ("criteres", 4)):
        cellules = [une[place] for une in lire(client, code, version=version.pk).values()]
        assert set(cellules) <= {"masqué", "0"}


def test_the_page_of_a_route_hides_what_the_page_of_all_hides(client, decider):
    decider(20)
    decider(9, REFUSE)
    decider(3, REFUSE, dossier__parcours=Parcours.VAE)

    formation = lire(client, "parcours")["Formation (salarié)"]
    seule = lire(client, "parcours", parcours="formation")

    assert seule == {"Formation (salarié)": formation, "Ensemble": formation}
    assert formation[2] == "masqué"


def test_the_minimum_is_a_setting(client, decider, settings):
    settings.CQPM_STATISTIQUES_MINIMUM = 10
    decider(6)

    assert lire(client, "cqpm")["Ensemble"] == ["< 10", "0", "0", "< 10", "–"]


def test_the_file_behind_a_table_is_masked_the_same_way(client, decider, version):
    decider(20)
    decider(3, REFUSE)

    reponse = client.get(reverse("statistiques:fichier", args=["cqpm"]), {"version": version.pk})

    texte = io.StringIO(reponse.content.decode("utf-8-sig"), newline="")
    tete, *lignes = csv.reader(texte, delimiter=";")
    assert tete == [
        *("Réussite par CQPM", "Admis", "Validation partielle", "Non admis", "Total", "Réussite")
    ]
    assert lignes[0][1:] == ["masqué", "0", "< 5", "23", "–"]


def test_r25_no_mark_and_no_average_is_told(client, decider):
    for une in decider(6):
        evaluer(une)

    texte = client.get(PAGE).content.decode().lower()

    assert [mot for mot in ("moyenne", "note sur", "sur 20", "points") if mot in texte] == []


def test_a_table_that_does_not_exist_is_not_found(client, decider):
    decider(6)

    assert client.get(reverse("statistiques:fichier", args=["inconnu"])).status_code == 404


# --- The page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [5, 12])
def test_the_page_costs_the_same_whatever_the_number(
    client, decider, nombre, django_assert_num_queries
):
    for une in decider(nombre):
        evaluer(une)
        donner_avis(une, SensAvis.FAVORABLE)

    # session, user, roles, versions, centres, the first two tables, then one for each other
    with django_assert_num_queries(11):
        reponse = client.get(PAGE)

    assert_page_accessible(reponse)
