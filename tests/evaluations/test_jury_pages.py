"""The pages of a session: who opens them, what they say, what they refuse, in how many queries."""

import datetime

import pytest
from django.urls import reverse

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from evaluations.enums import EtatSession
from evaluations.models import MembreJury, SessionJury
from evaluations.services import jury
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import DossierFactory
from tests.outils import dossier_pret, reunir

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def reunion(db):
    return reunir(CentreFactory())


@pytest.fixture
def secretaire(reunion, client_de):
    return client_de(reunion.secretaire)


def url(nom: str, session: SessionJury, *suite: int) -> str:
    return reverse(f"evaluations:{nom}", args=[session.pk, *suite])


def messages_de(reponse) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


# --- The list ---------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_runs_no_query_per_session(client_de, nombre, django_assert_num_queries, db):
    centre = CentreFactory()
    for _ in range(nombre):
        reunir(centre).inscrire(dossier_pret(centre=centre))
    client = client_de(UtilisateurFactory(gestionnaire=centre))

    with django_assert_num_queries(5):  # session, user, roles, count, sessions
        reponse = client.get(reverse("evaluations:sessions"))

    assert len(reponse.context["sessions"]) == nombre
    assert_page_accessible(reponse)


def test_r22_each_person_finds_their_own_sessions(client_de, reunion):
    reunir(CentreFactory())
    jure = UtilisateurFactory(jury=reunion.centre)

    def numeros(utilisateur) -> list[str]:
        reponse = client_de(utilisateur).get(reverse("evaluations:sessions"))
        return [une.numero for une in reponse.context["sessions"]]

    assert numeros(reunion.secretaire) == [reunion.session.numero]
    assert numeros(reunion.salarie) == [reunion.session.numero]
    assert numeros(jure) == []


# --- Create, correct --------------------------------------------------------------------------

SAISIE = {
    "date": "2026-12-04",
    "lieu": "Maison des industries",
    "mode": "visio",
    "lien_visio": "https://visio.exemple/jury",
    "demandes_syndicats_le": "2026-11-10",
    "convocations_le": "",
}


def test_a_session_is_created_in_the_secretary_s_centre(secretaire, reunion):
    assert_page_accessible(secretaire.get(reverse("evaluations:session_creer")))

    secretaire.post(reverse("evaluations:session_creer"), {**SAISIE, "centre": reunion.centre.pk})

    session = SessionJury.objects.exclude(pk=reunion.session.pk).get()
    assert (session.centre, session.etat) == (reunion.centre, EtatSession.PREPARATION)
    assert (session.lieu, session.mode) == ("Maison des industries", "visio")
    assert session.demandes_syndicats_le == datetime.date(2026, 11, 10)


def test_a_session_of_another_centre_is_not_created(secretaire, reunion):
    reponse = secretaire.post(
        reverse("evaluations:session_creer"), {**SAISIE, "centre": CentreFactory().pk}
    )

    assert list(reponse.context["form"].errors) == ["centre"]
    assert SessionJury.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "champ"),
    [
        ({"date": "04/13/2026"}, "date"),
        ({"date": ""}, "date"),
        ({"lieu": ""}, "lieu"),
        ({"mode": "téléphone"}, "mode"),
        ({"lien_visio": ""}, "lien_visio"),
        ({"lien_visio": "http://visio.exemple/"}, "lien_visio"),
        ({"date": "2027-03-28", "heure": "02:30"}, "heure"),
        ({"demandes_syndicats_le": "2026-12-05"}, "demandes_syndicats_le"),
        ({"convocations_le": "2026-12-05"}, "convocations_le"),
    ],
)
def test_a_refused_session_keeps_what_was_typed(secretaire, reunion, change, champ):
    donnees = {**SAISIE, "centre": reunion.centre.pk, **change}

    reponse = secretaire.post(reverse("evaluations:session_creer"), donnees)

    assert list(reponse.context["form"].errors) == [champ]
    for valeur in {**SAISIE, **change}.values():
        assert valeur in reponse.content.decode() or not valeur or valeur == "téléphone"
    assert_page_accessible(reponse)


def test_a_session_is_corrected_until_it_opens(secretaire, reunion):
    adresse = url("session_modifier", reunion.session)
    assert_page_accessible(secretaire.get(adresse))

    secretaire.post(adresse, SAISIE)

    reunion.session.refresh_from_db()
    assert reunion.session.date == datetime.date(2026, 12, 4)


def test_the_date_of_an_open_session_is_refused_in_words(secretaire, reunion):
    reunion.inscrire(dossier_pret(centre=reunion.centre))
    reunion.ouvrir()

    reponse = secretaire.post(url("session_modifier", reunion.session), SAISIE)

    assert "sa date ne change plus" in reponse.content.decode()
    assert "Maison des industries" in reponse.content.decode()


# --- The hub ----------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_hub_runs_no_query_per_candidate_nor_member(
    client_de, nombre, django_assert_num_queries, db
):
    reunion = reunir(CentreFactory())
    reunion.inscrire(*[dossier_pret(centre=reunion.centre) for _ in range(nombre)])
    for rang in range(nombre):
        _asseoir(reunion, f"Membre{rang}")
    DossierFactory.create_batch(nombre, centre=reunion.centre, pret_pour_jury=True)
    client = client_de(reunion.secretaire)

    # two for the unions of the day, one for the CQPM of the session, two for who is not ready, one
    # for the links between members and candidates, one for the sheet to sign
    with django_assert_num_queries(16):
        reponse = client.get(url("session", reunion.session))

    assert len(reponse.context["hub"].lignes) == nombre
    assert_page_accessible(reponse)


def _asseoir(reunion, nom: str) -> MembreJury:
    return jury.ajouter_membre(
        reunion.session,
        prenom="Ali",
        nom=nom,
        college="salaries",
        organisation="Syndicat",
        par=reunion.secretaire,
    )


def test_r26_the_hub_says_what_blocks_the_opening(secretaire, reunion):
    contenu = secretaire.get(url("session", reunion.session)).content.decode()

    for phrase in (
        "Le président, membre de la délégation patronale, doit être désigné et présent.",
        "Au moins un membre des organisations syndicales de salariés doit être présent.",
        "Inscrivez au moins un dossier prêt pour le jury.",
    ):
        assert phrase in contenu


def test_r28_the_hub_warns_of_what_the_pv_will_mention(secretaire, reunion):
    SessionJury.objects.update(demandes_syndicats_le=None)

    contenu = secretaire.get(url("session", reunion.session)).content.decode()

    assert "La date de saisine des organisations syndicales n&#x27;est pas renseignée." in contenu


def test_the_road_to_an_open_session(secretaire, reunion):
    session, dossier = reunion.session, dossier_pret(centre=reunion.centre)
    presents = list(session.membres.values_list("pk", flat=True))

    secretaire.post(url("inscrire_dossiers", session), {"dossier": [dossier.pk]})
    secretaire.post(url("presences", session), {"present": presents})
    reponse = secretaire.post(url("ouvrir", session), follow=True)

    session.refresh_from_db()
    assert (session.etat, session.membres.filter(present=True).count()) == ("ouverte", 2)
    assert messages_de(reponse) == [
        f"Inscrits à la session : {dossier.candidat}.",
        "Les présences sont enregistrées.",
        "La session est ouverte : le jury peut délibérer.",
    ]
    assert_page_accessible(reponse)


def test_r26_opening_too_early_is_a_sentence(secretaire, reunion):
    reponse = secretaire.post(url("ouvrir", reunion.session), follow=True)

    assert messages_de(reponse)[0].startswith("La session ne peut pas s'ouvrir.")


@pytest.mark.parametrize("presents", [["x", "", "-1"], ["9" * 40]])
def test_absurd_presences_are_ignored(secretaire, reunion, presents):
    reponse = secretaire.post(url("presences", reunion.session), {"present": presents}, follow=True)

    assert messages_de(reponse) == ["Les présences sont enregistrées."]
    assert reunion.session.membres.filter(present=True).count() == 0


def test_an_undecided_candidate_is_taken_off_even_once_open(secretaire, reunion):
    dossiers = [dossier_pret(centre=reunion.centre) for _ in range(2)]
    reunion.inscrire(*dossiers)
    reunion.ouvrir()
    adresse = url("retirer_dossier", reunion.session, dossiers[0].pk)
    assert adresse in secretaire.get(url("session", reunion.session)).content.decode()

    secretaire.post(adresse)

    assert Dossier.objects.get(pk=dossiers[0].pk).etat == EtatDossier.PRET_POUR_JURY
    reunion.suivre_la_commission()
    contenu = secretaire.get(url("session", reunion.session)).content.decode()
    assert url("retirer_dossier", reunion.session, dossiers[1].pk) not in contenu


# --- The members ------------------------------------------------------------------------------

MEMBRE = {
    "utilisateur": "",
    "prenom": "Ali",
    "nom": "Roux",
    "college": "salaries",
    "organisation": "Syndicat",
    "qualite": "",
}


def test_a_member_without_account_is_seated_by_name(secretaire, reunion):
    adresse = url("membre_ajouter", reunion.session)
    assert_page_accessible(secretaire.get(adresse))

    secretaire.post(adresse, MEMBRE)

    membre = reunion.session.membres.get(nom="Roux")
    assert (membre.utilisateur, membre.college, membre.present) == (None, "salaries", False)


def test_a_member_with_an_account_takes_their_own_name(secretaire, reunion):
    compte = UtilisateurFactory(prenom="Zoé", nom="Petit", fonction="Usineuse", jury=reunion.centre)

    secretaire.post(
        url("membre_ajouter", reunion.session),
        {**MEMBRE, "utilisateur": compte.pk, "prenom": "", "nom": ""},
    )

    membre = reunion.session.membres.get(utilisateur=compte)
    assert (str(membre), membre.qualite) == ("Zoé Petit", "Usineuse")


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"prenom": "", "nom": ""}, "Saisissez le nom du membre ou choisissez son compte."),
        ({"organisation": ""}, "obligatoire"),
        ({"college": "autre"}, "Sélectionnez un choix valide"),
        ({"est_president": "on"}, "Le président est un membre de la délégation patronale"),
        (
            {"est_president": "on", "college": "employeurs"},
            "La session a déjà un président",
        ),
        ({"prenom": "Yves", "nom": "Pham"}, "Yves Pham siège déjà dans cette session."),
    ],
)
def test_a_refused_member_keeps_what_was_typed(secretaire, reunion, change, phrase):
    reponse = secretaire.post(url("membre_ajouter", reunion.session), {**MEMBRE, **change})

    contenu = reponse.content.decode().replace("&#x27;", "'")
    assert phrase in contenu
    assert reunion.session.membres.count() == 2
    assert_page_accessible(reponse)


def test_an_account_of_another_centre_or_role_is_not_offered(secretaire, reunion):
    etrangers = [
        UtilisateurFactory(jury=True),
        UtilisateurFactory(evaluateur=reunion.centre),
        reunion.salarie,
    ]

    reponse = secretaire.get(url("membre_ajouter", reunion.session))

    offerts = set(reponse.context["form"].fields["utilisateur"].queryset)
    assert offerts.isdisjoint(etrangers)


def test_a_member_is_taken_off(secretaire, reunion):
    membre = reunion.session.membres.get(utilisateur=reunion.salarie)

    secretaire.post(url("membre_retirer", reunion.session, membre.pk))

    assert reunion.session.membres.count() == 1


def test_a_member_of_another_session_is_a_404(secretaire, reunion):
    autre = reunir(CentreFactory()).session.membres.first()

    reponse = secretaire.post(url("membre_retirer", reunion.session, autre.pk))

    assert (reponse.status_code, MembreJury.objects.count()) == (404, 4)
