"""The coverage map: situations, critères, what nothing will prove."""

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier
from dossiers.errors import PlanModifie, PlanVerrouille
from dossiers.models import SituationPrevue
from dossiers.plan import Situation
from dossiers.selectors.couverture import Alerte, alerte_couverture, couverture
from dossiers.selectors.plan import dernier_changement, lire_plan
from dossiers.services.copie import revenir
from dossiers.services.situations import enregistrer_situations
from referentiels.enums import CodeModalite as M
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import planifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def par(db):
    return UtilisateurFactory()


@pytest.fixture
def dossier(db):
    """Two capacités of two critères, each in a real situation."""
    return planifier(DossierFactory(modalites_completes=True))


def situation(*criteres, nature=M.SITUATION_REELLE, intitule="Banc d'essai"):
    return Situation(nature, intitule, "Atelier 3", frozenset(criteres))


def prevoir(dossier, *situations, par=None):
    return enregistrer_situations(dossier, situations, par=par or UtilisateurFactory())


def test_what_is_ticked_is_kept_and_the_rest_is_told(dossier):
    dossier = prevoir(dossier, situation((1, 1), (1, 2)), situation((2, 1)))

    carte = couverture(dossier, lire_plan(dossier))

    assert (carte.nombre_sans_preuve, carte.nombre_criteres) == (1, 4)
    assert [(une.capacite.numero, len(une.sans_preuve)) for une in carte.a_prouver] == [(2, 1)]
    assert [ligne.preuves for une in carte.capacites for ligne in une.lignes] == [[1], [1], [2], []]
    assert alerte_couverture(dossier, lire_plan(dossier)) == Alerte(
        situations=2, criteres=4, sans_preuve=1
    )


def test_a_tick_outside_the_plan_is_kept_told_and_proves_nothing(dossier):
    dossier = prevoir(dossier, situation((1, 1), (2, 2), nature=M.PRESENTATION_PROJETS))

    carte = couverture(dossier, lire_plan(dossier))

    assert carte.nombre_sans_preuve == 4
    assert [(hors.rang, hors.capacites) for hors in carte.hors_plan] == [(1, [1, 2])]


def test_situations_are_replaced_in_their_order_and_noted_once(dossier, par):
    prevoir(dossier, situation((1, 1)), situation(intitule="Projet"), par=par)

    dossier = prevoir(dossier, situation((2, 2), intitule="Projet"), par=par)

    assert [un.intitule for un in SituationPrevue.objects.all()] == ["Projet"]
    assert [un.libelle for un in dossier.journal.all()] == ["Situations et projets modifiés."] * 2
    prevoir(dossier, situation((2, 2), intitule="Projet"), par=par)
    assert dossier.journal.count() == 2


def test_r10_situations_leave_the_agreement_and_the_state_as_they_are(dossier):
    dossier = prevoir(dossier, situation((1, 1)))

    assert dossier.etat == EtatDossier.MODALITES_COMPLETES
    assert dossier.accord_signataire == "Karim Bensaïd"


def test_undoing_gives_the_situations_back(dossier, par):
    prevoir(dossier, situation((1, 1)), par=par)
    prevoir(dossier, par=par)

    dossier = revenir(dossier, dernier_changement(dossier).pk, par=par)

    assert lire_plan(dossier).situations == (situation((1, 1)),)
    assert dossier.etat == EtatDossier.MODALITES_COMPLETES


def test_a_transmitted_dossier_keeps_its_situations():
    with pytest.raises(PlanVerrouille):
        prevoir(DossierFactory(transmis=True), situation((1, 1)))


def test_the_second_of_two_people_is_told(dossier, par):
    vue = lire_plan(dossier).version_situations
    prevoir(dossier, situation((1, 1)), par=par)

    with pytest.raises(PlanModifie):
        enregistrer_situations(dossier, [], par=par, version=vue)

    assert SituationPrevue.objects.count() == 1


# --- The page ---------------------------------------------------------------------------------


@pytest.fixture
def page(client, dossier):
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    return reverse("dossiers:couverture", args=[dossier.pk])


def champs(rang, intitule="Banc d'essai", criteres=(), **autres):
    return {
        f"s{rang}-intitule": intitule,
        f"s{rang}-nature": M.SITUATION_REELLE.value,
        f"s{rang}-contexte": "",
        f"s{rang}-criteres": list(criteres),
    } | {f"s{rang}-{cle}": valeur for cle, valeur in autres.items()}


def test_a_first_situation_is_written_with_its_ticks(client, page, dossier):
    assert_page_accessible(client.get(page))

    reponse = client.post(page, {"nombre": "0"} | champs(0, criteres=["1.1", "2.2"]))

    assert reponse["Location"] == page
    assert lire_plan(dossier).situations == (
        Situation(M.SITUATION_REELLE, "Banc d'essai", "", frozenset({(1, 1), (2, 2)})),
    )
    assert_page_accessible(client.get(page))


def test_situations_are_edited_removed_and_added_in_one_go(client, page, dossier):
    prevoir(dossier, situation((1, 1), intitule="A"), situation((1, 2), intitule="B"))
    version = client.get(page).context["form"]["version"].value()

    client.post(
        page,
        {"nombre": "2", "version": version}
        | champs(0, "A corrigée", ["2.1"])
        | champs(1, "B", ["1.2"], retirer="on")
        | champs(2, "C", ["1.1"]),
    )

    assert [(un.intitule, un.criteres) for un in lire_plan(dossier).situations] == [
        ("A corrigée", {(2, 1)}),
        ("C", {(1, 1)}),
    ]


@pytest.mark.parametrize(
    ("rang", "saisie", "champ", "phrase"),
    [
        (0, {"intitule": ""}, "intitule", "Donnez un intitulé à cette situation"),
        (0, {"intitule": "x" * 201}, "intitule", "200"),
        (0, {"nature": "entretien"}, "nature", "entretien"),
        (0, {"contexte": "x" * 4001}, "contexte", "4000"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(
    client, page, dossier, rang, saisie, champ, phrase
):
    reponse = client.post(page, {"nombre": "0"} | champs(rang, **({"criteres": ["1.2"]} | saisie)))

    situations = reponse.context["form"].situations
    assert phrase in situations[rang].errors[champ][0]
    assert situations[rang].criteres == {(1, 2)}
    assert SituationPrevue.objects.count() == 0
    assert_page_accessible(reponse)


@pytest.mark.parametrize(
    "donnees",
    [
        {"nombre": "x"},
        {"nombre": "999999999999"},
        {"nombre": "-3"},
        {"nombre": "0"} | champs(0, "", ["9.9", "1", "a.b", "1.1.1", "²." + "9" * 50]),
    ],
)
def test_forged_numbers_write_nothing(client, page, dossier, donnees):
    client.post(page, donnees)

    assert lire_plan(dossier).situations == ()


def test_two_people_at_once_on_the_page(client, page, dossier):
    version = client.get(page).context["form"]["version"].value()
    prevoir(dossier, situation((1, 1), intitule="La première"))
    envoi = {"nombre": "0", "version": version} | champs(0, "La mienne")

    refus = client.post(page, envoi)

    assert "a été modifié par" in refus.context["form"].non_field_errors()[0]
    assert refus.context["form"].situations[0].typee.intitule == "La mienne"
    assert [un.intitule for un in lire_plan(dossier).situations] == ["La première"]


def test_without_a_plan_the_page_sends_to_the_modalites(client):
    dossier = DossierFactory()
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    reponse = client.get(reverse("dossiers:couverture", args=[dossier.pk]))

    assert "Choisissez d'abord les modalités" in reponse.content.decode().replace("&#x27;", "'")
    assert_page_accessible(reponse)


def test_the_commission_reads_the_map_and_writes_nothing(client, dossier, par):
    prevoir(dossier, situation((1, 1)), par=par)
    evaluateur = UtilisateurFactory(evaluateur=dossier.centre)
    AffectationFactory(dossier=dossier, utilisateur=evaluateur)
    client.force_login(evaluateur)
    page = reverse("dossiers:couverture", args=[dossier.pk])

    reponse = client.get(page)

    assert_page_accessible(reponse)
    assert (b"Banc d&#x27;essai" in reponse.content, b"s0-criteres" in reponse.content) == (
        True,
        False,
    )
    assert client.post(page, champs(0)).status_code == 403


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_capacite_nor_per_situation(
    client, nombre, django_assert_num_queries
):
    dossier = planifier(DossierFactory(referentiel=ReferentielFactory(nombre_capacites=nombre)))
    prevoir(dossier, *[situation((rang, 1)) for rang in range(1, nombre + 1)])
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    with django_assert_num_queries(17):
        reponse = client.get(reverse("dossiers:couverture", args=[dossier.pk]))

    assert len(reponse.context["carte"].situations) == nombre


def test_the_warning_stands_in_the_plan_and_before_the_transmission(client, dossier):
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    prevoir(dossier, situation((1, 1)))

    for nom in ("dossiers:modalites", "dossiers:transmettre"):
        reponse = client.get(reverse(nom, args=[dossier.pk]))
        texte = " ".join(reponse.content.decode().split())

        assert "3 critères sur 4 que rien ne prouvera." in texte
        assert_page_accessible(reponse)
