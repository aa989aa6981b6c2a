"""Registration: R1, R8, R9, R10, R45 and the refusals of a form."""

import datetime

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier, Parcours
from dossiers.errors import InscriptionRefusee
from dossiers.models import Candidat, Dossier, Entreprise, Tuteur
from dossiers.naissance import DateNaissance
from dossiers.services.inscription import Accueil, Identite, inscrire, modifier_inscription
from referentiels.enums import EtatReferentiel
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.factories.referentiels import ReferentielFactory

IDENTITE = Identite("de La Tour", "Zoé", DateNaissance(1999, 3, 4))
ACCUEIL = Accueil("Cryo Sud", "Nice", "Ali", "Roux", "ali@example.org", "Chef", "tuteur")


@pytest.fixture
def acte(db):
    centre = CentreFactory()
    return {
        "centre": centre,
        "referentiel": ReferentielFactory(),
        "parcours": Parcours.FORMATION,
        "inscrit_le": datetime.date(2026, 1, 15),
        "identite": IDENTITE,
        "accueil": ACCUEIL,
        "par": UtilisateurFactory(gestionnaire=centre),
    }


def test_inscrire_creates_the_dossier_as_typed(acte):
    dossier = inscrire(**acte)

    assert (dossier.etat, dossier.numero) == (EtatDossier.INSCRIT, f"D-{dossier.pk:05d}")
    assert (dossier.candidat.nom, dossier.candidat.prenom) == ("de La Tour", "Zoé")
    assert (str(dossier.entreprise), str(dossier.tuteur)) == ("Cryo Sud", "Ali Roux")
    assert [ligne.libelle for ligne in dossier.journal.all()] == [
        "Inscription de Zoé de La Tour à la certification « Technicien.ne d'essais »."
    ]


def test_a_known_company_and_tutor_are_found_again(acte):
    inscrire(**acte)
    inscrire(**acte | {"identite": Identite("Petit", "Léo", DateNaissance(2000, 1, 1))})

    assert (Entreprise.objects.count(), Tuteur.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"accueil": None}, "raison_sociale"),
        ({"identite": Identite("A", "B", DateNaissance(2026, 1, 15))}, "naissance"),
        ({"accueil": Accueil("Cryo Sud", tuteur_nom="Roux")}, "tuteur_courriel"),
        ({"accueil": Accueil("Cryo Sud", tuteur_courriel="a@b.fr")}, "tuteur_prenom"),
    ],
)
def test_inscrire_names_the_field_to_correct(acte, change, champ):
    with pytest.raises(InscriptionRefusee) as refus:
        inscrire(**acte | change)

    assert refus.value.champ == champ
    assert (Dossier.objects.count(), Candidat.objects.count()) == (0, 0)


@pytest.mark.parametrize("parcours", [Parcours.VAE, Parcours.DEMANDEUR_EMPLOI])
def test_r10_some_routes_have_no_company(acte, parcours):
    dossier = inscrire(**acte | {"parcours": parcours, "accueil": None})

    assert (dossier.entreprise, dossier.partie_de_l_accord) == (None, "candidat")


def test_r1_a_draft_version_is_refused(acte):
    brouillon = ReferentielFactory(etat=EtatReferentiel.BROUILLON)

    with pytest.raises(InscriptionRefusee, match="n'est pas publiée"):
        inscrire(**acte | {"referentiel": brouillon})


def test_r9_blocs_are_a_target_only_in_the_rncp(acte):
    bloc = ReferentielFactory(blocs=1).blocs.get()
    acte["referentiel"] = bloc.referentiel

    with pytest.raises(InscriptionRefusee, match="n'est pas inscrite au RNCP"):
        inscrire(**acte, blocs=[bloc])

    rncp = ReferentielFactory(rncp=True, blocs=2)
    dossier = inscrire(**acte | {"referentiel": rncp}, blocs=[rncp.blocs.first()])
    assert [un.numero for un in dossier.capacites_visees()] == [1]


def test_the_same_person_is_not_registered_twice_to_the_same_cqpm(acte):
    premier = inscrire(**acte)
    memes = Identite("DE LA TOUR", "zoé", DateNaissance(1999, 3, 4))

    with pytest.raises(InscriptionRefusee, match=premier.numero):
        inscrire(**acte | {"identite": memes})


def test_r10_a_company_that_leaves_withdraws_the_agreement(acte):
    dossier = DossierFactory(modalites_completes=True)

    dossier = modifier_inscription(
        dossier,
        parcours=Parcours.DEMANDEUR_EMPLOI,
        inscrit_le=dossier.inscrit_le,
        identite=IDENTITE,
        accueil=None,
        par=acte["par"],
    )

    assert (dossier.etat, dossier.accord_le) == (EtatDossier.INSCRIT, None)


# --- The page ---------------------------------------------------------------------------------


@pytest.fixture
def gestionnaire(acte):
    return acte["par"]


def saisie(acte, **change):
    return {
        "centre": acte["centre"].pk,
        "referentiel": acte["referentiel"].pk,
        "parcours": "formation",
        "inscrit_le": "2026-01-15",
        "prenom": "Zoé",
        "nom": "de La Tour",
        "naissance": "04/03/1999",
        "raison_sociale": "Cryo Sud",
        "tuteur_qualite": "tuteur",
    } | change


def test_the_form_registers_and_opens_the_page(client, acte, gestionnaire):
    client.force_login(gestionnaire)

    reponse = client.post(reverse("dossiers:inscrire"), saisie(acte))

    assert reponse["Location"] == Dossier.objects.get().get_absolute_url()


def test_r45_a_name_of_61_letters_is_refused_and_stays_typed(client, acte, gestionnaire):
    client.force_login(gestionnaire)

    reponse = client.post(reverse("dossiers:inscrire"), saisie(acte, nom="é" * 61))

    assert reponse.context["form"].errors["nom"] == [
        "Le nom de naissance compte 61 signes et le registre national en accepte 60 : abrégez-le."
    ]
    assert "é" * 61 in reponse.content.decode()
    assert Dossier.objects.count() == 0
    assert_page_accessible(reponse)


def test_a_registration_in_the_future_is_refused(client, acte, gestionnaire):
    client.force_login(gestionnaire)

    reponse = client.post(reverse("dossiers:inscrire"), saisie(acte, inscrit_le="2999-01-01"))

    assert reponse.context["form"].errors["inscrit_le"] == [
        "L'inscription ne peut pas être dans le futur : indiquez la date du jour ou la date "
        "réelle de l'inscription."
    ]


def test_a_refusal_of_the_trade_sits_beside_its_field(client, acte, gestionnaire):
    client.force_login(gestionnaire)

    reponse = client.post(reverse("dossiers:inscrire"), saisie(acte, raison_sociale=""))

    assert list(reponse.context["form"].errors) == ["raison_sociale"]


def test_r22_another_centre_cannot_be_chosen(client, acte, gestionnaire):
    client.force_login(gestionnaire)

    reponse = client.post(reverse("dossiers:inscrire"), saisie(acte, centre=CentreFactory().pk))

    assert list(reponse.context["form"].errors) == ["centre"]
    assert Dossier.objects.count() == 0


def test_the_correction_form_shows_what_is_known(client, acte, gestionnaire):
    dossier = inscrire(**acte)
    client.force_login(gestionnaire)

    reponse = client.get(reverse("dossiers:modifier", args=[dossier.pk]))

    assert_page_accessible(reponse)
    assert reponse.context["form"]["tuteur_courriel"].value() == "ali@example.org"
    assert "referentiel" not in reponse.context["form"].fields


def test_without_javascript_a_correction_looks_companies_up_and_writes_nothing(
    client, acte, gestionnaire
):
    dossier = inscrire(**acte)
    client.force_login(gestionnaire)
    url = reverse("dossiers:modifier", args=[dossier.pk])

    reponse = client.post(url, saisie(acte, prenom="Ève", raison_sociale="cryo", actualiser="1"))

    assert reponse.context["form"].proposition.entreprises == [dossier.entreprise]
    assert [ligne.acte for ligne in dossier.journal.all()] == ["inscription"]


def test_the_training_body_is_kept_and_corrected(client, acte, gestionnaire):
    client.force_login(gestionnaire)
    formation = {"organisme_formation": "AFPI", "formateur_nom": "Luc Roy"}
    client.post(reverse("dossiers:inscrire"), saisie(acte, **formation))
    dossier = Dossier.objects.get()
    assert (dossier.organisme_formation, dossier.formateur_nom) == ("AFPI", "Luc Roy")

    client.post(
        reverse("dossiers:modifier", args=[dossier.pk]),
        saisie(acte, organisme_formation="AFPI", formateur_courriel="luc@example.org"),
    )

    dossier.refresh_from_db()
    assert (dossier.formateur_nom, dossier.formateur_courriel) == ("", "luc@example.org")
