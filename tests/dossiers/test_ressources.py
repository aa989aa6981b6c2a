"""The resource centre's space: what was sent to it, and nothing else of the application (R14)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers import transitions
from dossiers.enums import EtatDossier
from dossiers.models import DemandeCorrection, Dossier, Transmission
from tests.accessibilite import assert_page_accessible
from tests.factories.comptes import CentreFactory, UtilisateurFactory
from tests.factories.dossiers import (
    DemandeCorrectionFactory,
    DossierFactory,
    TransmissionFactory,
)
from tests.monde import creer_monde, urls_du_site
from tests.outils import executer_les_travaux, planifier
from tests.test_acces import ESPACE

pytestmark = pytest.mark.django_db

# What any signed-in person opens; the rest of the site does not exist for the resource centre.
OUVERTES = {
    *("accueil", "comptes:connexion", "comptes:profil", "comptes:mot_de_passe"),
    *("comptes:oubli", "comptes:oubli_envoye", "comptes:reinitialiser"),
    *("evaluations:avis_public", "evaluations:avis_merci", "evaluations:avis_autre"),
    *("evaluations:avis_nouveau_message", "evaluations:sessions"),
    *(ESPACE - {"evaluations:espace_quitter"}),
    *("evaluations:hors_ligne", "evaluations:travailleur"),
    *("referentiels:liste", "referentiels:consulter", "referentiels:comparer_avec"),
    *("referentiels:travail", "referentiels:echange", "referentiels:document"),
    *("dossiers:liste", "dossiers:ressources", "dossiers:recu", "dossiers:donner_accord"),
    *("dossiers:demander_corrections", "relances:mes_rappels", "admin:index"),
}


@pytest.fixture
def ressources():
    return CentreFactory(ressources=True)


@pytest.fixture
def agnes(client, ressources):
    agnes = UtilisateurFactory(ressources=ressources)
    client.force_login(agnes)
    return agnes


@pytest.fixture
def recue(ressources):
    """One dossier really transmitted to the centre, its PDF produced."""
    dossier = planifier(DossierFactory(modalites_completes=True, candidat__nom="Lévêque"))
    transitions.transmettre(dossier, centre_ressources=ressources, par=UtilisateurFactory())
    executer_les_travaux()
    return Transmission.objects.select_related("dossier__candidat").get()


def recu(transmission, nom="recu"):
    return reverse(f"dossiers:{nom}", args=[transmission.pk])


def lignes(client, **filtres):
    return list(client.get(reverse("dossiers:ressources"), filtres).context["transmissions"])


# --- Sight --------------------------------------------------------------------------------------


def test_the_resource_centre_opens_its_own_pages_and_no_other(client, ressources):
    monde = creer_monde()
    client.force_login(UtilisateurFactory(ressources=ressources))
    Transmission.objects.filter(dossier=monde.en_evaluation).update(centre=ressources)

    ouvertes = set()
    for nom, route in urls_du_site().items():
        parametres = monde.parametres(route, monde.en_evaluation)
        utiles = {
            cle: v for cle, v in parametres.items() if f":{cle}>" in route or f"<{cle}>" in route
        }
        reponse = client.get(reverse(nom, kwargs=utiles))
        reponse.getvalue()  # a download read to its end closes its file
        if reponse.status_code in {200, 302}:
            ouvertes.add(nom)

    assert ouvertes == OUVERTES
    assert list(Dossier.objects.visible_par(UtilisateurFactory(ressources=ressources))) == []


def test_what_was_sent_to_another_centre_does_not_exist(client, agnes):
    ailleurs = TransmissionFactory()

    statuts = {
        nom: client.post(recu(ailleurs, nom)).status_code
        for nom in ("recu", "accuser_reception", "donner_accord", "demander_corrections")
    } | {"document_recu": client.get(recu(ailleurs, "document_recu")).status_code}

    assert set(statuts.values()) == {404}
    assert lignes(client) == []


def test_its_people_arrive_on_the_dossiers_received(client, agnes):
    assert client.get("/").headers["Location"] == reverse("dossiers:ressources")
    page = client.get(reverse("dossiers:ressources"))
    assert "Aucun dossier ne vous a été transmis" in page.content.decode()
    assert_page_accessible(page)


# --- The list -----------------------------------------------------------------------------------


def test_what_waits_comes_first_the_oldest_on_top(client, agnes, ressources):
    dossier = {"dossier__centre_ressources": ressources}
    repondue = TransmissionFactory(reponse="accord", repondue_le=timezone.now(), **dossier)
    recente = TransmissionFactory(date=timezone.localdate(), **dossier)
    ancienne = TransmissionFactory(accusee_le=timezone.now(), **dossier)
    arretee = TransmissionFactory(dossier__etat=EtatDossier.ABANDONNE, **dossier)

    page = client.get(reverse("dossiers:ressources"))

    assert list(page.context["transmissions"]) == [ancienne, recente, repondue, arretee]
    assert [(suivi, nombre) for suivi, _, nombre in page.context["comptes"]] == [
        ("a_accuser", 1),
        ("a_repondre", 1),
        ("repondues", 1),
        ("sans_suite", 1),
    ]
    assert [une.suivi for une in page.context["transmissions"]] == [
        "a_repondre",
        "a_accuser",
        "repondues",
        "sans_suite",
    ]
    for suivi, attendue in (
        ("a_accuser", recente),
        ("a_repondre", ancienne),
        ("repondues", repondue),
        ("sans_suite", arretee),
    ):
        assert lignes(client, suivi=suivi) == [attendue]
    assert len(lignes(client, suivi="n'importe quoi")) == 4
    assert_page_accessible(page)


@pytest.mark.parametrize("cherche", ["leveque", "LÉVÊQUE", "technicien", "uimm centre"])
def test_the_search_ignores_accents_and_case(client, agnes, recue, cherche):
    assert lignes(client, q=cherche) == [recue]
    assert lignes(client, q=f"{cherche} introuvable") == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_list_runs_no_query_per_row(
    client, agnes, ressources, nombre, django_assert_num_queries
):
    for _ in range(nombre):
        TransmissionFactory(dossier__centre_ressources=ressources)

    with django_assert_num_queries(6):  # session, user, roles, count, rows, standings
        assert len(lignes(client)) == nombre


# --- One sending --------------------------------------------------------------------------------


def test_the_page_shows_the_plan_and_no_contact(client, agnes, recue):
    dossier = recue.dossier
    dossier.candidat.courriel, dossier.candidat.telephone = "anais@example.org", "0601020304"
    dossier.candidat.save()

    page = client.get(recu(recue))
    texte = page.content.decode()

    assert "Lévêque" in texte
    assert texte.count("Évaluation en situation professionnelle réelle") == 2
    assert "Karim Bensaïd, le 20/01/2026" in texte
    for secret in ("anais@example.org", "0601020304", dossier.tuteur.courriel):
        assert secret not in texte
    assert reverse("dossiers:fiche", args=[dossier.pk]) not in texte
    assert_page_accessible(page)
    pdf = client.get(recu(recue, "document_recu"))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")


def test_an_old_sending_without_snapshot_shows_the_dossier(client, agnes, ressources):
    dossier = planifier(DossierFactory(transmis=True, centre_ressources=ressources))
    ancienne = TransmissionFactory(dossier=dossier)

    page = client.get(recu(ancienne))

    assert len(page.context["contenu"]["plan"]) == 2
    assert "Le PDF n'est pas disponible" in page.content.decode()
    assert client.get(recu(ancienne, "document_recu")).status_code == 404
    assert_page_accessible(page)


def test_the_page_offers_each_answer_as_long_as_one_is_expected(client, agnes, recue):
    def offertes():
        texte = client.get(recu(recue)).content.decode()
        actes = ("accuser_reception", "donner_accord", "demander_corrections")
        return [acte for acte in actes if f'"{recu(recue, acte)}"' in texte]

    assert offertes() == ["accuser_reception", "donner_accord", "demander_corrections"]
    client.post(recu(recue, "accuser_reception"))
    assert offertes() == ["donner_accord", "demander_corrections"]
    client.post(recu(recue, "donner_accord"), {"commentaire": ""})
    assert offertes() == []


def test_acknowledge_then_agree(client, agnes, recue):
    client.post(recu(recue, "accuser_reception"))
    page = client.get(recu(recue, "donner_accord"))
    assert_page_accessible(page)

    client.post(recu(recue, "donner_accord"), {"commentaire": "Rien à redire."})

    recue.refresh_from_db()
    assert (recue.accusee_par, recue.repondue_par, recue.commentaire) == (
        agnes,
        agnes,
        "Rien à redire.",
    )
    deux_fois = client.post(recu(recue, "donner_accord"), {"commentaire": "Une autre idée."})
    assert "a déjà répondu" in deux_fois.content.decode()
    assert "Une autre idée." in deux_fois.content.decode()


def corrections(*typed, **autres):
    donnees = {"form-TOTAL_FORMS": str(max(2, len(typed))), "form-INITIAL_FORMS": "0"} | autres
    for rang, (partie, capacite, commentaire) in enumerate(typed):
        donnees |= {
            f"form-{rang}-partie": partie,
            f"form-{rang}-capacite": capacite,
            f"form-{rang}-commentaire": commentaire,
        }
    return donnees


def test_corrections_are_asked_part_by_part_then_still_seen(client, agnes, recue):
    capacite = recue.dossier.capacites_visees()[0]
    assert_page_accessible(client.get(recu(recue, "demander_corrections")))

    client.post(
        recu(recue, "demander_corrections"),
        corrections(
            ("modalites", capacite.pk, "Motif trop court."), ("accord", "", "Qui a signé ?")
        ),
    )

    assert list(DemandeCorrection.objects.values_list("partie", "capacite", "commentaire")) == [
        ("modalites", capacite.pk, "Motif trop court."),
        ("accord", None, "Qui a signé ?"),
    ]
    assert Dossier.objects.get().etat == EtatDossier.MODALITES_COMPLETES
    page = client.get(recu(recue))
    assert "Motif trop court." in page.content.decode()
    assert_page_accessible(page)


def test_a_line_half_typed_is_refused_and_kept(client, agnes, recue):
    page = client.post(
        recu(recue, "demander_corrections"),
        corrections(("modalites", "", ""), ("", "", "Sans partie.")),
    )

    assert [list(ligne.errors) for ligne in page.context["lignes"]] == [["commentaire"], ["partie"]]
    assert "Sans partie." in page.content.decode()
    assert DemandeCorrection.objects.count() == 0
    assert_page_accessible(page)


def test_nothing_typed_is_said(client, agnes, recue):
    page = client.post(recu(recue, "demander_corrections"), corrections())

    assert "Indiquez au moins une partie à corriger" in page.content.decode()


def test_one_more_line_keeps_what_was_typed(client, agnes, recue):
    page = client.post(
        recu(recue, "demander_corrections"),
        corrections(("modalites", "", "Déjà écrit."), ("", "", "Ensuite."), ajouter="1"),
    )

    assert [ligne["commentaire"].value() for ligne in page.context["lignes"]] == [
        "Déjà écrit.",
        "Ensuite.",
        None,
    ]
    assert not any(ligne.errors for ligne in page.context["lignes"])
    assert DemandeCorrection.objects.count() == 0


def test_lines_typed_beyond_the_limit_or_damaged_give_no_error_page(client, agnes, recue):
    trop = corrections(*[("autre", "", "Encore.")] * 25)
    abime = {"form-TOTAL_FORMS": "x", "form-INITIAL_FORMS": "0"}

    for donnees in (trop, abime, corrections(("pirate", "999999", "?"))):
        assert client.post(recu(recue, "demander_corrections"), donnees).status_code == 200

    assert DemandeCorrection.objects.count() == 0


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_page_runs_no_query_per_correction(
    client, agnes, ressources, nombre, django_assert_num_queries
):
    dossier = planifier(DossierFactory(transmis=True, centre_ressources=ressources))
    contenu = {"candidat": "Anaïs Lefèvre", "cqpm": "Technicien"}
    for _ in range(nombre):
        derniere = TransmissionFactory(dossier=dossier, contenu=contenu)
        DemandeCorrectionFactory.create_batch(nombre, transmission=derniere)

    with django_assert_num_queries(7):
        page = client.get(recu(derniere))

    assert len(page.context["echanges"]) == nombre
