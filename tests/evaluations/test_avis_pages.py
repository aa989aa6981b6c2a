"""The staff's page about the opinion: who sees it, what it says, what it does."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import EtatTravail, LienPersonnel, Travail
from dossiers.enums import EtatDossier
from evaluations.enums import EtatLien
from evaluations.liens import etat
from evaluations.models import DemandeAvis, DispenseAvis
from evaluations.selectors.avis import lien_du_jeton
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import (
    AvisEntrepriseFactory,
    DemandeAvisFactory,
    DispenseAvisFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def dossier(centre):
    return DossierFactory(centre=centre, transmis=True)


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def responsable(centre, client):
    utilisateur = UtilisateurFactory(responsable=centre)
    client.force_login(utilisateur)
    return utilisateur


def adresse(nom: str, dossier, *args) -> str:
    return reverse(f"evaluations:{nom}", args=[dossier.pk, *args])


def texte(reponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).split())


def messages(reponse) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


def demande_saisie(**champs) -> dict:
    echeance = timezone.localdate() + datetime.timedelta(days=10)
    return {
        "nom": "Lise Roy",
        "courriel": "lise@example.org",
        "echeance": echeance.isoformat(),
        **champs,
    }


# --- Who ------------------------------------------------------------------------------------


def personne(role: str, dossier):
    """Someone who holds that role about this dossier, or elsewhere."""
    if role == "etranger":
        return UtilisateurFactory(responsable=True)
    personne = UtilisateurFactory(**{role: dossier.centre})
    if role in {"evaluateur", "jury"}:
        AffectationFactory(dossier=dossier, utilisateur=personne, role=role)
    return personne


@pytest.mark.parametrize(
    ("role", "page", "demande", "dispense"),
    [
        ("responsable", 200, 302, 200),
        ("gestionnaire", 200, 302, 403),
        ("evaluateur", 403, 403, 403),
        ("jury", 403, 403, 403),
        ("etranger", 404, 404, 404),
    ],
)
def test_r22_each_role_opens_what_it_may(client_de, dossier, role, page, demande, dispense):
    client = client_de(personne(role, dossier))
    ouverte = DemandeAvisFactory(dossier=dossier)

    assert client.get(adresse("avis", dossier)).status_code == page
    assert client.get(adresse("avis_dispenser", dossier)).status_code == dispense
    assert client.get(adresse("avis_courriel", dossier, ouverte.pk)).status_code == page
    for acte, statut in (
        ("avis_renvoyer", demande),
        ("avis_lien", 200 if demande == 302 else demande),
        ("avis_revoquer", demande),
    ):
        assert client.post(adresse(acte, dossier, ouverte.pk)).status_code == statut
    assert client.post(adresse("avis_demander", dossier), demande_saisie()).status_code == demande
    assert (DemandeAvis.objects.count() == 2) is (demande == 302)


def test_nobody_reads_it_without_signing_in(client, dossier):
    reponse = client.get(adresse("avis", dossier))

    assert (reponse.status_code, reponse["Location"].split("?")[0]) == (
        302,
        reverse("comptes:connexion"),
    )


@pytest.mark.parametrize("acte", ["avis_renvoyer", "avis_lien", "avis_revoquer"])
def test_an_act_is_never_done_by_a_get(client, gestionnaire, dossier, acte):
    demande = DemandeAvisFactory(dossier=dossier)

    assert client.get(adresse(acte, dossier, demande.pk)).status_code == 405
    assert client.get(adresse("avis_demander", dossier)).status_code == 405


@pytest.mark.parametrize("acte", ["avis_renvoyer", "avis_lien", "avis_revoquer"])
def test_r22_the_request_of_another_dossier_is_not_found(client, gestionnaire, dossier, acte):
    autre = DemandeAvisFactory()

    assert client.post(adresse(acte, dossier, autre.pk)).status_code == 404
    autre.refresh_from_db()
    assert autre.est_ouverte


@pytest.mark.parametrize(
    "trait", ["modalites_completes", "pret_pour_jury", "en_session", "admis", "abandonne"]
)
def test_r14_nothing_is_done_outside_the_evaluation(client, responsable, centre, trait):
    dossier = DossierFactory(centre=centre, **{trait: True})

    reponse = client.get(adresse("avis", dossier))

    assert_page_accessible(reponse)
    assert (reponse.context["peut_demander"], reponse.context["peut_dispenser"]) == (False, False)
    assert client.post(adresse("avis_demander", dossier), demande_saisie()).status_code == 403
    assert client.post(adresse("avis_dispenser", dossier), {"motif": "x"}).status_code == 403


# --- What the page says -----------------------------------------------------------------------


def test_the_page_offers_to_ask_the_tutor(client, gestionnaire, dossier):
    reponse = client.get(adresse("avis", dossier))

    assert_page_accessible(reponse)
    assert "À demander" in texte(reponse)
    form = reponse.context["form"]
    assert (form["nom"].value(), form["courriel"].value()) == (
        "Karim Bensaïd",
        dossier.tuteur.courriel,
    )
    assert "dispenser le dossier" not in texte(reponse)


def test_the_page_of_the_responsable_offers_to_dispense(client, responsable, dossier):
    assert adresse("avis_dispenser", dossier) in texte(client.get(adresse("avis", dossier)))


def test_the_page_shows_the_open_request_and_its_mail(client, gestionnaire, dossier):
    demande = DemandeAvisFactory(dossier=dossier, nom="Lise Roy", courriel="lise@example.org")
    DemandeAvisFactory(dossier=dossier, nom="Ancien", revoquee=True)
    travaux.demander("courriel_avis", sujet=f"evaluations.demandeavis:{demande.pk}", cle="essai")

    reponse = client.get(adresse("avis", dossier))

    assert_page_accessible(reponse)
    page = texte(reponse)
    assert "Courriel à Lise Roy</b> : en attente d'envoi." in page
    assert f"{demande.echeance:%d/%m/%Y}" in page
    assert "En retard" not in page
    assert "Ancien" in page


def test_the_page_says_that_the_answer_is_late(client, gestionnaire, dossier):
    hier = timezone.localdate() - datetime.timedelta(days=1)
    DemandeAvisFactory(dossier=dossier, echeance=hier)

    assert "En retard" in texte(client.get(adresse("avis", dossier)))


def test_the_page_shows_the_answer_capacite_by_capacite(client, gestionnaire, dossier):
    AvisEntrepriseFactory(demande__dossier=dossier, sens="defavorable", observations="Motivé.")

    reponse = client.get(adresse("avis", dossier))

    assert_page_accessible(reponse)
    page = texte(reponse)
    assert "Par <b>Karim Bensaïd</b>, tuteur, Chef d'atelier" in page
    assert page.count("Défavorable") == 2
    assert page.count("Peu d'occasions de le voir.") == 2
    assert "Motivé." in page
    assert reponse.context["peut_demander"] is False


def test_the_page_shows_the_reason_of_a_dispense(client, gestionnaire, dossier):
    DispenseAvisFactory(dossier=dossier, accordee_par=UtilisateurFactory(nom="Garnier"))

    page = texte(client.get(adresse("avis", dossier)))

    assert "Aucune entreprise n'a accueilli le candidat." in page
    assert "Garnier" in page


def test_r15_the_page_of_an_exempted_vae_says_so(client, gestionnaire, centre):
    dossier = DossierFactory(centre=centre, transmis=True, vae=True)

    reponse = client.get(adresse("avis", dossier))

    assert_page_accessible(reponse)
    assert "Cette version du référentiel exempte la VAE" in texte(reponse)


def test_r16_the_page_without_company_says_who_may_sign(client, gestionnaire, centre):
    dossier = DossierFactory(
        centre=centre,
        transmis=True,
        sans_entreprise=True,
        vae=True,
        referentiel__avis_vae_exempt=False,
    )

    page = texte(client.get(adresse("avis", dossier)))

    assert "le tuteur de l'entreprise qui l'a accueilli peut signer" in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_capacite_nor_per_request(
    client, gestionnaire, centre, nombre, django_assert_num_queries
):
    dossier = DossierFactory(centre=centre, transmis=True, referentiel__nombre_capacites=nombre)
    DemandeAvisFactory.create_batch(nombre, dossier=dossier, revoquee=True)
    AvisEntrepriseFactory(demande__dossier=dossier)

    # session, user, roles, dossier, affectations, blocs, capacités, opinion and its two lists,
    # exemption, open request, closed requests
    with django_assert_num_queries(17):
        reponse = client.get(adresse("avis", dossier))

    assert len(reponse.context["suivi"].lignes) == nombre
    assert len(reponse.context["closes"]) == nombre


# --- What it does -----------------------------------------------------------------------------


def test_asking_sends_the_request(client, gestionnaire, dossier):
    reponse = client.post(adresse("avis_demander", dossier), demande_saisie(), follow=True)

    demande = DemandeAvis.objects.get()
    assert (demande.nom, demande.courriel, demande.demandee_par) == (
        "Lise Roy",
        "lise@example.org",
        gestionnaire,
    )
    assert messages(reponse) == ["La demande part à Lise Roy (lise@example.org)."]
    assert Travail.objects.get().nature == "courriel_avis"


@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"courriel": "lise"}, "courriel"),
        ({"nom": ""}, "nom"),
        ({"nom": "x" * 121}, "nom"),
        ({"echeance": "demain"}, "echeance"),
        ({"echeance": "2020-01-01"}, "__all__"),
    ],
)
def test_a_refused_request_keeps_what_was_typed(client, gestionnaire, dossier, champs, champ):
    saisie = demande_saisie(**champs)

    reponse = client.post(adresse("avis_demander", dossier), saisie)

    assert_page_accessible(reponse)
    form = reponse.context["form"]
    assert list(form.errors) == [champ]
    assert {nom: form[nom].value() for nom in saisie} == saisie
    assert not DemandeAvis.objects.exists()


def test_r24_an_evaluator_s_address_is_refused_beside_what_was_typed(client, gestionnaire, dossier):
    AffectationFactory(dossier=dossier, utilisateur=UtilisateurFactory(email="lise@example.org"))

    reponse = client.post(adresse("avis_demander", dossier), demande_saisie())

    assert "l'adresse d'un évaluateur de la commission" in texte(reponse)
    assert reponse.context["form"]["nom"].value() == "Lise Roy"


def test_copying_a_link_shows_it_once_and_nobody_keeps_it(client, gestionnaire, dossier, settings):
    settings.ADRESSE_PUBLIQUE = "https://cqpm.example"
    demande = DemandeAvisFactory(dossier=dossier)

    reponse = client.post(adresse("avis_lien", dossier, demande.pk))

    assert_page_accessible(reponse)
    jeton = reponse.context["adresse"].removeprefix("https://cqpm.example/avis/").rstrip("/")
    assert etat(lien_du_jeton(jeton)) == EtatLien.OUVERT
    assert f'value="https://cqpm.example/avis/{jeton}/"' in texte(reponse)
    assert "no-store" in reponse["Cache-Control"]
    assert jeton not in texte(client.get(adresse("avis", dossier)))


def test_sending_again_tells_it(client, gestionnaire, dossier):
    demande = DemandeAvisFactory(dossier=dossier, courriel="lise@example.org")

    reponse = client.post(adresse("avis_renvoyer", dossier, demande.pk), follow=True)

    assert messages(reponse) == ["Le courriel repart à lise@example.org."]
    assert Travail.objects.count() == 1


def test_revoking_closes_the_request(client, gestionnaire, dossier):
    demande = DemandeAvisFactory(dossier=dossier, nom="Lise Roy")

    reponse = client.post(adresse("avis_revoquer", dossier, demande.pk), follow=True)

    demande.refresh_from_db()
    assert demande.revoquee_le is not None
    assert messages(reponse) == ["La demande à Lise Roy est annulée, ses liens ne s'ouvrent plus."]


@pytest.mark.parametrize("acte", ["avis_renvoyer", "avis_lien", "avis_revoquer"])
def test_an_act_on_a_request_closed_meanwhile_is_refused_with_a_sentence(
    client, gestionnaire, dossier, acte
):
    demande = AvisEntrepriseFactory(demande__dossier=dossier).demande

    reponse = client.post(adresse(acte, dossier, demande.pk), follow=True)

    assert messages(reponse) == [
        "La demande d'avis adressée à Karim Bensaïd a déjà reçu sa réponse. Rechargez la page : "
        "une autre personne a peut-être agi."
    ]
    assert not LienPersonnel.objects.exists()


def test_r15_dispensing_asks_a_reason_then_makes_the_dossier_ready(client, responsable, centre):
    dossier = DossierFactory(centre=centre, evaluations_closes=True)
    url = adresse("avis_dispenser", dossier)

    assert_page_accessible(client.get(url))
    refus = client.post(url, {"motif": "aaaaaaaaaaaa bb"})
    assert "Écrivez en quelques mots" in texte(refus)
    assert "aaaaaaaaaaaa bb" in texte(refus)
    assert not DispenseAvis.objects.exists()

    client.post(url, {"motif": "L'entreprise a fermé en mars."})

    dossier.refresh_from_db()
    assert DispenseAvis.objects.get().motif == "L'entreprise a fermé en mars."
    assert dossier.etat == EtatDossier.PRET_POUR_JURY


def test_dispensing_an_answered_dossier_is_refused_with_a_sentence(client, responsable, dossier):
    AvisEntrepriseFactory(demande__dossier=dossier)

    reponse = client.post(adresse("avis_dispenser", dossier), {"motif": "Aucune entreprise ici."})

    assert "a déjà signé son avis" in texte(reponse)


@pytest.mark.parametrize(
    ("etat_du_travail", "dit"),
    [
        (EtatTravail.EN_ATTENTE, "en attente d'envoi"),
        (EtatTravail.TERMINE, "envoyé"),
        (EtatTravail.ECHEC, "l'envoi a échoué"),
    ],
)
def test_the_progress_of_the_mail_is_polled(client, gestionnaire, dossier, etat_du_travail, dit):
    demande = DemandeAvisFactory(dossier=dossier)
    travaux.demander("courriel_avis", sujet=f"evaluations.demandeavis:{demande.pk}", cle="essai")
    Travail.objects.update(etat=etat_du_travail)
    url = adresse("avis_courriel", dossier, demande.pk)

    partie = texte(client.get(url))

    assert f"</b> : {dit}." in partie
    assert ("hx-get" in partie) is (etat_du_travail == EtatTravail.EN_ATTENTE)
    relance = adresse("avis_renvoyer", dossier, demande.pk)
    assert (relance in partie) is (etat_du_travail == EtatTravail.ECHEC)
