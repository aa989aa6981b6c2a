"""The filters of the list: each keeps what it says, and a bad word is said, never a failure."""

import datetime

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from dossiers.attentes import ATTENTES, Acteur, Attente
from dossiers.enums import EtatDossier, Parcours
from dossiers.forms.filtres import FiltreDossiers
from dossiers.models import Dossier
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import planifier

HIER = timezone.localdate() - datetime.timedelta(days=1)
DEMAIN = timezone.localdate() + datetime.timedelta(days=1)
AVEC_ECHEANCE = [
    *ATTENTES,
    Attente(
        "rapport",
        "Rapport à recevoir",
        Acteur.CANDIDAT,
        lambda dossiers: dossiers.filter(rapport_recu_le=None, rapport_attendu_le__isnull=False),
        "dossiers:rapport",
        F("rapport_attendu_le"),
    ),
]


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


def trouves(client, requete: str) -> list[Dossier]:
    return client.get(f"{reverse('dossiers:liste')}?{requete}").context["dossiers"]


# --- Search -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requete", "trouve"),
    [
        ("leveque", True),
        ("LÉVÊQUE", True),
        ("anais", True),
        ("coeur", True),
        ("petit", True),
        ("essais procédés", True),
        ("essais inconnu", False),
        ("grenoble", False),
        ("bensaid", True),
        ("362521879 00034", True),
        ("", True),
        ("---", False),
        ("' OR 1=1 %", False),
    ],
)
def test_every_word_of_the_search_must_be_found(client, centre, gestionnaire, requete, trouve):
    DossierFactory(
        centre=centre,
        candidat__nom="Lévêque",
        candidat__nom_usage="Petit",
        entreprise__raison_sociale="Procédés du Cœur",
        entreprise__siret="36252187900034",
    )

    reponse = client.get(reverse("dossiers:liste"), {"q": requete})

    assert len(reponse.context["dossiers"]) == trouve
    assert_page_accessible(reponse)


def test_a_dossier_is_found_by_its_number_and_its_cqpm(client, centre, gestionnaire):
    dossier, _ = DossierFactory.create_batch(2, centre=centre)

    assert trouves(client, f"q={dossier.numero}") == [dossier]
    assert trouves(client, f"q={dossier.referentiel.numero}".replace(" ", "+")) == [dossier]


# --- Each filter ------------------------------------------------------------------------------


def test_several_states_at_once(client, centre, gestionnaire):
    inscrit = DossierFactory(centre=centre)
    transmis = DossierFactory(centre=centre, transmis=True)
    DossierFactory(centre=centre, admis=True)

    assert trouves(client, "etat=transmis") == [transmis]
    assert trouves(client, "etat=transmis&etat=inscrit") == [transmis, inscrit]


def test_a_version_or_all_the_versions_of_a_cqpm(client, centre, gestionnaire):
    ancienne, recente = (
        ReferentielFactory(numero="MQ 1", date_modification=datetime.date(annee, 1, 1))
        for annee in (2013, 2018)
    )
    vieux = DossierFactory(centre=centre, referentiel=ancienne)
    neuf = DossierFactory(centre=centre, referentiel=recente)
    DossierFactory(centre=centre)

    assert trouves(client, f"cqpm={ancienne.pk}") == [vieux]
    assert trouves(client, "cqpm=cqpm:MQ+1") == [neuf, vieux]


def test_the_parcours(client, centre, gestionnaire):
    vae = DossierFactory(centre=centre, vae=True)
    DossierFactory(centre=centre)

    assert trouves(client, f"parcours={Parcours.VAE}") == [vae]


@pytest.mark.parametrize("requete", ["procedes", "Procédés+LYON", "36252187900034"])
def test_the_company_by_its_words(client, centre, gestionnaire, requete):
    dossier = DossierFactory(
        centre=centre,
        entreprise__raison_sociale="Procédés",
        entreprise__ville="Lyon",
        entreprise__siret="36252187900034",
    )
    DossierFactory(centre=centre, entreprise__raison_sociale="Cryo")

    assert trouves(client, f"entreprise={requete}") == [dossier]
    assert trouves(client, "entreprise=---") == []


def test_the_evaluator(client, centre, gestionnaire):
    evaluateur = UtilisateurFactory(evaluateur=centre)
    dossier = AffectationFactory(dossier__centre=centre, utilisateur=evaluateur).dossier
    AffectationFactory(dossier__centre=centre, utilisateur=evaluateur, jury=True)

    reponse = client.get(reverse("dossiers:liste"), {"evaluateur": evaluateur.pk})

    assert reponse.context["dossiers"] == [dossier]
    assert [un.libelle for un in reponse.context["filtre"].puces] == ["Évaluateur"]
    assert_page_accessible(reponse)


def test_an_evaluator_has_no_filter_on_the_others(client, centre):
    client.force_login(AffectationFactory(dossier__centre=centre).utilisateur)

    assert "evaluateur" not in client.get(reverse("dossiers:liste")).context["filtre"].form.fields


def test_registered_between_two_days(client, centre, gestionnaire):
    jours = [datetime.date(2026, 1, jour) for jour in (1, 2, 3)]
    dossiers = [DossierFactory(centre=centre, inscrit_le=jour) for jour in jours]

    assert trouves(client, "inscrit_du=2026-01-02&inscrit_au=2026-01-02") == [dossiers[1]]
    assert trouves(client, "inscrit_du=2026-01-02") == dossiers[:0:-1]


def test_an_expected_act(client, centre, gestionnaire):
    dossier = planifier(DossierFactory(centre=centre, modalites_completes=True))
    DossierFactory(centre=centre)

    assert trouves(client, "acte=transmission") == [dossier]


def test_a_postponed_dossier_waits_for_no_act(client, centre, gestionnaire):
    dossier = planifier(DossierFactory(centre=centre, modalites_completes=True))
    planifier(DossierFactory(centre=centre, modalites_completes=True, report_jusqu_au=DEMAIN))

    assert trouves(client, "acte=transmission") == [dossier]


def test_what_is_late(client, centre, gestionnaire, settings):
    settings.CQPM_ATTENTES = [f"{__name__}.AVEC_ECHEANCE"]
    en_retard = DossierFactory(centre=centre, rapport_attendu_le=HIER)
    DossierFactory(centre=centre, rapport_attendu_le=HIER, rapport_recu_le=HIER)
    DossierFactory(centre=centre, rapport_attendu_le=timezone.localdate())

    assert trouves(client, "retard=on") == [en_retard]


def test_what_is_postponed(client, centre, gestionnaire):
    reporte = DossierFactory(centre=centre, report_jusqu_au=DEMAIN)
    DossierFactory(centre=centre, report_jusqu_au=timezone.localdate())
    DossierFactory(centre=centre)

    assert trouves(client, "reporte=on") == [reporte]


def test_what_is_stopped_is_shown_hidden_or_alone(client, centre, gestionnaire):
    en_cours = DossierFactory(centre=centre)
    arretes = [
        DossierFactory(centre=centre, abandonne=True),
        DossierFactory(centre=centre, etat=EtatDossier.NON_RECEVABLE),
    ]

    assert trouves(client, "") == [*arretes[::-1], en_cours]
    assert trouves(client, "arretes=masques") == [en_cours]
    assert trouves(client, "arretes=seuls") == arretes[::-1]


# --- What the page says -----------------------------------------------------------------------


def test_active_filters_are_said_and_dropped_one_by_one(client, centre, gestionnaire):
    evaluateur = UtilisateurFactory(evaluateur=centre, prenom="Ali", nom="Roux")
    requete = (
        "q=zoé&etat=inscrit&etat=transmis&parcours=vae&inscrit_du=2026-01-02&reporte=on"
        f"&evaluateur={evaluateur.pk}&acte=modalites&page=3&bidon=1&tri=nom"
    )

    filtre = FiltreDossiers.de_l_adresse(requete, gestionnaire)

    assert [(un.libelle, un.valeur) for un in filtre.puces] == [
        ("Rechercher", "zoé"),
        ("État", "Modalités à définir"),
        ("État", "Transmis au centre de ressources"),
        ("Parcours", "VAE (validation des acquis de l'expérience)"),
        ("Évaluateur", "Ali Roux"),
        ("Acte attendu", "Modalités à choisir"),
        ("Inscrit du", "02/01/2026"),
        ("Reportés seulement", ""),
    ]
    assert filtre.puces[1].sans == (
        f"q=zo%C3%A9&etat=transmis&parcours=vae&evaluateur={evaluateur.pk}&acte=modalites"
        "&inscrit_du=2026-01-02&reporte=on&tri=nom"
    )
    assert "tri=nom" in filtre.requete
    assert "page" not in filtre.requete


def test_nothing_found_offers_to_drop_the_filters(client, centre, gestionnaire):
    DossierFactory(centre=centre)

    reponse = client.get(reverse("dossiers:liste"), {"q": "introuvable"})

    assert "Aucun dossier ne correspond à ces filtres." in reponse.content.decode()
    assert "Enlever tous les filtres" in reponse.content.decode()
    assert_page_accessible(reponse)


MAUVAIS = [
    "etat=bidon",
    "cqpm=bidon",
    "cqpm=999999",
    "parcours=bidon",
    "evaluateur=999999999999999999999999",
    "evaluateur=bidon",
    "acte=bidon",
    "inscrit_du=bidon",
    "inscrit_du=2026-02-31",
    "inscrit_au=99999-01-01",
    "arretes=bidon",
    "tri=bidon",
    "q=a%00b",
    f"q={'a' * 600}",
    "entreprise=%00",
    "inscrit_du=2026-02-01&inscrit_au=2026-01-01",
]


@pytest.mark.parametrize("requete", MAUVAIS)
def test_a_bad_word_is_said_and_left_out(client, centre, gestionnaire, requete):
    dossier = DossierFactory(centre=centre)

    reponse = client.get(f"{reverse('dossiers:liste')}?{requete}")

    assert reponse.status_code == 200
    assert [un for un in reponse.context["dossiers"] if un != dossier] == []
    assert len(reponse.context["filtre"].erreurs) == 1
    assert "La liste ne tient pas compte" in reponse.content.decode()
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    "requete", ["bidon=1", "page=bidon", "retard=bidon", "tri=", "q=", "etat="]
)
def test_what_means_nothing_is_harmless(client, centre, gestionnaire, requete):
    reponse = client.get(f"{reverse('dossiers:liste')}?{requete}")

    assert reponse.context["filtre"].erreurs == []
