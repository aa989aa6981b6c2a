"""A responsable brings the official text in, reads it again, publishes it; others find it."""

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import TABLETTE, TELEPHONE
from tests.referentiels.comparaison import NOMS, SOURCES

pytestmark = pytest.mark.navigateur

NUMERO = "2004 0230"


def document(lieu) -> str:
    """The official text of 2013 under another number and another code form."""
    texte = (SOURCES / f"{NOMS[0]}.txt").read_text(encoding="utf-8")
    fichier = lieu / "document-officiel.txt"
    fichier.write_text(texte.replace("1991 06 42 0083", NUMERO), encoding="utf-8")
    return str(fichier)


def importer(page, fichier: str) -> None:
    page.goto("/referentiels/")
    page.get_by_role("link", name="Importer un référentiel").click()
    page.get_by_label("Document officiel ou document d'échange").set_input_files(fichier)
    page.get_by_role("button", name="Lire ce document").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire le brouillon")


def relire(page) -> None:
    """Tick each place; the bar, swapped at each tick, counts down to the publication."""
    cases = page.get_by_role("checkbox", name="Relu")
    total = cases.count()
    assert total > 5
    for rang in range(total):
        cases.nth(rang).check()
        restants = total - rang - 1
        attendu = f"{restants} point" if restants else f"Les {total} points sont relus"
        expect(page.locator("#relecture-barre")).to_contain_text(attendu)


def test_a_referentiel_comes_in_without_a_developer(ouvrir, tmp_path):
    with ouvrir("responsable@demo.example") as page:
        importer(page, document(tmp_path))
        page.reload()
        relire(page)
        page.get_by_role("link", name="Publier…").click()
        page.get_by_role("button", name="Publier cette version").click()
        expect(page.get_by_text("est publié.")).to_be_visible()
        page.get_by_role("button", name="Grille d'évaluation vierge").click()
        expect(page.get_by_role("link", name="Grille d'évaluation vierge")).to_be_visible()

    with ouvrir("evaluatrice@demo.example", TELEPHONE) as page:
        page.goto("/referentiels/?q=20040230")
        expect(page.get_by_role("row")).to_have_count(2)  # the heads and the version
        page.goto("/referentiels/?q=antériorité+20040230")
        page.get_by_role("link", name="Capacité 2, critère 2").click()
        expect(page.locator("#critere-2-2")).to_contain_text("antériorité")


def test_a_refused_file_says_why_and_keeps_the_page(ouvrir, tmp_path):
    faux = tmp_path / "numerise.pdf"
    faux.write_bytes(b"PK\x03\x04 not a PDF")
    with ouvrir("responsable@demo.example", TABLETTE) as page:
        page.goto("/referentiels/importer/")
        page.get_by_label("Document officiel ou document d'échange").set_input_files(str(faux))
        page.get_by_role("button", name="Lire ce document").click()
        expect(page.get_by_text("ce n'est pas un PDF, malgré son nom")).to_be_visible()
