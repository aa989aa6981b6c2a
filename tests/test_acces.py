"""Every URL of the site, asked for by every role: what it opens, and that it writes nothing (R22).

Invisible answers 404, visible but not allowed 403, signed out goes to sign in. A page added to the
site fails here until its row says who may open it.
"""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.droits_ecriture import POST_EN_EVALUATION, POST_EN_SESSION
from tests.droits_lecture import (
    EN_EVALUATION,
    EN_SESSION,
    PAGES_COMMUNES,
    ROLES,
    SEUL_POST,
    SUIVI,
)
from tests.droits_lecture import SESSION_OUVERTE as AVANT_LE_PV
from tests.droits_suites import APRES_LE_PV, POST_APRES_LE_PV
from tests.factories.comptes import UtilisateurFactory
from tests.monde import MARQUE_A, MARQUE_B, Monde, creer_monde, urls_du_site

pytestmark = pytest.mark.django_db

# The candidate's space: its door, and the pages that lead to it without the code.
ESPACE = {
    "evaluations:espace",
    "evaluations:espace_nouveau_lien",
    "evaluations:espace_quitter",
    "evaluations:espace_rapport",
    "evaluations:espace_rapport_fichier",
    "evaluations:espace_agenda",
    "evaluations:espace_convocation",
    "evaluations:espace_donnees",
    "evaluations:espace_piece",
    "evaluations:espace_telecharger",
}
PUBLIQUES = {
    "comptes:connexion",
    "comptes:oubli",
    "comptes:oubli_envoye",
    "comptes:reinitialiser",
    "evaluations:verifier",
    "evaluations:avis_public",
    "evaluations:avis_merci",
    "evaluations:avis_autre",
    "evaluations:avis_nouveau_message",
    *ESPACE,
}
SESSION_OUVERTE = AVANT_LE_PV | APRES_LE_PV
GET = {
    "en_evaluation": PAGES_COMMUNES | EN_EVALUATION | SUIVI,
    "en_session": EN_SESSION | SESSION_OUVERTE | SUIVI,
}
POST = {"en_evaluation": POST_EN_EVALUATION, "en_session": POST_EN_SESSION | POST_APRES_LE_PV}


@pytest.fixture
def monde() -> Monde:
    return creer_monde()


def adresse(monde: Monde, nom: str, stade: str) -> str:
    route = urls_du_site()[nom]
    parametres = monde.parametres(route, getattr(monde, stade))
    return reverse(nom, kwargs=_utiles(route, parametres))


def _utiles(route: str, parametres: dict) -> dict:
    """The arguments that this route takes."""
    return {cle: v for cle, v in parametres.items() if f":{cle}>" in route or f"<{cle}>" in route}


def colonne(table: dict[str, str], role: str) -> dict[str, str]:
    return {nom: ligne.split()[ROLES.index(role)] for nom, ligne in table.items()}


def lignes() -> dict[str, list]:
    """Every row of every table of the project."""
    projet = {"commun", "comptes", "referentiels", "dossiers", "evaluations"}
    modeles = [un for un in apps.get_models() if un._meta.app_label in projet]
    return {un._meta.label: list(un.objects.order_by("pk").values_list()) for un in modeles}


def lire(reponse) -> str:
    """The page as text; a download is read to its end, which closes its file."""
    return reponse.getvalue().decode("utf-8", errors="replace")


def test_every_url_has_its_row():
    attendues = set(PAGES_COMMUNES) | set(EN_SESSION) | set(SESSION_OUVERTE)

    assert attendues == set(urls_du_site())
    assert set(EN_EVALUATION) == set(EN_SESSION)
    assert len(EN_SESSION) == len(set(EN_SESSION) - set(PAGES_COMMUNES) - set(SESSION_OUVERTE))


def test_every_url_that_only_takes_post_says_who_may_send_it():
    for stade in ("en_evaluation", "en_session"):
        muettes = {nom for nom, ligne in GET[stade].items() if ligne == SEUL_POST}

        assert muettes - set(POST[stade]) - {"comptes:deconnexion"} == set()


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_own_pages_and_no_other(client_de, monde, role, stade):
    client = client_de(monde.personnes[role])
    autre_centre = MARQUE_A if role == "etranger" else MARQUE_B
    avant = lignes()

    obtenu, indiscretes = {}, []
    for nom in GET[stade]:
        reponse = client.get(adresse(monde, nom, stade))
        obtenu[nom] = str(reponse.status_code)
        personnelle = nom in PUBLIQUES and nom.startswith(("evaluations:avis_", "evaluations:esp"))
        if autre_centre in lire(reponse) and not personnelle:
            indiscretes.append(nom)

    assert obtenu == colonne(GET[stade], role)
    assert indiscretes == []
    assert lignes() == avant


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("role", ROLES)
def test_a_forbidden_post_is_refused_and_writes_nothing(client_de, monde, role, stade):
    client = client_de(monde.personnes[role])
    attendu = {
        nom: statut
        for nom, statut in colonne(GET[stade] | POST[stade], role).items()
        if statut in {"403", "404"}
    }
    avant = lignes()

    obtenu = {nom: str(client.post(adresse(monde, nom, stade)).status_code) for nom in attendu}

    assert obtenu == attendu
    assert lignes() == avant


@pytest.mark.parametrize("stade", ["en_evaluation", "en_session"])
@pytest.mark.parametrize("methode", ["get", "post"])
def test_signed_out_goes_to_sign_in_and_writes_nothing(monde, methode, stade):
    client = Client()
    fermees = {nom: adresse(monde, nom, stade) for nom in GET[stade] if nom not in PUBLIQUES}
    avant = lignes()

    obtenu = {
        nom: getattr(client, methode)(url).headers["Location"] for nom, url in fermees.items()
    }

    connexion = reverse("comptes:connexion")
    attendu = {nom: f"{connexion}?next={url}" for nom, url in fermees.items()}
    if "admin:index" in attendu:
        attendu["admin:index"] = f"{reverse('admin:login')}?next={fermees['admin:index']}"
    assert obtenu == attendu
    assert lignes() == avant


def test_public_pages_open_without_an_account_and_write_nothing_when_empty(monde):
    client = Client()
    avant = lignes()

    obtenu = {
        nom: [
            client.get(adresse(monde, nom, "en_evaluation")).status_code,
            client.post(adresse(monde, nom, "en_evaluation")).status_code,
        ]
        for nom in sorted(PUBLIQUES)
    }

    assert obtenu == {
        "comptes:connexion": [200, 200],
        "comptes:oubli": [200, 200],
        "comptes:oubli_envoye": [200, 405],
        "comptes:reinitialiser": [200, 200],
        "evaluations:verifier": [404, 404],
        "evaluations:avis_autre": [200, 200],
        "evaluations:avis_merci": [302, 405],
        "evaluations:avis_nouveau_message": [200, 200],
        "evaluations:avis_public": [200, 200],
        "evaluations:espace": [200, 200],
        "evaluations:espace_agenda": [302, 405],
        "evaluations:espace_convocation": [302, 405],
        "evaluations:espace_donnees": [302, 302],
        "evaluations:espace_nouveau_lien": [200, 200],
        "evaluations:espace_piece": [302, 405],
        "evaluations:espace_quitter": [405, 302],
        "evaluations:espace_rapport": [302, 302],
        "evaluations:espace_rapport_fichier": [302, 405],
        "evaluations:espace_telecharger": [302, 302],
    }
    assert lignes() == avant


def test_only_the_administrator_opens_the_administration(client_de, monde):
    administrateur = UtilisateurFactory(is_staff=True, is_superuser=True)

    assert client_de(administrateur).get(reverse("admin:index")).status_code == 200
    refus = client_de(monde.personnes["responsable"]).get(reverse("admin:index"))
    assert refus.headers["Location"] == "/administration/login/?next=/administration/"


@pytest.mark.parametrize(
    "cle",
    [
        *("document_pk", "travail_pk", "demande_pk", "correction_pk"),
        *("critere_pk", "capacite_pk", "membre_pk"),
        *("document_pk", "travail_pk", "demande_pk", "critere_pk", "capacite_pk", "membre_pk"),
        *("amenagement_pk", "tuteur_pk", "preuve_pk", "depot_pk", "question_pk"),
    ],
)
def test_what_hangs_on_a_foreign_dossier_does_not_open_from_ones_own(client_de, monde, cle):
    """The first key is visible, the second belongs to the other centre."""
    routes = {nom: route for nom, route in urls_du_site().items() if f":{cle}>" in route}
    evaluation = dict.fromkeys(("critere_pk", "capacite_pk", "preuve_pk"), "evaluateur")
    role = (evaluation | {"depot_pk": "responsable"}).get(cle, "gestionnaire")
    client = client_de(monde.personnes[role])
    avant = lignes()

    obtenu = {}
    for nom, route in routes.items():
        ici = monde.parametres(route, monde.en_evaluation)
        ailleurs = monde.parametres(route, monde.etranger)
        url = reverse(nom, kwargs=_utiles(route, ici | {cle: ailleurs[cle]}))
        obtenu[nom] = [client.get(url).status_code, client.post(url).status_code]

    assert obtenu != {}
    assert {nom: statuts for nom, statuts in obtenu.items() if statuts[1] != 404} == {}
    assert all(statuts[0] in {404, 405} for statuts in obtenu.values())
    assert lignes() == avant
