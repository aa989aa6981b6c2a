"""What an exam centre chooses for itself, and who chose it (R50)."""

import pytest
from django.urls import reverse

from cqpm.comptes.models import Centre
from dossiers.models import EntreeReglages, ReglagesCentre
from dossiers.selectors.reglages import reglages_de
from dossiers.services.reglages import changer_reglages
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, HabilitationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db

URL = "/reglages/"
TYPED = {
    "approbation_requise": "on",
    "commission_minimale": "3",
    "horizon_jours": "15",
    "heure_recapitulatif": "7",
    "adresse": "2 rue de l'Atelier, Lyon",
    "courriel": "examen@example.org",
}


@pytest.fixture
def centre():
    return CentreFactory(courriel="avant@example.org")


@pytest.fixture
def responsable(client, centre):
    responsable = UtilisateurFactory(responsable=centre)
    client.force_login(responsable)
    return responsable


def test_a_centre_without_a_row_has_the_defaults(centre, django_assert_num_queries):
    with django_assert_num_queries(1):
        reglages = reglages_de(centre)

    assert (reglages.pk, reglages.centre_id) == (None, centre.pk)
    assert (reglages.approbation_requise, reglages.recevabilite_vae) == (False, True)
    assert reglages_de(centre.pk).commission_minimale == 2


def test_the_manager_changes_options_and_contact_and_it_is_remembered(client, centre, responsable):
    assert reverse("dossiers:reglages") == URL
    assert_page_accessible(client.get(URL))

    client.post(URL, TYPED)

    reglages = ReglagesCentre.objects.get()
    assert (reglages.centre, reglages.approbation_requise, reglages.recevabilite_vae) == (
        centre,
        True,
        False,
    )
    assert Centre.objects.get(pk=centre.pk).courriel == "examen@example.org"
    assert {(ligne.libelle, ligne.auteur) for ligne in EntreeReglages.objects.all()} == {
        (libelle, responsable)
        for libelle in (
            "L'accord du centre de ressources est nécessaire pour évaluer : non → oui.",
            "Les VAE passent par une décision de recevabilité : oui → non.",
            "Nombre d'évaluateurs au-dessous duquel prévenir : « 2 » → « 3 ».",
            "Adresse : vide → « 2 rue de l'Atelier, Lyon ».",
            "Adresse électronique : « avant@example.org » → « examen@example.org ».",
        )
    }
    assert_page_accessible(client.get(URL))
    client.post(URL, TYPED)
    assert EntreeReglages.objects.count() == 5


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("commission_minimale", "0"),
        ("horizon_jours", "9999"),
        ("heure_recapitulatif", "24"),
        ("courriel", "pas une adresse"),
        ("horizon_jours", ""),
    ],
)
def test_an_impossible_value_is_refused_and_nothing_is_written(client, responsable, champ, valeur):
    page = client.post(URL, TYPED | {champ: valeur})

    assert list(page.context["form"].errors) == [champ]
    assert ReglagesCentre.objects.count() == 0
    assert "2 rue de l&#x27;Atelier, Lyon" in page.content.decode()


def test_a_manager_of_two_centres_chooses_and_no_other_centre_opens(client, centre, responsable):
    second = CentreFactory()
    HabilitationFactory(utilisateur=responsable, centre=second, role="responsable")
    etranger = CentreFactory()

    page = client.get(URL, {"centre": second.pk})
    assert page.context["centre"] == second
    assert_page_accessible(page)
    client.post(f"{URL}?centre={second.pk}", TYPED)
    assert ReglagesCentre.objects.get().centre == second
    for cle in (etranger.pk, "x", "9" * 30):
        assert client.get(URL, {"centre": cle}).status_code == 404
        assert client.post(f"{URL}?centre={cle}", TYPED).status_code == 404
    assert ReglagesCentre.objects.count() == 1


def test_staff_do_not_change_the_settings(client, centre):
    client.force_login(UtilisateurFactory(gestionnaire=centre))

    assert client.get(URL).status_code == 403
    assert client.post(URL, TYPED).status_code == 403


def test_what_does_not_change_writes_nothing(centre):
    assert changer_reglages(centre, {"horizon_jours": 15}, par=UtilisateurFactory()) == []
    assert ReglagesCentre.objects.count() == 0


def test_the_options_and_the_reminders_lead_to_each_other(client, centre, responsable):
    client.force_login(responsable)
    pages = [reverse("dossiers:reglages"), reverse("relances:reglages")]

    for page in pages:
        texte = client.get(page).content.decode()
        assert [f'href="{autre}?centre={centre.pk}"' in texte for autre in pages] == [True, True]
