"""Companies and tutors: looked up, created in place, corrected; never renamed silently."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from dossiers.enums import Parcours
from dossiers.errors import EntrepriseRefusee, InscriptionRefusee, TuteurDifferent
from dossiers.identite import Accueil, Identite
from dossiers.models import Dossier, Entreprise, Tuteur
from dossiers.naissance import DateNaissance
from dossiers.services.accueil import (
    DecisionTuteur,
    corriger_entreprise,
    corriger_tuteur,
    trouver_ou_creer,
)
from dossiers.services.inscription import inscrire
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import (
    AffectationFactory,
    DossierFactory,
    EntrepriseFactory,
    TuteurFactory,
)
from tests.factories.referentiels import ReferentielFactory

pytestmark = pytest.mark.django_db

SIRET = "73282932000074"
AUTRE_SIRET = "35600000000048"
ALI = Accueil("Cryo Sud", "Nice", "Ali", "Roux", "ali@example.org", "Chef", "tuteur")


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


def trouver(centre, **champs) -> Entreprise:
    entreprise, _ = trouver_ou_creer(centre, Accueil(**champs), par=UtilisateurFactory())
    return entreprise


@pytest.mark.parametrize(
    "champs",
    [
        {"raison_sociale": "Procédés & Vide", "ville": "Nîmes"},
        {"raison_sociale": "PROCEDES ET VIDE".replace("ET ", ""), "ville": "nimes"},
        {"raison_sociale": "Procédés & Vide"},
        {"raison_sociale": "procédés vide", "siret": "732 829 320 00074"},
    ],
)
def test_a_known_company_is_found_whatever_the_accents(centre, champs):
    connue = EntrepriseFactory(
        centre=centre, raison_sociale="Procédés & Vide", ville="Nîmes", siret=SIRET
    )

    assert trouver(centre, **champs) == connue
    connue.refresh_from_db()
    assert connue.raison_sociale == "Procédés & Vide"


def test_another_town_or_another_centre_is_another_company(centre):
    connue = EntrepriseFactory(centre=centre, raison_sociale="Vide", ville="Nîmes")

    assert trouver(centre, raison_sociale="Vide", ville="Metz") != connue
    assert trouver(CentreFactory(), raison_sociale="Vide", ville="Nîmes") != connue


def test_a_siret_completes_a_known_company_and_is_kept_as_digits(centre):
    EntrepriseFactory(centre=centre, raison_sociale="Vide", ville="Nîmes")

    assert trouver(centre, raison_sociale="Vide", siret="732 829 320 00074").siret == SIRET


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"raison_sociale": "Autre", "siret": SIRET}, "siret"),
        ({"raison_sociale": "Vide", "ville": "Metz", "siret": SIRET}, "siret"),
        ({"raison_sociale": "Vide", "ville": "Nîmes", "siret": AUTRE_SIRET}, "siret"),
        ({"raison_sociale": "Deux"}, "raison_sociale"),
    ],
)
def test_a_doubtful_company_is_asked_about(centre, champs, champ):
    EntrepriseFactory(centre=centre, raison_sociale="Vide", ville="Nîmes", siret=SIRET)
    EntrepriseFactory(centre=centre, raison_sociale="Deux", ville="Lyon")
    EntrepriseFactory(centre=centre, raison_sociale="Deux", ville="Metz")

    with pytest.raises(InscriptionRefusee) as refus:
        trouver(centre, **champs)

    assert refus.value.champ == champ
    assert Entreprise.objects.count() == 3


# --- The tutor --------------------------------------------------------------------------------


@pytest.fixture
def ali(centre):
    entreprise = EntrepriseFactory(centre=centre, raison_sociale="Cryo Sud", ville="Nice")
    return TuteurFactory(
        entreprise=entreprise, prenom="Ali", nom="Roux", courriel="Ali@example.org", fonction="Chef"
    )


@pytest.mark.parametrize("dit", [ALI, replace(ALI, tuteur_fonction="", tuteur_qualite="")])
def test_the_same_tutor_is_found_again(centre, ali, dit):
    assert trouver_ou_creer(centre, dit, par=UtilisateurFactory())[1] == ali


@pytest.mark.parametrize("change", [{"tuteur_nom": "Blanc"}, {"tuteur_fonction": "Directeur"}])
def test_a_known_tutor_is_never_renamed_without_being_asked(centre, ali, change):
    dit, par = replace(ALI, **change), UtilisateurFactory()

    with pytest.raises(TuteurDifferent, match="Ali Roux, tuteur déjà connu"):
        trouver_ou_creer(centre, dit, par=par)
    with pytest.raises(TuteurDifferent):
        trouver_ou_creer(centre, dit, par=par, decision=DecisionTuteur(ali.pk + 1, corriger=True))

    trouver_ou_creer(centre, dit, par=par, decision=DecisionTuteur(ali.pk, corriger=False))
    ali.refresh_from_db()
    assert (ali.nom, ali.fonction) == ("Roux", "Chef")
    trouver_ou_creer(centre, dit, par=par, decision=DecisionTuteur(ali.pk, corriger=True))
    ali.refresh_from_db()
    assert (ali.nom, ali.fonction) == (dit.tuteur_nom, dit.tuteur_fonction)


def test_the_page_asks_then_keeps_or_corrects_the_tutor(client, centre, gestionnaire, ali):
    saisie = {
        "centre": centre.pk,
        "referentiel": ReferentielFactory().pk,
        "parcours": "formation",
        "inscrit_le": "2026-01-15",
        "prenom": "Zoé",
        "nom": "Petit",
        "naissance": "1999",
        "raison_sociale": "Cryo Sud",
        "tuteur_prenom": "Ali",
        "tuteur_nom": "Blanc",
        "tuteur_courriel": "ali@example.org",
        "tuteur_qualite": "tuteur",
    }
    url = reverse("dossiers:inscrire")

    question = client.post(url, saisie)
    assert question.context["form"].tuteur_connu == ali
    assert_page_accessible(question)
    assert Dossier.objects.count() == 0
    client.post(url, saisie | {"tuteur_vu": ali.pk, "tuteur_choix": "connu"})

    assert Dossier.objects.get().tuteur == ali
    assert Tuteur.objects.get().nom == "Roux"


def test_a_chosen_company_and_tutor_need_not_be_typed(client, centre, gestionnaire, ali):
    etrangere = TuteurFactory()
    saisie = {
        "centre": centre.pk,
        "referentiel": ReferentielFactory().pk,
        "parcours": "formation",
        "inscrit_le": "2026-01-15",
        "prenom": "Zoé",
        "nom": "Petit",
        "naissance": "1999",
        "raison_sociale": "cryo",
        "tuteur_qualite": "tuteur",
        "suite": "1",
    }
    url = reverse("dossiers:inscrire")
    forge = {"entreprise": etrangere.entreprise_id, "tuteur": etrangere.pk}

    refus = client.post(url, saisie | forge)
    assert set(refus.context["form"].errors) == {"entreprise", "tuteur"}
    reponse = client.post(url, saisie | {"entreprise": ali.entreprise_id, "tuteur": ali.pk})

    dossier = Dossier.objects.get()
    assert (dossier.entreprise, dossier.tuteur) == (ali.entreprise, ali)
    assert reponse["Location"] == f"{url}?comme={dossier.pk}"
    suite = client.get(reponse["Location"])
    form = suite.context["form"]
    assert form["referentiel"].value() == dossier.referentiel_id
    assert (form["parcours"].value(), form["prenom"].value()) == ("formation", None)
    assert (form.proposition.entreprise, form.proposition.tuteurs) == (ali.entreprise, [ali])
    assert_page_accessible(suite)


# --- The pages --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "trouve"), [("cryo nice", 1), ("CRYO", 1), (SIRET[:9], 1), ("c", 0), ("metz", 0)]
)
def test_companies_are_looked_up_while_typing(client, centre, gestionnaire, ali, texte, trouve):
    Entreprise.objects.get().save()
    ali.entreprise.siret = SIRET
    ali.entreprise.save()
    EntrepriseFactory(raison_sociale="Cryo d'ailleurs", ville="Nice")

    reponse = client.get(reverse("dossiers:entreprises_proposees"), {"raison_sociale": texte})

    assert len(reponse.context["proposition"].entreprises) == trouve


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_runs_no_query_per_company(
    client, centre, gestionnaire, nombre, django_assert_num_queries
):
    DossierFactory.create_batch(nombre, centre=centre)
    DossierFactory()

    with django_assert_num_queries(5):  # session, user, roles, count, companies
        reponse = client.get(reverse("dossiers:entreprises"))

    assert [une.nombre for une in reponse.context["entreprises"]] == [1] * nombre
    assert_page_accessible(reponse)


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_company_s_page_runs_no_query_per_dossier(
    client, centre, gestionnaire, nombre, django_assert_num_queries
):
    entreprise = EntrepriseFactory(centre=centre)
    DossierFactory.create_batch(nombre, centre=centre, entreprise=entreprise)

    with django_assert_num_queries(8):
        # session, user, roles, company, count, tutors, dossiers, opinions
        reponse = client.get(entreprise.get_absolute_url())

    assert len(reponse.context["dossiers"]) == nombre
    assert_page_accessible(reponse)


@pytest.mark.parametrize("texte", ["rien de tel", ""])
def test_an_empty_list_of_companies_is_told(client, gestionnaire, texte):
    assert_page_accessible(client.get(reverse("dossiers:entreprises"), {"q": texte}))


def test_a_correction_is_told_in_every_journal(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, entreprise__raison_sociale="Cryo", tuteur__nom="Roux")
    entreprise = dossier.entreprise
    url = reverse("dossiers:entreprise_modifier", args=[entreprise.pk])
    page = client.get(url)
    assert_page_accessible(page)
    assert page.context["nombre"] == 1

    client.post(url, {"raison_sociale": "Cryo Sud", "ville": "Nice", "siret": "732829320 00074"})
    tuteur = reverse("dossiers:tuteur", args=[entreprise.pk, dossier.tuteur_id])
    assert_page_accessible(client.get(tuteur))
    client.post(
        tuteur,
        {
            "tuteur_prenom": "Ali",
            "tuteur_nom": "Blanc",
            "tuteur_courriel": "ali@example.org",
            "tuteur_qualite": "fonctionnel",
        },
    )

    entreprise.refresh_from_db()
    assert (entreprise.designation, entreprise.siret) == ("Cryo Sud, Nice", SIRET)
    assert [ligne.libelle for ligne in dossier.journal.all()] == [
        "Tuteur corrigé : Ali Blanc.",
        "Entreprise corrigée : Cryo Sud, Nice.",
    ]


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"raison_sociale": "DEUXIEME", "ville": "nimes"}, "raison_sociale"),
        ({"siret": SIRET}, "siret"),
        ({"siret": "1"}, "siret"),
        ({"raison_sociale": "É" * 151}, "raison_sociale"),
    ],
)
def test_a_company_does_not_take_another_one_s_place(centre, change, champ):
    EntrepriseFactory(centre=centre, raison_sociale="Deuxième", ville="Nîmes", siret=SIRET)
    entreprise = EntrepriseFactory(centre=centre, raison_sociale="Première")

    with pytest.raises(EntrepriseRefusee) as refus:
        corriger_entreprise(
            entreprise, Accueil(**{"raison_sociale": "Première"} | change), par=UtilisateurFactory()
        )

    assert refus.value.champ == champ


def test_a_tutor_takes_neither_a_colleague_s_nor_an_evaluator_s_address(centre, ali):
    collegue = TuteurFactory(entreprise=ali.entreprise, courriel="nina@example.org")
    dossier = DossierFactory(centre=centre, entreprise=ali.entreprise, tuteur=ali)
    evaluateur = AffectationFactory(dossier=dossier).utilisateur

    for courriel in (collegue.courriel.upper(), evaluateur.email, ""):
        with pytest.raises(EntrepriseRefusee) as refus:
            corriger_tuteur(ali, replace(ALI, tuteur_courriel=courriel), par=UtilisateurFactory())
        assert refus.value.champ == "tuteur_courriel"


def test_a_refusal_after_the_company_leaves_nothing_half_written(centre, ali):
    with pytest.raises(TuteurDifferent):
        inscrire(
            centre=centre,
            referentiel=ReferentielFactory(),
            parcours=Parcours.FORMATION,
            inscrit_le=datetime.date(2026, 1, 15),
            identite=Identite("Petit", "Zoé", DateNaissance(1999)),
            accueil=replace(ALI, tuteur_nom="Blanc", siret=SIRET),
            par=UtilisateurFactory(),
        )

    assert (Dossier.objects.count(), Entreprise.objects.get().siret) == (0, "")
