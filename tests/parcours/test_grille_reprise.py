"""What waits on a device: sent once, by whoever typed it, whatever session, clock or device."""

import datetime
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.parcours.conftest import TELEPHONE, se_connecter
from tests.parcours.grilles import (
    MARC,
    NADIA,
    Grille,
    appareil,
    attendre_la_confirmation,
    bandeau,
    changer_de_session,
    critere,
    en_attente,
    gardees,
    garder_sur_l_appareil,
    noter,
    ouvrir_une_grille,
    patienter,
    se_deconnecter,
    se_reconnecter,
    statut,
    valeur,
)
from tests.parcours.reseau import Reseau, brancher

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def grille(site, navigateur) -> Grille:
    """A 2018 grid for two evaluators; each test has its own critères."""
    with appareil(navigateur, site.adresse, "gestionnaire@demo.example") as page:
        return ouvrir_une_grille(page, site, "Rose", "Reprise", "Nadia Benali", "Marc Lefort")


@pytest.fixture
def reseau(site) -> Iterator[Reseau]:
    with brancher(site.adresse) as cable:
        yield cable


def versions(grille: Grille, numero: str) -> list[tuple[int, int]]:
    """The cell's version, and how many changes were traced."""
    return grille.lire(
        """SELECT o.version, (SELECT count(*) FROM evaluations_tracecellule t
          WHERE t.evaluation_id = o.evaluation_id AND t.cellule = 'critere-' || c.id)
        FROM evaluations_observationcritere o
        JOIN evaluations_evaluation e ON e.id = o.evaluation_id
        JOIN referentiels_critere c ON c.id = o.critere_id
        JOIN referentiels_capacite p ON p.id = c.capacite_id
        WHERE e.dossier_id = ?1 AND p.numero || '.' || c.rang = ?2""",
        numero,
    )


def test_the_end_of_the_session_keeps_the_queue_and_leads_back_to_the_grid(
    site, navigateur, grille
):
    with appareil(navigateur, site.adresse, NADIA) as page:
        page.goto(grille.chemin)
        changer_de_session(page.context)
        noter(critere(page, "1.1"), "Acquis", "Avant la fin de la session.")
        expect(bandeau(page)).to_contain_text("Votre session a expiré. Reconnectez-vous")
        expect(bandeau(page)).to_contain_text("votre 1 changement reste sur cet appareil")
        bandeau(page).get_by_role("link", name="Se reconnecter").click()
        se_reconnecter(page, NADIA)
        expect(page).to_have_url(site.adresse + grille.chemin)
        attendre_la_confirmation(page)
        assert valeur(critere(page, "1.1")) == ("acquis", "Avant la fin de la session.")

    assert grille.observations("Nadia")["1.1"] == ("acquis", "Avant la fin de la session.")


def test_two_devices_of_one_evaluator_ask_which_value_is_right(site, navigateur, grille, reseau):
    with (
        appareil(navigateur, reseau.adresse, NADIA) as tablette,
        appareil(navigateur, site.adresse, NADIA, TELEPHONE) as telephone,
    ):
        tablette.goto(grille.chemin)
        telephone.goto(grille.chemin)
        reseau.couper()
        noter(critere(tablette, "1.2"), "Acquis")
        noter(critere(telephone, "1.2"), "Non observable", "Pas de poste libre.")
        attendre_la_confirmation(telephone)
        reseau.retablir()
        tablette.evaluate("window.dispatchEvent(new Event('online'))")
        conflit = tablette.locator("[data-cqpm-conflit]")
        expect(conflit).to_contain_text("sur un autre appareil")
        conflit.get_by_role("button", name="Prendre celle de l'autre appareil").click()
        attendre_la_confirmation(tablette)
        assert valeur(critere(tablette, "1.2")) == ("non_observable", "Pas de poste libre.")

    assert grille.observations("Nadia")["1.2"] == ("non_observable", "Pas de poste libre.")


def test_the_same_value_on_two_devices_asks_nothing(site, navigateur, grille, reseau):
    with (
        appareil(navigateur, reseau.adresse, NADIA) as tablette,
        appareil(navigateur, site.adresse, NADIA, TELEPHONE) as telephone,
    ):
        tablette.goto(grille.chemin)
        reseau.couper()
        noter(critere(tablette, "1.3"), "Acquis", "Deux fois la même chose.")
        telephone.goto(grille.chemin)
        noter(critere(telephone, "1.3"), "Acquis", "Deux fois la même chose.")
        attendre_la_confirmation(telephone)
        reseau.retablir()
        tablette.evaluate("window.dispatchEvent(new Event('online'))")
        attendre_la_confirmation(tablette)
        expect(tablette.locator("[data-cqpm-conflit]")).to_have_count(0)


def test_a_queue_whose_answers_were_lost_is_sent_again_and_changes_nothing(
    navigateur, grille, reseau
):
    """The site wrote them, the device never knew: the same names, then another value on top."""
    with appareil(navigateur, reseau.adresse, NADIA) as page:
        page.goto(grille.chemin)
        reseau.avaler_les_reponses()
        noter(critere(page, "2.1"), "Acquis")
        noter(critere(page, "2.2"), "Acquis")
        patienter(page, lambda: "2.2" in grille.observations("Nadia"), "the site wrote them")
        reseau.couper()
        expect(bandeau(page)).to_contain_text("2 changements attendent")
        noter(critere(page, "2.2"), "Non acquis", "Revu entre-temps.")
        reseau.retablir()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        attendre_la_confirmation(page)
        expect(page.locator("[data-cqpm-conflit]")).to_have_count(0)

    assert versions(grille, "2.1") == [(1, 1)]
    assert grille.observations("Nadia")["2.2"] == ("non_acquis", "Revu entre-temps.")


@pytest.mark.parametrize(("numero", "heures"), [("2.3", 5), ("2.4", -5)])
def test_a_clock_five_hours_off_changes_nothing(navigateur, grille, reseau, numero, heures):
    with appareil(navigateur, reseau.adresse, NADIA) as page:
        ici = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=heures)
        page.clock.install(time=ici)
        page.goto(grille.chemin)
        reseau.couper()
        noter(critere(page, numero), "Acquis", "À l'heure.")
        patienter(page, lambda: en_attente(page) == 1, "one value waits")
        reseau.retablir()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        attendre_la_confirmation(page)

    assert grille.observations("Nadia")[numero] == ("acquis", "À l'heure.")
    (ecart,) = grille.lire(
        """SELECT strftime('%s', t.cree_le) - strftime('%s', t.saisi_le)
        FROM evaluations_tracecellule t JOIN evaluations_evaluation e ON e.id = t.evaluation_id
        WHERE e.dossier_id = ?1 ORDER BY t.id DESC LIMIT 1"""
    )[0]
    assert 0 <= ecart < 60


def test_what_one_person_typed_is_neither_sent_nor_read_by_the_next(site, navigateur, grille):
    """Nadia's session ends with something unsent; Marc signs in on the same tablet."""
    with appareil(navigateur, site.adresse, NADIA) as page:
        garder_sur_l_appareil(page, grille)
        changer_de_session(page.context)
        noter(critere(page, "3.1"), "Non acquis", "À revoir avec Nadia.")
        patienter(page, lambda: en_attente(page) == 1, "one value waits")

        page.goto("/compte/connexion/")
        envois = []
        page.on("request", lambda une: envois.append(une.post_data or ""))
        se_reconnecter(page, MARC)
        page.get_by_role("heading", level=1).wait_for()
        garder_sur_l_appareil(page, grille)
        expect(bandeau(page)).to_have_text(
            "1 saisie de Nadia Benali attend sur cet appareil : pour l'envoyer, Nadia Benali "
            "doit s'y connecter."
        )
        assert valeur(critere(page, "3.1")) == ("", "")
        noter(critere(page, "3.1"), "Acquis", "Marc, pour lui-même.")
        patienter(page, lambda: en_attente(page) == 1, "Marc's own is written, Nadia's waits")
        assert "3.1" not in grille.observations("Nadia")
        pages = [nom for nom in page.evaluate("caches.keys()") if nom.startswith("cqpm-pages-")]
        assert len(pages) == 1
        assert [un for un in envois if "À revoir avec Nadia." in un] == []

        se_deconnecter(page)
        se_reconnecter(page, NADIA)
        page.get_by_role("heading", level=1).wait_for()
        page.goto(grille.chemin)
        attendre_la_confirmation(page)

    assert grille.observations("Nadia")["3.1"] == ("non_acquis", "À revoir avec Nadia.")
    assert grille.observations("Marc")["3.1"] == ("acquis", "Marc, pour lui-même.")


def test_signing_out_takes_the_pages_away(navigateur, grille, reseau):
    with appareil(navigateur, reseau.adresse, NADIA) as page:
        garder_sur_l_appareil(page, grille)
        noter(critere(page, "3.4"), "Acquis", "Confirmé, donc plus ici.")
        attendre_la_confirmation(page)
        ici = "async () => (await window.cqpmGrille.registre.tous('saisies')).length"
        assert page.evaluate(ici) == 1
        se_deconnecter(page)
        reseau.couper()
        page.goto(grille.chemin)
        expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau")
        expect(page.get_by_text("Aucune grille n'est gardée")).to_be_visible()
        reseau.retablir()
        se_connecter(page, NADIA)
        assert page.evaluate(ici) == 0


def test_without_network_other_pages_give_the_grids_that_open(navigateur, grille, reseau):
    with appareil(navigateur, reseau.adresse, NADIA) as page:
        garder_sur_l_appareil(page, grille)
        reseau.couper()
        page.goto("/planning/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau")
        page.get_by_role("link", name=re.compile("Reprise")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Grille d'évaluation")
        expect(bandeau(page)).to_contain_text("Vous lisez la copie de cette grille")


def test_the_grids_of_the_day_are_kept_without_being_asked(site, navigateur, reseau):
    """Any page will do: the board is where the day begins."""
    with appareil(navigateur, site.adresse, "gestionnaire@demo.example") as bureau:
        grille = ouvrir_une_grille(bureau, site, "Paul", "Demain", "Nadia Benali")
        bureau.goto(f"/dossiers/{grille.pk}/seances/planifier/")
        demain = timezone.localdate() + datetime.timedelta(days=1)
        champs = {"jour": demain.isoformat(), "debut": "09:00", "fin": "10:00", "lieu": "Atelier 3"}
        for champ, ecrit in champs.items():
            bureau.locator(f"input[name={champ}]").fill(ecrit)
        bureau.get_by_role("button", name="Planifier la séance").click()
        expect(bureau.get_by_text("Atelier 3").first).to_be_visible()
    with appareil(navigateur, reseau.adresse, NADIA) as page:
        patienter(page, lambda: grille.chemin in gardees(page), "the grid of the day is kept")
        reseau.couper()
        page.goto("/grilles/")
        ligne = page.locator(f"[data-cqpm-dossier='{grille.pk}']")
        expect(ligne).to_contain_text("Demain")
        expect(ligne.get_by_text("S'ouvre sans réseau")).to_be_visible()
        ligne.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Grille d'évaluation")
        noter(critere(page, "1.1"), "Acquis")
        expect(statut(critere(page, "1.1"))).to_have_text("Sur cet appareil")


def test_mes_grilles_keeps_one_more_grid_and_says_what_waits(navigateur, grille, reseau):
    with appareil(navigateur, reseau.adresse, NADIA) as page:
        page.goto("/grilles/")
        ligne = page.locator(f"[data-cqpm-dossier='{grille.pk}']")
        ligne.get_by_role("button", name="Garder hors connexion").click()
        expect(ligne.get_by_text("S'ouvre sans réseau")).to_be_visible()
        assert grille.chemin in gardees(page)
        reseau.couper()
        page.goto(grille.chemin)
        noter(critere(page, "3.2"), "Acquis")
        patienter(page, lambda: en_attente(page) == 1, "one value waits")
        page.goto("/grilles/")
        expect(ligne.get_by_text("1 saisie à envoyer")).to_be_visible()
        reseau.retablir()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(ligne.get_by_text("1 saisie à envoyer")).to_be_hidden()

    assert grille.observations("Nadia")["3.2"] == ("acquis", "")


def test_a_comment_that_is_too_long_stays_on_the_device_with_its_reason(site, navigateur, grille):
    long = "x" * 100_000
    with appareil(navigateur, site.adresse, NADIA) as page:
        page.goto(grille.chemin)
        noter(critere(page, "3.3"), "Acquis", long)
        expect(statut(critere(page, "3.3"))).to_contain_text("compte 100000 signes")
        page.reload()
        expect(statut(critere(page, "3.3"))).to_contain_text("compte 100000 signes")
        assert valeur(critere(page, "3.3")) == ("acquis", long)
        critere(page, "3.3").locator("textarea").fill("Plus court.")
        attendre_la_confirmation(page)

    assert grille.observations("Nadia")["3.3"] == ("acquis", "Plus court.")


def test_sharing_waits_for_what_is_typed_and_says_why_it_cannot(navigateur, grille, reseau):
    with appareil(navigateur, reseau.adresse, MARC) as page:
        page.goto(grille.chemin)
        reseau.couper()
        noter(critere(page, "4.1"), "Acquis")
        section = page.locator("#capacite-4")
        section.get_by_role("button", name="Partager mes résultats").click()
        expect(section.get_by_role("alert")).to_contain_text(
            "1 changement n'est pas encore confirmé : attendez le retour du réseau."
        )
        assert page.url.endswith(grille.chemin)


def test_access_lost_without_network_leaves_everything_to_be_copied(site, navigateur, reseau):
    with appareil(navigateur, site.adresse, "gestionnaire@demo.example") as bureau:
        grille = ouvrir_une_grille(bureau, site, "Lou", "Retirée", "Nadia Benali")
        with appareil(navigateur, reseau.adresse, NADIA) as page:
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            page.goto(grille.chemin)
            reseau.couper()
            noter(critere(page, "1.1"), "Acquis", "Vu avant d'être retirée.")
            patienter(page, lambda: en_attente(page) == 1, "one value waits")
            bureau.goto(f"/dossiers/{grille.pk}/commission/")
            bureau.get_by_text("Retirer Nadia Benali").click()
            bureau.get_by_role("button", name="Retirer de la commission").click()
            expect(bureau.get_by_text("Nadia Benali ne fait plus partie")).to_be_visible()
            reseau.retablir()
            page.evaluate("window.dispatchEvent(new Event('online'))")
            expect(bandeau(page)).to_contain_text("Vous n'avez plus accès à cette grille.")
            bandeau(page).get_by_role("button", name="Copier mes saisies").click()
            expect(bandeau(page).get_by_role("button", name="Copié")).to_be_visible()
            copie = page.evaluate("navigator.clipboard.readText()")
            assert copie.split("\n")[-2:] == ["Acquis", "Vu avant d'être retirée."]
            page.goto("/grilles/")
            restes = page.locator("[data-cqpm-restes]")
            expect(restes).to_contain_text("1 saisie à envoyer")
            page.once("dialog", lambda question: question.accept())
            restes.get_by_role("button", name="Retirer de cet appareil").click()
            expect(restes).to_be_hidden()


def test_two_tabs_of_one_person_show_the_same_thing(site, navigateur, grille):
    with appareil(navigateur, site.adresse, NADIA) as page:
        autre = page.context.new_page()
        for onglet in (page, autre):
            onglet.goto(grille.chemin)
        noter(critere(page, "4.2"), "Acquis", "Vu dans l'autre onglet.")
        expect(critere(autre, "4.2").locator("textarea")).to_have_value("Vu dans l'autre onglet.")
        expect(statut(critere(autre, "4.2"))).to_contain_text("Confirmé")
        critere(autre, "4.2").locator("textarea").fill("Puis dans celui-ci.")
        expect(critere(page, "4.2").locator("textarea")).to_have_value("Puis dans celui-ci.")
        attendre_la_confirmation(autre)
        expect(page.locator("[data-cqpm-conflit]")).to_have_count(0)

    assert grille.observations("Nadia")["4.2"] == ("acquis", "Puis dans celui-ci.")


def test_a_colleague_on_the_grid_is_named_and_their_changes_come_in_place(site, navigateur, grille):
    with (
        appareil(navigateur, site.adresse, NADIA) as nadia,
        appareil(navigateur, site.adresse, MARC) as marc,
    ):
        marc.goto(grille.chemin)
        nadia.goto(grille.chemin)
        expect(nadia.locator("[data-cqpm-presents]")).to_have_text(
            "Marc Lefort est aussi sur cette grille"
        )


def test_a_person_who_evaluates_nothing_takes_the_worker_away(site, navigateur, grille):
    with appareil(navigateur, site.adresse, NADIA) as page:
        garder_sur_l_appareil(page, grille)
        changer_de_session(page.context)
        se_connecter(page, "gestionnaire@demo.example")
        inscriptions = "async () => (await navigator.serviceWorker.getRegistrations()).length"
        patienter(page, lambda: page.evaluate(inscriptions) == 0, "the worker is gone")
        assert [nom for nom in page.evaluate("caches.keys()") if "pages" in nom] == []
