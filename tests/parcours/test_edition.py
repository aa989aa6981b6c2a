"""The editor in the browser: the cut at the cursor, the keys, the warning before leaving."""

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import TELEPHONE

pytestmark = pytest.mark.navigateur

RESPONSABLE = "responsable@demo.example"
CQPM = "1991 06 42 0083"


def ouvrir_la_premiere_capacite(page: Page) -> None:
    """Make a brouillon from a published version, then open its first capacité."""
    page.goto("/referentiels/")
    page.get_by_role("row").filter(has_text=CQPM).get_by_role("link").first.click()
    page.get_by_role("button", name="Nouvelle version à partir de celle-ci").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Modifier le brouillon")
    page.get_by_role("link", name="Capacité 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Capacité 1")


def critere(page: Page, numero: int):
    return page.get_by_label(f"Critère {numero}", exact=True)


def test_a_critere_is_cut_at_the_cursor_moved_by_keys_and_given_back(ouvrir):
    with ouvrir(RESPONSABLE) as page:
        ouvrir_la_premiere_capacite(page)
        entier = critere(page, 1).input_value()
        espace = entier.index(" ", 20)

        critere(page, 1).click()
        critere(page, 1).evaluate(f"champ => champ.setSelectionRange({espace}, {espace})")
        page.get_by_role("button", name="Scinder (critère 1)", exact=True).click()
        expect(critere(page, 1)).to_have_value(entier[:espace])
        expect(critere(page, 2)).to_have_value(entier[espace + 1 :])
        expect(page.locator("li:target textarea").first).to_have_value(entier[espace + 1 :])

        critere(page, 2).press("Alt+ArrowUp")
        expect(critere(page, 2)).to_have_value(entier[:espace])
        critere(page, 1).fill("Corrigé")
        critere(page, 1).press("Control+s")
        expect(page.get_by_role("status").first).to_contain_text("critère 1 : modification")

        for _ in range(3):
            page.get_by_role("button", name="Annuler la dernière modification").click()
            expect(page.get_by_role("status").first).to_contain_text("est annulée")
        expect(critere(page, 1)).to_have_value(entier)


def ou_est_le_curseur(page: Page) -> tuple[str, int]:
    """The field that has the keyboard, by its label, and the caret in it."""
    return tuple(
        page.evaluate(
            """() => {
                const champ = document.activeElement;
                return [champ.labels?.[0].textContent ?? champ.tagName, champ.selectionStart];
            }"""
        )
    )


def test_the_keyboard_stays_in_the_critere_after_each_act(ouvrir):
    with ouvrir(RESPONSABLE) as page:
        ouvrir_la_premiere_capacite(page)
        nombre = page.locator(".cq-edition-critere").count()

        def agir(faire, critere_vise: int, curseur: int | None = None) -> None:
            with page.expect_navigation():
                faire()
            champ = critere(page, critere_vise)
            expect(champ).to_be_focused()
            attendu = len(champ.input_value()) if curseur is None else curseur
            assert ou_est_le_curseur(page) == (f"Critère {critere_vise}", attendu)

        def cliquer(nom: str):
            return page.get_by_role("button", name=nom, exact=True).click

        agir(cliquer("Ajouter un critère"), nombre + 1)
        page.keyboard.type("Un deux")
        agir(lambda: page.keyboard.press("Control+s"), nombre + 1)
        page.keyboard.press("ArrowLeft")
        agir(lambda: page.keyboard.press("Control+Enter"), nombre + 2, 0)
        agir(lambda: page.keyboard.press("Alt+ArrowUp"), nombre + 1)
        agir(lambda: page.keyboard.press("Alt+ArrowDown"), nombre + 2)
        agir(cliquer(f"Monter (critère {nombre + 2})"), nombre + 1)
        agir(cliquer(f"Joindre le suivant (critère {nombre + 1})"), nombre + 1)
        with page.expect_navigation():
            cliquer(f"Monter (critère {nombre + 1})")()
        agir(cliquer(f"Retirer (critère {nombre})"), nombre)


def test_leaving_unsaved_texts_is_asked_first(ouvrir):
    with ouvrir(RESPONSABLE, TELEPHONE) as page:
        ouvrir_la_premiere_capacite(page)
        questions = []
        page.on("dialog", lambda question: (questions.append(question.type), question.accept()))

        page.get_by_role("link", name="Toutes les capacités").click()
        page.go_back()
        critere(page, 1).fill("Pas encore enregistré")
        expect(page.get_by_text("Des textes ne sont pas encore enregistrés.")).to_be_visible()
        page.get_by_role("link", name="Toutes les capacités").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Capacités")

    assert questions == ["beforeunload"]
