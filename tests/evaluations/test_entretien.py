"""The interview with the candidate: rules, page, who may write it."""

import datetime
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers.enums import EtatDossier
from dossiers.errors import DateImpossible
from evaluations.errors import EntretienModifie, EntretienRefuse
from evaluations.models import Entretien
from evaluations.services import entretien as service
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory
from tests.factories.evaluations import AvisEntrepriseFactory, EntretienFactory

pytestmark = pytest.mark.django_db

JOUR = datetime.date(2026, 2, 10)
SAISIE = {"date": "2026-02-10", "participants": "Anaïs Lefèvre", "notes": "Elle explique."}


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def dossier(centre):
    return DossierFactory(centre=centre, transmis=True, referentiel__modele_2013=True)


@pytest.fixture
def par(centre):
    return UtilisateurFactory(gestionnaire=centre)


def adresse(dossier) -> str:
    return reverse("evaluations:entretien", args=[dossier.pk])


def texte(reponse) -> str:
    return " ".join(html.unescape(reponse.content.decode()).split())


def enregistrer(dossier, par, **champs) -> Entretien:
    saisie = {"date": JOUR, "participants": "Anaïs Lefèvre", "notes": "Elle explique.", **champs}
    return service.enregistrer(dossier, **saisie, par=par)


# --- Writing it -------------------------------------------------------------------------------


def test_r19_enregistrer_keeps_the_interview_and_notes_it(dossier, par):
    entretien = enregistrer(dossier, par)

    assert (entretien.date, entretien.participants, entretien.notes, entretien.auteur) == (
        JOUR,
        "Anaïs Lefèvre",
        "Elle explique.",
        par,
    )
    ligne = dossier.journal.get()
    assert (ligne.acte, ligne.libelle, ligne.auteur, ligne.avant) == (
        "entretien",
        "Entretien du 10/02/2026 enregistré.",
        par,
        None,
    )


def test_r50_a_correction_keeps_what_was_written_before(dossier, par):
    premier = enregistrer(dossier, par)

    enregistrer(dossier, par, notes="Elle précise.", lu_le=premier.modifie_le)

    assert Entretien.objects.get().notes == "Elle précise."
    ligne = dossier.journal.first()
    assert ligne.libelle == "Entretien du 10/02/2026 corrigé."
    assert (ligne.avant["notes"], ligne.apres["notes"]) == ("Elle explique.", "Elle précise.")


def test_r19_enregistrer_refuses_a_version_without_interview(par):
    dossier = DossierFactory(transmis=True, referentiel__modele_2018=True)

    with pytest.raises(EntretienRefuse, match="ne prévoit pas d'entretien"):
        enregistrer(dossier, par)


@pytest.mark.parametrize("trait", ["modalites_completes", "en_session", "admis", "abandonne"])
def test_r19_enregistrer_refuses_before_the_transmission_and_from_the_session_on(par, trait):
    dossier = DossierFactory(referentiel__modele_2013=True, **{trait: True})

    with pytest.raises(EntretienRefuse, match="une fois les modalités transmises"):
        enregistrer(dossier, par)

    assert not Entretien.objects.exists()


def test_r8_enregistrer_refuses_a_date_before_the_registration(dossier, par):
    with pytest.raises(DateImpossible, match="porter la date du 14/01/2026"):
        enregistrer(dossier, par, date=datetime.date(2026, 1, 14))


def test_enregistrer_refuses_a_date_to_come(dossier, par):
    demain = timezone.localdate() + datetime.timedelta(days=1)

    with pytest.raises(DateImpossible, match="cette date n'est pas encore passée"):
        enregistrer(dossier, par, date=demain)


def test_enregistrer_refuses_an_interview_with_nobody(dossier, par):
    with pytest.raises(EntretienRefuse, match="qui a participé"):
        enregistrer(dossier, par, participants="  ")


@pytest.mark.parametrize("lu_le", [None, timezone.now()])
def test_enregistrer_never_overwrites_what_the_page_did_not_show(dossier, par, lu_le):
    autre = UtilisateurFactory(prenom="Lise", nom="Roy")
    enregistrer(dossier, autre)

    with pytest.raises(EntretienModifie, match="Lise Roy a enregistré cet entretien entre-temps"):
        enregistrer(dossier, par, notes="Autre texte.", lu_le=lu_le)

    assert Entretien.objects.get().notes == "Elle explique."
    assert dossier.journal.count() == 1


def test_r19_the_interview_completes_the_dossier(centre, par):
    dossier = DossierFactory(centre=centre, evaluations_closes=True, referentiel__modele_2013=True)
    AvisEntrepriseFactory(demande__dossier=dossier)

    enregistrer(dossier, par)

    dossier.refresh_from_db()
    assert dossier.etat == EtatDossier.PRET_POUR_JURY


def test_r19_a_ready_dossier_can_still_have_its_interview_completed(centre, par):
    dossier = DossierFactory(centre=centre, pret_pour_jury=True, referentiel__modele_2013=True)
    ancien = EntretienFactory(dossier=dossier)

    enregistrer(dossier, par, notes="Elle précise.", lu_le=ancien.modifie_le)

    dossier.refresh_from_db()
    assert Entretien.objects.get().notes == "Elle précise."
    assert dossier.etat == EtatDossier.PRET_POUR_JURY


# --- Its page ---------------------------------------------------------------------------------


def personne(role: str, dossier):
    if role == "etranger":
        return UtilisateurFactory(responsable=True)
    personne = UtilisateurFactory(**{role: dossier.centre})
    if role in {"evaluateur", "jury"}:
        AffectationFactory(dossier=dossier, utilisateur=personne, role=role)
    return personne


@pytest.mark.parametrize(
    ("role", "lecture", "ecriture"),
    [
        ("responsable", 200, 302),
        ("gestionnaire", 200, 302),
        ("evaluateur", 200, 302),
        ("jury", 403, 403),
        ("etranger", 404, 404),
    ],
)
def test_r22_the_commission_and_staff_write_it(client_de, dossier, role, lecture, ecriture):
    client = client_de(personne(role, dossier))

    assert client.get(adresse(dossier)).status_code == lecture
    assert client.post(adresse(dossier), SAISIE).status_code == ecriture
    assert Entretien.objects.exists() is (ecriture == 302)


def test_r19_the_page_does_not_exist_where_the_version_asks_no_interview(client_de, centre, par):
    dossier = DossierFactory(centre=centre, transmis=True, referentiel__modele_2018=True)

    assert client_de(par).get(adresse(dossier)).status_code == 404


def test_the_page_saves_and_shows_the_interview_again(client_de, dossier, par):
    client = client_de(par)
    assert_page_accessible(client.get(adresse(dossier)))

    reponse = client.post(adresse(dossier), SAISIE, follow=True)

    assert_page_accessible(reponse)
    assert [str(m) for m in reponse.context["messages"]] == ["L'entretien est enregistré."]
    assert 'value="2026-02-10"' in texte(reponse)
    assert "Elle explique." in texte(reponse)


def test_the_page_completes_the_interview(client_de, dossier, par):
    client = client_de(par)
    client.post(adresse(dossier), SAISIE)
    lu_le = client.get(adresse(dossier)).context["form"]["lu_le"].value()

    client.post(adresse(dossier), {**SAISIE, "notes": "Elle précise.", "lu_le": lu_le})

    assert Entretien.objects.get().notes == "Elle précise."


@pytest.mark.parametrize(
    ("champs", "champ", "dit"),
    [
        ({"date": "2026-01-14"}, "date", "l'inscription à la certification, du 15/01/2026"),
        ({"date": "2999-01-01"}, "date", "cette date n'est pas encore passée"),
        ({"date": ""}, "date", "Indiquez la date de l'entretien."),
        ({"date": "hier"}, "date", "Saisissez une date valide."),
        ({"participants": " "}, "participants", "Écrivez qui a participé, candidat compris."),
    ],
)
def test_a_refusal_keeps_what_was_typed(client_de, dossier, par, champs, champ, dit):
    reponse = client_de(par).post(adresse(dossier), {**SAISIE, **champs})

    assert_page_accessible(reponse)
    assert list(reponse.context["form"].errors) == [champ]
    assert dit in texte(reponse)
    assert "Elle explique." in texte(reponse)
    assert not Entretien.objects.exists()


def test_two_people_writing_at_once_lose_nothing(client_de, dossier, par):
    autre = UtilisateurFactory(gestionnaire=dossier.centre, prenom="Lise", nom="Roy")
    client_de(autre).post(adresse(dossier), {**SAISIE, "notes": "Le texte de Lise."})
    client = client_de(par)

    conflit = client.post(adresse(dossier), {**SAISIE, "notes": "Mon texte.", "lu_le": "illisible"})

    assert_page_accessible(conflit)
    assert "Lise Roy a enregistré cet entretien entre-temps" in texte(conflit)
    assert "Le texte de Lise." in texte(conflit)
    assert "Mon texte." in texte(conflit)
    assert Entretien.objects.get().notes == "Le texte de Lise."

    lu_le = conflit.context["form"]["lu_le"].value()
    client.post(adresse(dossier), {**SAISIE, "notes": "Les deux textes.", "lu_le": lu_le})
    assert Entretien.objects.get().notes == "Les deux textes."


def test_r19_the_page_of_a_ready_dossier_still_writes(client_de, centre, par):
    dossier = DossierFactory(centre=centre, pret_pour_jury=True, referentiel__modele_2013=True)

    assert client_de(par).post(adresse(dossier), SAISIE).status_code == 302
    assert Entretien.objects.exists()


@pytest.mark.parametrize("trait", ["en_session", "admis", "abandonne"])
def test_the_page_is_only_read_once_the_jury_has_the_dossier(client_de, centre, par, trait):
    dossier = DossierFactory(centre=centre, referentiel__modele_2013=True, **{trait: True})
    EntretienFactory(dossier=dossier)
    client = client_de(par)

    reponse = client.get(adresse(dossier))

    assert_page_accessible(reponse)
    assert "Le candidat explique ses choix." in texte(reponse)
    assert "<textarea" not in texte(reponse)
    assert client.post(adresse(dossier), SAISIE).status_code == 403


def test_the_page_says_when_there_is_nothing_to_read(client_de, centre, par):
    pas_transmis = DossierFactory(centre=centre, referentiel__modele_2013=True)
    en_session = DossierFactory(centre=centre, referentiel__modele_2013=True, en_session=True)
    client = client_de(par)

    assert "une fois le dossier de modalités transmis" in texte(client.get(adresse(pas_transmis)))
    assert "Aucun entretien n'a été enregistré." in texte(client.get(adresse(en_session)))


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_the_same_queries_whatever_the_sizes(
    client_de, centre, par, nombre, django_assert_num_queries
):
    dossier = DossierFactory(
        centre=centre,
        transmis=True,
        referentiel__modele_2013=True,
        referentiel__nombre_capacites=nombre,
    )
    AffectationFactory.create_batch(nombre, dossier=dossier)
    EntretienFactory(dossier=dossier)
    client = client_de(par)

    # session, user, roles, dossier, affectations and their people, blocs, interview, its notes,
    # capacités
    with django_assert_num_queries(10):
        client.get(adresse(dossier))
