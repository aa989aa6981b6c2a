"""The list: who sees what, in which order, by pages, with a constant number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cqpm.commun.pagination import PLAFOND
from dossiers.enums import EtatDossier
from dossiers.models import Candidat, Dossier, PreferenceListe
from dossiers.selectors.colonnes import HABITUELLES, colonnes_connues
from dossiers.selectors.tri import TRIS
from tests.accessibilite import PageParser, assert_page_accessible
from tests.factories.comptes import CentreFactory, HabilitationFactory, UtilisateurFactory
from tests.factories.dossiers import AffectationFactory, DossierFactory

LISTE = "/dossiers/"


@pytest.fixture
def centre(db):
    return CentreFactory()


@pytest.fixture
def gestionnaire(centre, client):
    utilisateur = UtilisateurFactory(gestionnaire=centre)
    client.force_login(utilisateur)
    return utilisateur


def trouves(client, **parametres) -> list[Dossier]:
    return client.get(reverse("dossiers:liste"), parametres).context["dossiers"]


def peupler(centre, nombre: int) -> None:
    """Many dossiers of one version at once, as a centre gathers them over the years."""
    modele = DossierFactory(centre=centre)
    candidats = Candidat.objects.bulk_create(
        Candidat(centre=centre, nom=f"Nom{rang:06d}", prenom="Zoé", naissance_annee=1990)
        for rang in range(nombre - 1)
    )
    dossiers = [
        Dossier(
            numero=f"M-{candidat.pk:06d}",
            centre=centre,
            candidat=candidat,
            referentiel=modele.referentiel,
            parcours=modele.parcours,
            entreprise=modele.entreprise,
            tuteur=modele.tuteur,
            inscrit_le=modele.inscrit_le,
            recherche=f"{candidat.nom.lower()} {modele.recherche}",
            nom_de_tri=f"{candidat.nom.lower()} zoe",
        )
        for candidat in candidats
    ]
    Dossier.objects.bulk_create(dossiers, batch_size=2000)


# --- Constant number of queries ---------------------------------------------------------------

# Session, person, roles, assigned to anything?, columns, count, dossiers, evaluators, versions.
REQUETES = 9
ADRESSES = {
    "first page": {},
    "search": {"q": "nom procédés"},
    "filters": {"etat": ["inscrit", "transmis"], "entreprise": "vide", "retard": "on"},
    "order": {"tri": "etat"},
    "last page": {"page": "999999"},
}


def requetes_de(client, parametres) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as contexte:
        reponse = client.get(reverse("dossiers:liste"), parametres)
    assert reponse.status_code == 200
    return [une["sql"].split(" WHERE ")[0] for une in contexte.captured_queries]


def test_the_list_runs_as_many_queries_with_10_and_10_000_dossiers(client, centre, gestionnaire):
    PreferenceListe.objects.create(utilisateur=gestionnaire, colonnes=list(colonnes_connues()))
    peupler(centre, 10)
    avec_10 = {nom: len(requetes_de(client, un)) for nom, un in ADRESSES.items()}

    peupler(centre, 9_990)
    avec_10_000 = {nom: len(requetes_de(client, un)) for nom, un in ADRESSES.items()}

    assert Dossier.objects.count() == 10_000
    assert avec_10_000 == avec_10


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_runs_no_query_per_dossier(
    client, centre, gestionnaire, nombre, django_assert_num_queries
):
    dossiers = DossierFactory.create_batch(nombre, centre=centre)

    with django_assert_num_queries(REQUETES):
        reponse = client.get(reverse("dossiers:liste"))

    assert reponse.context["dossiers"] == dossiers[::-1]
    assert_page_accessible(reponse)


# --- Who sees what ----------------------------------------------------------------------------


def test_r22_two_centres_do_not_see_each_other(client, centre, gestionnaire):
    DossierFactory()
    le_mien = DossierFactory(centre=centre)

    assert trouves(client) == [le_mien]


def test_the_list_shows_exactly_what_the_pages_open(centre):
    """`visible_en_liste` says the same as `visible_par`, whoever asks."""
    dossiers = [DossierFactory(centre=centre), DossierFactory(), DossierFactory()]
    du_centre, partout = UtilisateurFactory(gestionnaire=centre), UtilisateurFactory()
    des_deux = UtilisateurFactory(gestionnaire=centre)
    HabilitationFactory(utilisateur=partout, centre=dossiers[1].centre)
    HabilitationFactory(utilisateur=partout, centre=centre)
    AffectationFactory(dossier=dossiers[1], utilisateur=des_deux)
    evaluateur = AffectationFactory(dossier=dossiers[2]).utilisateur
    personnes = [du_centre, partout, des_deux, evaluateur, UtilisateurFactory()]

    en_liste = [list(Dossier.objects.visible_en_liste(un)) for un in personnes]

    assert en_liste == [list(Dossier.objects.visible_par(un)) for un in personnes]
    assert [len(une) for une in en_liste] == [1, 2, 2, 1, 0]


@pytest.mark.parametrize("role", ["gestionnaire", "evaluateur"])
def test_an_empty_list_says_what_to_do(client, centre, role):
    client.force_login(UtilisateurFactory(centre=centre, **{role: True}))

    reponse = client.get(reverse("dossiers:liste"))

    phrases = {"gestionnaire": "Inscrivez le premier candidat", "evaluateur": "vous préviendra"}
    assert phrases[role] in reponse.content.decode()
    assert_page_accessible(reponse)


# --- Orders -----------------------------------------------------------------------------------


@pytest.fixture
def trois(centre):
    """Three dossiers whose orders all differ."""
    dossiers = [
        DossierFactory(
            centre=centre,
            candidat__nom=nom,
            etat=etat,
            inscrit_le=inscrit_le,
            referentiel__titre=titre,
        )
        for nom, etat, inscrit_le, titre in (
            ("Faure", EtatDossier.ADMIS, datetime.date(2026, 1, 3), "B"),
            ("Évrard", EtatDossier.INSCRIT, datetime.date(2026, 1, 1), "C"),
            ("durand", EtatDossier.EN_EVALUATION, datetime.date(2026, 1, 2), "A"),
        )
    ]
    jour = timezone.now()
    for rang, dossier in zip((2, 3, 1), dossiers, strict=True):
        Dossier.objects.filter(pk=dossier.pk).update(
            modifie_le=jour - datetime.timedelta(days=rang)
        )
    return dossiers


@pytest.mark.parametrize(
    ("tri", "ordre"),
    [
        ("numero", "012"),
        ("nom", "210"),
        ("cqpm", "201"),
        ("etat", "120"),
        ("inscription", "120"),
        ("modification", "102"),
    ],
)
def test_each_order_rises_and_falls(client, gestionnaire, trois, tri, ordre):
    attendus = [trois[int(rang)] for rang in ordre]

    assert trouves(client, tri=tri) == attendus
    assert trouves(client, tri=f"-{tri}") == attendus[::-1]


@pytest.mark.parametrize("code", TRIS)
def test_rows_that_tie_keep_their_order(client, centre, gestionnaire, code):
    """The key comes last: two pages never show one dossier twice."""
    modele = DossierFactory(centre=centre)
    memes = {"centre": centre, "candidat": modele.candidat, "referentiel": modele.referentiel}
    dossiers = [modele, *DossierFactory.create_batch(3, **memes)]
    Dossier.objects.update(modifie_le=timezone.now(), nom_de_tri="x")

    attendus = dossiers[::-1] if code.startswith("-") else dossiers
    assert trouves(client, tri=code) == attendus


def test_the_head_of_a_column_sorts_then_turns_round(client, gestionnaire, trois):
    def entetes(**parametres):
        contexte = client.get(reverse("dossiers:liste"), parametres).context
        return {
            un["libelle"]: (un["tri"] and un["tri"].code, un["sens"]) for un in contexte["entetes"]
        }

    assert entetes() == {
        "Candidat": ("nom", ""),
        "Dossier": ("numero", "descending"),
        "CQPM": ("cqpm", ""),
        "Parcours": (None, ""),
        "Entreprise": (None, ""),
        "État": ("etat", ""),
    }
    assert entetes(tri="etat")["État"] == ("-etat", "ascending")
    assert entetes(tri="-etat")["État"] == ("etat", "descending")


# --- Pages ------------------------------------------------------------------------------------


def test_pages_hold_fifty_rows_and_keep_the_filters(client, centre, gestionnaire):
    peupler(centre, 51)

    reponse = client.get(reverse("dossiers:liste"), {"q": "vide", "page": 2})

    assert [len(trouves(client, page=page)) for page in ("1", "2", "zzz", "99")] == [50, 1, 50, 1]
    assert 'href="?q=vide&amp;page=1"' in reponse.content.decode()
    assert_page_accessible(reponse)


def test_beyond_the_ceiling_the_list_says_that_it_goes_on(client, centre, gestionnaire):
    peupler(centre, PLAFOND + 1)

    reponse = client.get(reverse("dossiers:liste"), {"page": 9999})

    page = reponse.content.decode()
    assert reponse.context["page"].number == PLAFOND // 50
    assert "Plus de 2000 dossiers" in page
    assert "La liste continue : précisez les filtres" in page


# --- Columns ----------------------------------------------------------------------------------


def test_the_chosen_columns_are_kept_with_the_person(client, centre, gestionnaire):
    DossierFactory(centre=centre)
    assert [un["libelle"] for un in client.get(LISTE).context["entetes"]][2:] == [
        colonnes_connues()[code].libelle for code in HABITUELLES
    ]

    reponse = client.post(
        reverse("dossiers:colonnes"),
        {"colonnes": ["etat", "tuteur", "naissance"], "liste": "q=essai&page=3&bidon=1"},
    )

    assert reponse.headers["Location"] == "/dossiers/?q=essai"
    reponse = client.get(LISTE)
    assert [un["libelle"] for un in reponse.context["entetes"]] == [
        "Candidat",
        "Dossier",
        "État",
        "Tuteur",
        "Né(e) le",
    ]
    assert [texte for _, texte in reponse.context["lignes"][0].cellules] == [
        "Modalités à définir",
        "Karim Bensaïd",
        "17/05/1998",
    ]
    assert_page_accessible(reponse)


def test_no_column_at_all_is_a_choice_and_an_invented_one_changes_nothing(client, gestionnaire):
    client.post(reverse("dossiers:colonnes"), {"colonnes": ["bidon"]})
    assert PreferenceListe.objects.count() == 0

    client.post(reverse("dossiers:colonnes"), {})
    assert PreferenceListe.objects.get().colonnes == []


def test_every_column_is_read_by_staff_and_the_personal_ones_by_staff_alone(client, centre):
    dossier = DossierFactory(centre=centre, transmis=True)
    evaluateur = AffectationFactory(dossier=dossier).utilisateur
    gestionnaire = UtilisateurFactory(gestionnaire=centre)
    lus = {}
    for personne in (evaluateur, gestionnaire):
        PreferenceListe.objects.create(utilisateur=personne, colonnes=list(colonnes_connues()))
        client.force_login(personne)
        reponse = client.get(LISTE)
        assert_page_accessible(reponse)
        lus[personne] = {colonne.code for colonne, _ in reponse.context["lignes"][0].cellules}

    assert lus[gestionnaire] == set(colonnes_connues())
    assert set(colonnes_connues()) - lus[evaluateur] == {"naissance", "contact"}


def test_a_row_shows_the_name_in_use_and_says_the_birth_name(client, centre, gestionnaire):
    DossierFactory(centre=centre, candidat__nom="Petit", candidat__nom_usage="Roux")

    page = client.get(LISTE).content.decode()

    assert "<b>Roux</b> Anaïs" in page
    assert "nom de naissance : Petit" in page


# --- Batch acts -------------------------------------------------------------------------------


def test_rows_have_a_box_for_the_batch_acts(client, centre, gestionnaire):
    dossier = DossierFactory(centre=centre)

    reponse = client.get(LISTE, {"etat": "inscrit"})

    lecteur = PageParser()
    lecteur.feed(reponse.content.decode())
    cases = [un.attrs for un in lecteur.page.all("input") if un.attrs.get("name") == "dossiers"]
    (lot,) = [un for un in lecteur.page.all("form") if un.attrs.get("id") == "lot"]
    caches = {un.attrs["name"]: un.attrs["value"] for un in lot.all("input")}
    assert [(un["form"], un["value"]) for un in cases] == [("lot", str(dossier.pk))]
    assert (lot.attrs["action"], caches["liste"]) == (
        reverse("dossiers:lot_preparer"),
        "etat=inscrit",
    )
    assert_page_accessible(reponse)
