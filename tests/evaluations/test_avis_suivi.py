"""How staff follow the opinions: what the lists say, who is late, a dispense taken back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import EtatDossier
from dossiers.models import Dossier, PreferenceListe, Relance
from dossiers.selectors.bilans import BILAN_MAX, bilans
from evaluations.errors import AvisImpossible
from evaluations.models import DemandeAvis, DispenseAvis
from evaluations.selectors.avis import bilan_des_avis
from evaluations.services import avis
from tests.accessibilite import assert_page_accessible
from tests.evaluations.avis import contenu
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory, RelanceFactory
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
def gestionnaire(centre):
    return UtilisateurFactory(gestionnaire=centre)


def hier(jours: int = 1) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=jours)


# --- The lists --------------------------------------------------------------------------------


def test_r15_the_sum_counts_the_opinions_that_are_needed(centre):
    for _ in range(2):
        AvisEntrepriseFactory(demande__dossier__centre=centre)
    DemandeAvisFactory(dossier__centre=centre)
    DossierFactory(centre=centre)  # not transmitted: nothing is asked yet
    DossierFactory(centre=centre, transmis=True, vae=True)  # exempt
    DispenseAvisFactory(dossier__centre=centre)
    DossierFactory(centre=centre, transmis=True, etat=EtatDossier.ABANDONNE)

    assert bilan_des_avis(Dossier.objects.all()) == "2/3 avis d'entreprise reçus"
    assert bilan_des_avis(Dossier.objects.none()) == ""


def test_the_sum_stops_where_it_would_cost_too_much(centre, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("evaluations.selectors.avis.BILAN_MAX", 2)
    for _ in range(3):
        DemandeAvisFactory(dossier__centre=centre)

    with django_assert_num_queries(1):
        assert bilans(Dossier.objects.all()) == []
    assert BILAN_MAX == 500


def test_the_filtered_list_and_the_company_s_page_show_the_sum(client, centre, gestionnaire):
    dossier = AvisEntrepriseFactory(demande__dossier__centre=centre).dossier
    DemandeAvisFactory(dossier__centre=centre, dossier__entreprise=dossier.entreprise)
    client.force_login(gestionnaire)

    pages = [
        client.get(reverse("dossiers:liste"), {"entreprise": dossier.entreprise.raison_sociale}),
        client.get(reverse("dossiers:entreprise", args=[dossier.entreprise_id])),
    ]

    for page in pages:
        assert_page_accessible(page)
        assert "1/2 avis d&#x27;entreprise reçus" in contenu(page)
    assert "avis d&#x27;entreprise reçus" not in contenu(client.get(reverse("dossiers:liste")))


def test_the_column_says_where_each_opinion_stands(client, centre, gestionnaire):
    PreferenceListe.objects.create(utilisateur=gestionnaire, colonnes=["avis"])
    recu = AvisEntrepriseFactory(demande__dossier__centre=centre)
    demande = DemandeAvisFactory(dossier__centre=centre)
    tardive = DemandeAvisFactory(dossier__centre=centre, echeance=hier())
    DemandeAvisFactory(dossier__centre=centre, revoquee=True)
    DispenseAvisFactory(dossier__centre=centre)
    DossierFactory(centre=centre, transmis=True, vae=True)
    DossierFactory(centre=centre)
    client.force_login(gestionnaire)

    lignes = client.get(reverse("dossiers:liste")).context["lignes"]

    assert [ligne.cellules[0][1] for ligne in lignes] == [
        "—",
        "Non demandé par le référentiel",
        "Dispense accordée",
        "À demander",
        f"Demandé, en retard, attendu le {tardive.echeance:%d/%m/%Y}",
        f"Demandé, attendu le {demande.echeance:%d/%m/%Y}",
        f"Signé le {timezone.localdate(recu.signe_le):%d/%m/%Y}",
    ]


# --- The page of the request ------------------------------------------------------------------


def page_de(client, demande: DemandeAvis, utilisateur: Utilisateur) -> str:
    client.force_login(utilisateur)
    reponse = client.get(reverse("evaluations:avis", args=[demande.dossier_id]))
    assert_page_accessible(reponse)
    return contenu(reponse)


def test_the_last_reminder_and_the_next_one_are_told(client, centre, gestionnaire):
    demande = DemandeAvisFactory(dossier__centre=centre)
    champs = {"dossier": demande.dossier, "attente": "avis", "courriel": demande.courriel}
    assert "Aucune pour l'instant" in page_de(client, demande, gestionnaire)

    RelanceFactory(
        **champs,
        centre=centre,
        derniere_le=timezone.make_aware(datetime.datetime(2026, 3, 4, 9)),
        envois=2,
        prochaine_le=datetime.date(2026, 3, 11),
    )

    page = page_de(client, demande, gestionnaire)
    assert "04/03/2026 (2 en tout)" in page
    assert "prochaine le 11/03/2026" in page
    assert Relance.objects.count() == 1


@pytest.mark.parametrize(("jours", "dit"), [(7, False), (8, True)])
def test_after_a_week_of_delay_the_staff_are_told_to_call(client, centre, gestionnaire, jours, dit):
    demande = DemandeAvisFactory(dossier__centre=centre, echeance=hier(jours))

    page = page_de(client, demande, gestionnaire)

    assert ("Personne n'a répondu, malgré les relances." in page) == dit


def test_a_tutor_changed_meanwhile_is_offered_the_request(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre, transmis=True)
    demande = avis.demander(dossier, par=gestionnaire)
    assert "Demandez-lui l'avis ci-dessous" not in page_de(client, demande, gestionnaire)

    dossier.tuteur.courriel = "nouveau@example.org"
    dossier.tuteur.save()

    page = page_de(client, demande, gestionnaire)
    assert "(nouveau@example.org). Demandez-lui l'avis ci-dessous" in page
    assert "Karim" in page


def test_the_link_to_copy_comes_with_the_code_to_read_aloud(client, centre, gestionnaire):
    demande = DemandeAvisFactory(dossier__centre=centre)
    client.force_login(gestionnaire)
    adresse = reverse("evaluations:avis_lien", args=[demande.dossier_id, demande.pk])

    reponse = client.post(adresse)

    code = reponse.context["code"]
    assert len(code) == 7
    assert f'Code à lire : <b class="cq-chiffres">{code}</b>' in contenu(reponse)
    assert code not in page_de(client, demande, gestionnaire)


# --- A dispense taken back --------------------------------------------------------------------


def test_r16_a_dispense_taken_back_makes_the_dossier_wait_again(centre):
    responsable = UtilisateurFactory(responsable=centre)
    dossier = DossierFactory(centre=centre, pret_pour_jury=True)
    DispenseAvisFactory(dossier=dossier, motif="Entreprise fermée.")

    avis.lever_dispense(dossier, par=responsable)

    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.EVALUATIONS_CLOSES
    assert not DispenseAvis.objects.exists()
    assert [un.libelle for un in dossier.journal.order_by("pk")] == [
        "Dispense d'avis de l'entreprise levée : l'avis est de nouveau attendu.",
        "Le dossier n'est plus prêt pour le jury : l'avis de l'entreprise est de nouveau attendu.",
    ]


def test_r16_a_dispense_is_not_taken_back_once_a_jury_has_the_dossier(centre):
    dossier = DossierFactory(centre=centre, etat=EtatDossier.EN_SESSION)
    DispenseAvisFactory(dossier=dossier)

    with pytest.raises(AvisImpossible, match="retirez-le d'abord de la session de jury"):
        avis.lever_dispense(dossier, par=UtilisateurFactory(responsable=centre))

    assert DispenseAvis.objects.exists()


def test_r16_the_manager_takes_it_back_from_the_page(client, centre):
    responsable = UtilisateurFactory(responsable=centre)
    dispense = DispenseAvisFactory(dossier__centre=centre)
    client.force_login(responsable)
    adresse = reverse("evaluations:avis_lever_dispense", args=[dispense.dossier_id])
    page = client.get(reverse("evaluations:avis", args=[dispense.dossier_id]))
    assert f'action="{adresse}"' in contenu(page)

    reponse = client.post(adresse, follow=True)

    assert "La dispense est levée" in contenu(reponse)
    assert "Aucune dispense d&#x27;avis" in contenu(client.post(adresse, follow=True))
