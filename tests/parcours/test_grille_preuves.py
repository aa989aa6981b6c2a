"""Evidence from the grid: refused, it is sent again; confirmed, it stays; a sheet is a source."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.evaluations.pieces import jpeg
from tests.parcours.grilles import (
    NADIA,
    Grille,
    appareil,
    attendre_la_confirmation,
    critere,
    garder_sur_l_appareil,
    noter,
    ouvrir_une_grille,
    patienter,
    valeur,
)
from tests.parcours.reseau import Reseau, brancher

pytestmark = pytest.mark.navigateur

REFUS = "Cette preuve ne passe pas : choisissez-en une autre."


@pytest.fixture(scope="module")
def grille(site, navigateur) -> Grille:
    with appareil(navigateur, site.adresse, "gestionnaire@demo.example") as page:
        return ouvrir_une_grille(page, site, "Philomène", "Preuves", "Nadia Benali")


@pytest.fixture
def reseau(site) -> Iterator[Reseau]:
    with brancher(site.adresse) as cable:
        yield cable


def refuser(page: Page) -> None:
    """From now on every piece is refused: said in the page, as a worker may carry its requests."""
    page.evaluate(
        """(message) => {
          const fetch = window.fetch;
          const refus = JSON.stringify({ etat: "refus", champ: "preuve", message });
          const options = { status: 422, headers: { "Content-Type": "application/json" } };
          window.fetch = async (url, quoi) =>
            String(url).endsWith("/grille/preuves/")
              ? new Response(refus, options)
              : fetch(url, quoi);
          window.accepter = () => { window.fetch = fetch; };
        }""",
        REFUS,
    )


def accepter(page: Page) -> None:
    page.evaluate("window.accepter()")


def prendre(lieu: Locator, champ: str = "Prendre une photo") -> None:
    photo = {"name": "IMG_0042.JPG", "mimeType": "image/jpeg", "buffer": jpeg(60, 40)}
    lieu.get_by_label(champ).set_input_files(photo)


def annoter(page: Page, numero: str, note: str) -> None:
    cellule = critere(page, numero)
    cellule.get_by_role("button", name="Preuve").click()
    cellule.get_by_label("Note", exact=True).fill(note)
    cellule.get_by_role("button", name="Ajouter la note").click()


def preuves(grille: Grille) -> list[tuple]:
    return grille.lire(
        """SELECT p.nature, p.texte, p.id FROM evaluations_preuve p
        JOIN evaluations_evaluation e ON e.id = p.evaluation_id
        WHERE e.dossier_id = ?1 ORDER BY p.id"""
    )


def sources(grille: Grille) -> dict[str, int | None]:
    lignes = grille.lire(
        """SELECT p.numero || '.' || c.rang, o.source_id FROM evaluations_observationcritere o
        JOIN evaluations_evaluation e ON e.id = o.evaluation_id
        JOIN referentiels_critere c ON c.id = o.critere_id
        JOIN referentiels_capacite p ON p.id = c.capacite_id WHERE e.dossier_id = ?1"""
    )
    return dict(lignes)


def test_a_piece_that_was_refused_is_sent_again_when_the_page_opens(site, navigateur, grille):
    with appareil(navigateur, site.adresse, NADIA) as page:
        page.goto(grille.chemin)
        refuser(page)
        annoter(page, "1.1", "Refusée le matin.")
        expect(critere(page, "1.1").get_by_role("listitem")).to_contain_text(REFUS)
        assert "Refusée le matin." not in [texte for _, texte, _ in preuves(grille)]
        accepter(page)
        page.reload()
        expect(critere(page, "1.1").get_by_role("listitem")).to_contain_text("Confirmée")
        attendre_la_confirmation(page)

    assert [texte for _, texte, _ in preuves(grille)].count("Refusée le matin.") == 1


def test_a_refused_file_is_tried_again_or_saved_on_the_device(site, navigateur, grille):
    with appareil(navigateur, site.adresse, NADIA) as page:
        page.goto(grille.chemin)
        refuser(page)
        cellule = critere(page, "1.2")
        cellule.get_by_role("button", name="Preuve").click()
        prendre(cellule)
        ligne = cellule.locator("[data-cqpm-locales] li")
        expect(ligne).to_contain_text(REFUS)
        with page.expect_download() as telechargement:
            ligne.get_by_role("button", name="Enregistrer sur l'appareil").click()
        assert telechargement.value.suggested_filename == "IMG_0042.jpg"
        assert telechargement.value.path().read_bytes().startswith(b"\xff\xd8\xff")
        accepter(page)
        ligne.get_by_role("button", name="Réessayer").click()
        expect(ligne).to_contain_text("Confirmée")
        expect(ligne.get_by_role("button")).to_have_count(0)


def test_what_is_confirmed_is_still_there_without_network(site, navigateur, grille, reseau):
    """The copy follows what is confirmed; the device completes what it does not show yet."""
    copie = """async (chemin) => {
        const nom = (await caches.keys()).find((un) => un.startsWith("cqpm-pages-"));
        return (await (await caches.open(nom)).match(chemin)).text();
    }"""
    with appareil(navigateur, reseau.adresse, NADIA) as page:
        garder_sur_l_appareil(page, grille)
        cellule = critere(page, "1.3")
        noter(cellule, "Acquis", "Vu au poste.")
        annoter(page, "1.3", "Dans la copie.")
        patienter(
            page,
            lambda: "Dans la copie." in page.evaluate(copie, grille.chemin),
            "the copy shows the note",
        )
        prendre(cellule)
        expect(cellule.locator("[data-cqpm-locales] li").nth(1)).to_contain_text("Confirmée")
        reseau.couper()
        page.reload()
        expect(page.locator("html[data-cqpm-copie]")).to_have_count(1)
        expect(cellule.locator("[data-cqpm-locales] li")).to_contain_text("Confirmée")
        expect(cellule.get_by_role("listitem")).to_have_count(2)
        assert valeur(cellule) == ("acquis", "Vu au poste.")

        reseau.retablir()
        page.reload()
        expect(page.locator("html[data-cqpm-copie]")).to_have_count(0)
        expect(cellule.get_by_role("listitem")).to_have_count(2)
        gardees = "async () => (await window.cqpmGrille.registre.tous('preuves')).length"
        patienter(page, lambda: page.evaluate(gardees) == 0, "the page shows them: forgotten here")


def test_what_is_keyed_from_a_photographed_sheet_says_so(site, navigateur, grille):
    """The code of the blank grid opens it at its capacité."""
    with appareil(navigateur, site.adresse, NADIA) as page:
        page.goto(f"{grille.chemin}?feuille=2#capacite-2")
        encadre = page.locator("#capacite-2 [data-cqpm-feuille]")
        expect(encadre).to_contain_text("joignez sa photo, puis reportez ce qu'elle dit.")
        noter(critere(page, "2.1"), "Acquis")
        attendre_la_confirmation(page)
        prendre(encadre, "Prendre la photo de la feuille")
        expect(encadre).to_contain_text("Feuille jointe")
        noter(critere(page, "2.2"), "Acquis")
        noter(critere(page, "3.1"), "Acquis")
        attendre_la_confirmation(page)
        feuille = next(pk for nature, _, pk in preuves(grille) if nature == "feuille")
        assert sources(grille) | {"2.1": None, "2.2": feuille, "3.1": None} == sources(grille)

        page.goto(f"{grille.chemin}?feuille=2")  # the sheet is in the page now
        noter(critere(page, "2.1"), "Acquis", "Reporté de la feuille.")
        attendre_la_confirmation(page)
        page.goto(grille.chemin)
        noter(critere(page, "2.2"), "Acquis", "Revu sans la feuille.")
        noter(critere(page, "2.3"), "Acquis")
        attendre_la_confirmation(page)
        attendues = {"2.1": feuille, "2.2": feuille, "2.3": None}
        assert sources(grille) | attendues == sources(grille)
