"""The admissibility of a VAE: before the plan, answered within two months (R43)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers.enums import EtatDossier, Parcours
from dossiers.errors import RecevabiliteRefusee
from dossiers.models import Dossier, Recevabilite, ReglagesCentre
from dossiers.naissance import DateNaissance
from dossiers.regles_dates import echeance_recevabilite
from dossiers.selectors.avancement import avancement
from dossiers.services.identite import DecisionPersonne
from dossiers.services.inscription import Identite, inscrire, modifier_inscription
from dossiers.services.recevabilite import Reponse, annuler, enregistrer
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory
from tests.outils import planifier

INSCRIT_LE = datetime.date(2026, 1, 15)
COMPLET_LE = datetime.date(2026, 1, 31)
IDENTITE = Identite("Le Goff", "Soazig", DateNaissance(1984, 3, 28))
RECEVABLE = Reponse(COMPLET_LE, "recevable", datetime.date(2026, 2, 10), "Commission VAE")
REFUS = Reponse(
    COMPLET_LE, "non_recevable", datetime.date(2026, 2, 10), "Commission VAE", "Trop court."
)


@pytest.fixture
def par(db):
    return UtilisateurFactory()


def inscrite(par, centre=None, parcours=Parcours.VAE):
    return inscrire(
        centre=centre or CentreFactory(),
        referentiel=ReferentielFactory(),
        parcours=parcours,
        inscrit_le=INSCRIT_LE,
        identite=IDENTITE,
        accueil=None,
        par=par,
    )


def corriger(dossier, parcours, par):
    return modifier_inscription(
        dossier,
        parcours=parcours,
        inscrit_le=INSCRIT_LE,
        identite=IDENTITE,
        accueil=None,
        par=par,
    )


@pytest.mark.parametrize(
    ("complet", "fin"),
    [
        ((2026, 1, 15), (2026, 3, 15)),
        ((2025, 12, 31), (2026, 2, 28)),
        ((2027, 12, 31), (2028, 2, 29)),
        ((2026, 7, 31), (2026, 9, 30)),
    ],
)
def test_r43_the_answer_is_due_two_months_later(complet, fin):
    assert echeance_recevabilite(datetime.date(*complet)) == datetime.date(*fin)


def test_r43_a_vae_starts_by_its_admissibility_unless_its_centre_does_without(par):
    sans = CentreFactory()
    ReglagesCentre.objects.create(centre=sans, recevabilite_vae=False)

    assert [
        inscrite(par).etat,
        inscrite(par, sans).etat,
        inscrite(par, parcours=Parcours.DEMANDEUR_EMPLOI).etat,
    ] == [EtatDossier.RECEVABILITE, EtatDossier.INSCRIT, EtatDossier.INSCRIT]


def test_r43_what_blocks_is_the_date_then_the_decision(par):
    dossier = inscrite(par)
    (attendu,) = avancement(dossier, None).attendus
    assert (attendu.code, attendu.libelle[:34]) == (
        "recevabilite",
        "Enregistrer le jour où la demande ",
    )
    assert {un.code: un.etat for un in avancement(dossier, None).etapes}["modalites"] == "a_venir"

    enregistrer(dossier, Reponse(COMPLET_LE), par=par)

    (attendu,) = avancement(Dossier.objects.get(), None).attendus
    assert attendu.libelle == ("Décider de la recevabilité de la VAE, au plus tard le 31/03/2026.")


def test_r43_recevable_opens_the_plan_and_non_recevable_ends_the_dossier(par):
    recevable, refusee = inscrite(par), inscrite(par)

    enregistrer(recevable, RECEVABLE, par=par)
    enregistrer(refusee, REFUS, par=par)

    recevable, refusee = Dossier.objects.order_by("pk")
    assert [recevable.etat, refusee.etat] == [EtatDossier.INSCRIT, EtatDossier.NON_RECEVABLE]
    assert [un.code for un in avancement(recevable, None).attendus] == ["modalites", "accord"]
    assert avancement(refusee, None).attendus == []
    assert refusee.journal.first().libelle == (
        "Demande de VAE non recevable, décidé par Commission VAE le 10/02/2026 : Trop court."
    )


@pytest.mark.parametrize(
    ("reponse", "champ"),
    [
        (Reponse(INSCRIT_LE - datetime.timedelta(days=1)), "complet_le"),
        (Reponse(timezone.localdate() + datetime.timedelta(days=1)), "complet_le"),
        (Reponse(None, "recevable", COMPLET_LE, "Moi"), "complet_le"),
        (Reponse(COMPLET_LE, "recevable", None, "Moi"), "decidee_le"),
        (Reponse(COMPLET_LE, "recevable", INSCRIT_LE, "Moi"), "decidee_le"),
        (Reponse(COMPLET_LE, "recevable", COMPLET_LE, " "), "decidee_par"),
        (Reponse(COMPLET_LE, "non_recevable", COMPLET_LE, "Moi", " "), "motif"),
    ],
)
def test_a_contradictory_answer_is_refused_whole(par, reponse, champ):
    dossier = inscrite(par)

    with pytest.raises(RecevabiliteRefusee) as refus:
        enregistrer(dossier, reponse, par=par)

    assert refus.value.champ == champ
    assert Recevabilite.objects.count() == 0
    assert Dossier.objects.get().etat == EtatDossier.RECEVABILITE


def test_a_decision_is_taken_once(par):
    dossier = inscrite(par)
    enregistrer(dossier, RECEVABLE, par=par)

    with pytest.raises(RecevabiliteRefusee, match="n'est plus à décider"):
        enregistrer(dossier, REFUS, par=par)


def test_a_decision_taken_back_keeps_the_plan_for_the_next_one(par):
    dossier = inscrite(par)
    dossier = enregistrer(dossier, RECEVABLE, par=par)
    planifier(dossier)
    Dossier.objects.update(
        etat=EtatDossier.MODALITES_COMPLETES, accord_le=COMPLET_LE, accord_par="candidat"
    )

    dossier = annuler(dossier, motif="Pièce contestée.", par=par)
    assert (dossier.etat, dossier.recevabilite.decision) == (EtatDossier.RECEVABILITE, "")

    dossier = enregistrer(dossier, RECEVABLE, par=par)
    assert dossier.etat == EtatDossier.MODALITES_COMPLETES


def test_there_is_nothing_to_take_back_without_a_decision(par):
    with pytest.raises(RecevabiliteRefusee, match="pas de décision"):
        annuler(inscrite(par), motif="Erreur.", par=par)


def test_a_corrected_parcours_enters_and_leaves_the_admissibility(par):
    dossier = corriger(inscrite(par), Parcours.DEMANDEUR_EMPLOI, par)
    assert dossier.etat == EtatDossier.INSCRIT

    dossier = corriger(dossier, Parcours.VAE, par)
    assert dossier.etat == EtatDossier.RECEVABILITE

    enregistrer(dossier, RECEVABLE, par=par)
    assert corriger(dossier, Parcours.VAE, par).etat == EtatDossier.INSCRIT


def test_r39_a_corrected_new_presentation_stays_admissible(par):
    origine = DossierFactory(vae=True, etat=EtatDossier.VALIDATION_PARTIELLE)
    dossier = DossierFactory(
        vae=True, centre=origine.centre, origine=origine, inscrit_le=INSCRIT_LE
    )

    assert corriger(dossier, Parcours.VAE, par).etat == EtatDossier.INSCRIT


def test_a_person_found_not_admissible_may_register_again(par):
    centre, referentiel = CentreFactory(), ReferentielFactory()
    donnees = {
        "centre": centre,
        "referentiel": referentiel,
        "parcours": Parcours.VAE,
        "inscrit_le": INSCRIT_LE,
        "identite": IDENTITE,
        "accueil": None,
        "par": par,
    }
    premier = enregistrer(inscrire(**donnees), REFUS, par=par)

    second = inscrire(**donnees, decision=DecisionPersonne(meme=premier.candidat_id))

    assert (second.etat, second.candidat) == (EtatDossier.RECEVABILITE, premier.candidat)


# --- Pages --------------------------------------------------------------------------------------


def test_staff_decide_on_the_page_and_the_manager_takes_back(client, par):
    dossier = inscrite(par)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))
    url = reverse("dossiers:recevabilite", args=[dossier.pk])
    refus = {
        "complet_le": "2026-01-31",
        "decision": "non_recevable",
        "decidee_le": "2026-02-10",
        "decidee_par": "Commission VAE",
        "motif": "",
    }
    assert_page_accessible(client.get(url))

    page = client.post(url, refus)
    assert list(page.context["form"].errors) == ["motif"]
    assert "Commission VAE" in page.content.decode()

    client.post(url, refus | {"motif": "Expérience trop courte."})
    fiche = client.get(dossier.get_absolute_url())
    assert "Demande de VAE non recevable : Expérience trop courte." in fiche.content.decode()
    assert_page_accessible(fiche)
    assert_page_accessible(client.get(url))

    annulation = reverse("dossiers:annuler_recevabilite", args=[dossier.pk])
    assert client.post(annulation, {"motif": "Nouvelle pièce reçue."}).status_code == 403
    client.force_login(UtilisateurFactory(responsable=dossier.centre))
    assert_page_accessible(client.get(annulation))
    client.post(annulation, {"motif": "Nouvelle pièce reçue."})
    assert Dossier.objects.get().etat == EtatDossier.RECEVABILITE
    assert_page_accessible(client.get(dossier.get_absolute_url()))


def test_a_registration_stays_correctable_before_the_decision(client, par):
    dossier = inscrite(par)
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    assert client.get(reverse("dossiers:modifier", args=[dossier.pk])).status_code == 200
    assert client.get(reverse("dossiers:modalites", args=[dossier.pk])).status_code == 403


def test_another_parcours_has_no_admissibility_page(client, par):
    dossier = DossierFactory()
    client.force_login(UtilisateurFactory(gestionnaire=dossier.centre))

    assert client.get(reverse("dossiers:recevabilite", args=[dossier.pk])).status_code == 403
