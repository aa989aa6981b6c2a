"""The representative unions: dated, loaded once, counted in the composition of a jury (R27)."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.urls import reverse

from cqpm.comptes.enums import Role
from evaluations.enums import College, ReponseSyndicat
from evaluations.errors import OrganisationRefusee
from evaluations.models import OrganisationSyndicale
from evaluations.regles_composition import Saisine, Siege, avertissements
from evaluations.selectors.composition import organisations_en_vigueur
from evaluations.services import organisations
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.evaluations import OrganisationSyndicaleFactory

JOUR = datetime.date(2026, 6, 30)
DELAIS = {
    "demandes_le": JOUR - datetime.timedelta(days=15),
    "convocations_le": JOUR - datetime.timedelta(days=8),
}
QUATRE = [Saisine(sigle) for sigle in ("CFDT", "CFE-CGC", "CGT", "CGT-FO")]


def sieges(employeurs: int, salaries: int, *, present: bool = False) -> list[Siege]:
    return [Siege(College.EMPLOYEURS, False, present)] * employeurs + [
        Siege(College.SALARIES, False, present)
    ] * salaries


# --- The rule ---------------------------------------------------------------------------------


def test_r27_four_unions_and_three_employers_are_a_warning():
    (texte,) = avertissements(JOUR, sieges=sieges(3, 4), saisines=QUATRE, **DELAIS)

    assert texte == (
        "4 organisations syndicales représentatives à cette date : la composition attendue est de "
        "4 membres de chaque délégation ; elle compte 3 membres de la délégation patronale et 4 "
        "membres des organisations syndicales de salariés."
    )


@pytest.mark.parametrize(("employeurs", "salaries"), [(3, 3), (4, 3), (5, 5), (0, 0)])
def test_r27_parity_alone_is_not_the_expected_composition(employeurs, salaries):
    (texte,) = avertissements(JOUR, sieges=sieges(employeurs, salaries), saisines=QUATRE, **DELAIS)

    assert "la composition attendue est de 4 membres" in texte


def test_r27_one_member_per_union_and_as_many_employers_is_no_warning():
    assert avertissements(JOUR, sieges=sieges(4, 4), saisines=QUATRE, **DELAIS) == []


def test_r27_who_is_missing_that_day_is_still_told():
    presents = sieges(4, 3, present=True) + sieges(0, 1)

    (texte,) = avertissements(JOUR, sieges=presents, saisines=QUATRE, **DELAIS)

    assert texte.startswith("Le jury présent n'est pas paritaire : 4 membres")


def test_r27_without_a_list_the_composition_is_compared_with_itself():
    (texte,) = avertissements(JOUR, sieges=sieges(2, 1), **DELAIS)

    assert texte.startswith("La composition du jury n'est pas paritaire")


def test_r28_a_union_that_named_nobody_blocks_nothing_and_is_told():
    demandees = [
        Saisine("CFDT", DELAIS["demandes_le"], ReponseSyndicat.DESIGNE),
        Saisine("CFTC", DELAIS["demandes_le"], ReponseSyndicat.AUCUN),
        Saisine("CGT", DELAIS["demandes_le"]),
        Saisine("CGT-FO"),
    ]

    assert avertissements(JOUR, sieges=sieges(4, 4), saisines=demandees, **DELAIS) == [
        "Organisation non saisie : CGT-FO.",
        "CFTC, saisie le 15/06/2026, n'a désigné personne.",
        "CGT, saisie le 15/06/2026, n'a pas répondu.",
    ]


# --- The list ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r27_the_unions_of_a_session_are_those_in_force_on_its_day():
    OrganisationSyndicaleFactory(sigle="CFTC", jusqu_au=JOUR)
    OrganisationSyndicaleFactory(sigle="CGT", jusqu_au=JOUR - datetime.timedelta(days=1))
    OrganisationSyndicaleFactory(sigle="CFDT", depuis=JOUR)
    OrganisationSyndicaleFactory(sigle="CGT-FO", depuis=JOUR + datetime.timedelta(days=1))

    assert [str(une) for une in organisations_en_vigueur(JOUR)] == ["CFDT", "CFTC"]


@pytest.mark.django_db
def test_r27_the_five_unions_of_2013_are_loaded_once_and_never_over_what_people_wrote():
    call_command("charger_organisations", verbosity=0)
    ecrite = OrganisationSyndicale.objects.get(sigle="CFTC")
    ecrite.depuis, ecrite.jusqu_au = datetime.date(2014, 1, 1), datetime.date(2021, 12, 31)
    ecrite.save()
    avant = list(OrganisationSyndicale.objects.values())

    call_command("charger_organisations", verbosity=0)

    assert [une["sigle"] for une in avant] == ["CFDT", "CFE-CGC", "CFTC", "CGT", "CGT-FO"]
    assert list(OrganisationSyndicale.objects.values()) == avant


@pytest.mark.django_db
def test_r27_two_periods_of_one_union_do_not_overlap():
    par = UtilisateurFactory()
    connue = OrganisationSyndicaleFactory(jusqu_au=datetime.date(2021, 12, 31))

    with pytest.raises(OrganisationRefusee, match="jusqu'au 31/12/2021"):
        organisations.enregistrer(
            OrganisationSyndicale(sigle="cfdt", nom="Autre", depuis=datetime.date(2021, 12, 31)),
            par=par,
        )
    suivante = organisations.enregistrer(
        OrganisationSyndicale(sigle="CFDT", nom="CFDT", depuis=datetime.date(2022, 1, 1)), par=par
    )

    connue.jusqu_au = None
    with pytest.raises(OrganisationRefusee, match="depuis le 01/01/2022, sans date de fin"):
        organisations.enregistrer(connue, par=par)
    assert suivante.pk


# --- The pages --------------------------------------------------------------------------------


@pytest.fixture
def responsable(db):
    return UtilisateurFactory(centre=CentreFactory(), responsable=True)


def test_the_manager_adds_a_union_and_ends_a_period(client_de, responsable):
    client = client_de(responsable)
    ancienne = OrganisationSyndicaleFactory(sigle="CFTC")

    client.post(
        reverse("evaluations:organisation_ajouter"),
        {"sigle": "UNSA", "nom": "Union nationale", "depuis": "2026-01-01", "jusqu_au": ""},
    )
    client.post(
        reverse("evaluations:organisation_modifier", args=[ancienne.pk]),
        {"nom": ancienne.nom, "jusqu_au": "2021-12-31"},
    )

    reponse = client.get(reverse("evaluations:organisations"))
    assert_page_accessible(reponse)
    assert [(une.sigle, etat[0]) for une, etat in reponse.context["lignes"]] == [
        ("UNSA", "Représentative"),
        ("CFTC", "Période terminée"),
    ]
    journal = LogEntry.objects.order_by("pk")
    assert [(ligne.user, str(ligne.object_repr)) for ligne in journal] == [
        (responsable, "UNSA"),
        (responsable, "CFTC"),
    ]
    assert journal.last().change_message == (
        f"« {ancienne.nom} », depuis le 27/12/2013 devient « {ancienne.nom} », depuis le "
        "27/12/2013 jusqu'au 31/12/2021"
    )


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"sigle": "CFDT", "depuis": "2020-01-01"}, "est déjà représentative depuis le 27/12/2013"),
        (
            {"sigle": "UNSA", "depuis": "2026-01-01", "jusqu_au": "2025-01-01"},
            "La période se termine avant d'avoir commencé.",
        ),
    ],
)
def test_a_refused_period_keeps_what_was_typed(client_de, responsable, champs, phrase):
    OrganisationSyndicaleFactory()

    reponse = client_de(responsable).post(
        reverse("evaluations:organisation_ajouter"), {"nom": "Le nom tapé", **champs}
    )

    assert_page_accessible(reponse)
    contenu = reponse.content.decode().replace("&#x27;", "'")
    assert phrase in contenu
    assert 'value="Le nom tapé"' in contenu
    assert OrganisationSyndicale.objects.count() == 1


def test_a_secretary_reads_the_list_without_changing_it(client_de, db):
    OrganisationSyndicaleFactory()
    client = client_de(UtilisateurFactory(centre=CentreFactory(), **{Role.GESTIONNAIRE: True}))

    reponse = client.get(reverse("evaluations:organisations"))

    assert reponse.context["tient"] is False
    assert reverse("evaluations:organisation_ajouter") not in reponse.content.decode()
