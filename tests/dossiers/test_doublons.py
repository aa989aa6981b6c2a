"""The same person twice: proposed, decided by a person, never merged silently."""

import datetime

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier, Parcours
from dossiers.errors import InscriptionRefusee, PersonneRessemblante
from dossiers.identite import Accueil, Identite
from dossiers.models import Candidat, Dossier
from dossiers.naissance import DateNaissance
from dossiers.regles_doublon import ressemblances
from dossiers.services.identite import DecisionPersonne
from dossiers.services.inscription import inscrire
from tests.accessibilite import assert_page_accessible
from tests.concurrence import en_meme_temps
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import CandidatFactory, DossierFactory
from tests.factories.referentiels import ReferentielFactory

NEE = DateNaissance(1999, 3, 4)
ZOE = Identite("Lefèvre", "Zoé", NEE, courriel="zoe@example.org")


@pytest.mark.parametrize(
    ("autre", "raisons"),
    [
        (Identite("LEFEVRE", "zoe", NEE), ["mêmes nom et prénom", "même date de naissance"]),
        (
            Identite("Lefèvre", "Zoé", DateNaissance(1999)),
            ["mêmes nom et prénom", "même date de naissance"],
        ),
        (
            Identite("Lefèvre", "Zoé", DateNaissance(1999, 4, 3)),
            ["mêmes nom et prénom", "autre date de naissance"],
        ),
        (Identite("Zoé", "Lefèvre", NEE), ["nom et prénom inversés", "même date de naissance"]),
        (
            Identite("Petit", "Zoé", NEE, nom_usage="Lefèvre"),
            ["mêmes nom et prénom", "même date de naissance"],
        ),
        (Identite("Petit", "Zoé", NEE), ["prénom semblable", "même date de naissance"]),
        (Identite("Lefebvre", "Anne", NEE), ["nom semblable", "même date de naissance"]),
        (
            Identite("Petit", "Léo", DateNaissance(2001), courriel="ZOE@example.org"),
            ["même adresse électronique"],
        ),
        (Identite("Petit", "Léo", NEE), []),
        (Identite("Lefèvre", "Anne", DateNaissance(2001)), []),
        (Identite("Petit", "Zoé", DateNaissance(2001)), []),
    ],
)
def test_why_two_identities_look_alike(autre, raisons):
    assert ressemblances(ZOE, autre) == raisons


@pytest.fixture
def acte(db):
    centre = CentreFactory()
    return {
        "centre": centre,
        "referentiel": ReferentielFactory(),
        "parcours": Parcours.FORMATION,
        "inscrit_le": datetime.date(2026, 1, 15),
        "identite": ZOE,
        "accueil": Accueil("Cryo Sud"),
        "par": UtilisateurFactory(gestionnaire=centre),
    }


def connue(acte, **champs) -> Candidat:
    champs = {"nom": "LEFEVRE", "prenom": "Zoe"} | champs
    naissance = dict(zip(("annee", "mois", "jour"), NEE, strict=True))
    dates = {f"naissance_{partie}": valeur for partie, valeur in naissance.items()}
    return CandidatFactory(centre=acte["centre"], **dates | champs)


def test_a_look_alike_stops_the_registration_and_writes_nothing(acte):
    candidat = connue(acte)
    CandidatFactory(nom="Lefèvre", prenom="Zoé")  # of another centre

    with pytest.raises(PersonneRessemblante) as refus:
        inscrire(**acte)

    assert [une.candidat for une in refus.value.personnes] == [candidat]
    assert refus.value.champ == "personne"
    assert Dossier.objects.count() == 0


def test_the_same_person_keeps_the_known_identity_and_fills_its_blanks(acte):
    candidat = connue(acte, telephone="06 12 34 56 78")

    dossier = inscrire(**acte, decision=DecisionPersonne(meme=candidat.pk))

    assert dossier.candidat == candidat
    assert (dossier.candidat.nom, dossier.candidat.courriel) == ("LEFEVRE", "zoe@example.org")
    assert dossier.candidat.telephone == "06 12 34 56 78"
    assert Candidat.objects.count() == 1


def test_a_homonym_is_registered_apart(acte):
    candidat = connue(acte)

    dossier = inscrire(**acte, decision=DecisionPersonne(homonymes=[candidat.pk]))

    assert dossier.candidat != candidat
    assert Candidat.objects.count() == 2


def test_a_look_alike_that_was_not_shown_is_asked_about(acte):
    vue = connue(acte)
    connue(acte, prenom="Zoé")

    with pytest.raises(PersonneRessemblante):
        inscrire(**acte, decision=DecisionPersonne(homonymes=[vue.pk]))


def test_nobody_is_attached_to_a_person_of_another_centre(acte):
    etrangere = CandidatFactory()

    with pytest.raises(InscriptionRefusee, match="n'est plus connue"):
        inscrire(**acte, decision=DecisionPersonne(meme=etrangere.pk))


@pytest.mark.parametrize(
    ("etat", "refuse"),
    [
        (EtatDossier.INSCRIT, True),
        (EtatDossier.EN_SESSION, True),
        (EtatDossier.VALIDATION_PARTIELLE, False),
        (EtatDossier.ABANDONNE, False),
    ],
)
def test_one_dossier_at_a_time_for_a_cqpm_whatever_its_version(acte, etat, refuse):
    candidat = connue(acte)
    autre_version = ReferentielFactory(numero=acte["referentiel"].numero, mention="autre")
    DossierFactory(centre=acte["centre"], candidat=candidat, referentiel=autre_version, etat=etat)
    decision = DecisionPersonne(meme=candidat.pk)

    if refuse:
        with pytest.raises(InscriptionRefusee, match="déjà un dossier en cours"):
            inscrire(**acte, decision=decision)
    else:
        assert inscrire(**acte, decision=decision).candidat == candidat


@pytest.mark.django_db(transaction=True)
def test_two_people_registering_the_same_person_at_once_the_second_is_told(acte):
    autre = {"referentiel": ReferentielFactory()}

    issues = en_meme_temps(lambda: inscrire(**acte), lambda: inscrire(**acte | autre))

    assert sorted(type(issue) for issue in issues if isinstance(issue, Exception)) == [
        PersonneRessemblante
    ]
    assert (Dossier.objects.count(), Candidat.objects.count()) == (1, 1)


# --- The page ---------------------------------------------------------------------------------


def saisie(acte, **change):
    return {
        "centre": acte["centre"].pk,
        "referentiel": acte["referentiel"].pk,
        "parcours": "formation",
        "inscrit_le": "2026-01-15",
        "prenom": "Zoé",
        "nom": "Lefèvre",
        "naissance": "04/03/1999",
        "raison_sociale": "Cryo Sud",
        "tuteur_qualite": "tuteur",
    } | change


def test_the_page_proposes_and_keeps_what_was_typed(client, acte):
    candidat = connue(acte)
    client.force_login(acte["par"])

    reponse = client.post(reverse("dossiers:inscrire"), saisie(acte))

    assert_page_accessible(reponse)
    assert [une.candidat for une in reponse.context["form"].personnes] == [candidat]
    assert reponse.context["form"]["nom"].value() == "Lefèvre"
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize(("reponse_donnee", "personnes"), [("meme", 1), ("autre", 2)])
def test_the_answer_registers(client, acte, reponse_donnee, personnes):
    candidat = connue(acte)
    client.force_login(acte["par"])
    personne = candidat.pk if reponse_donnee == "meme" else "autre"

    client.post(
        reverse("dossiers:inscrire"),
        saisie(acte, personnes_vues=candidat.pk, personne=personne),
    )

    assert Dossier.objects.count() == 1
    assert Candidat.objects.count() == personnes


def test_an_answer_stays_shown_when_something_else_is_refused(client, acte):
    candidat = connue(acte)
    client.force_login(acte["par"])
    reponses = {"personnes_vues": candidat.pk, "personne": candidat.pk}

    reponse = client.post(reverse("dossiers:inscrire"), saisie(acte, siret="1", **reponses))

    assert list(reponse.context["form"].errors) == ["siret"]
    assert [une.candidat for une in reponse.context["form"].personnes] == [candidat]
    assert f'value="{candidat.pk}"\n                   checked' in reponse.content.decode()


@pytest.mark.parametrize("vues", ["9" * 30, "a,b", "-1", ",,", "1" * 5000])
def test_a_forged_answer_is_only_a_question_again(client, acte, vues):
    connue(acte)
    client.force_login(acte["par"])

    reponse = client.post(
        reverse("dossiers:inscrire"), saisie(acte, personnes_vues=vues, personne="autre")
    )

    assert reponse.status_code == 200
    assert Dossier.objects.count() == 0
