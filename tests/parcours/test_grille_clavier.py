"""The whole 2018 grid with the keyboard alone; and nothing that axe finds, on a desk or a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import BUREAU, TELEPHONE
from tests.parcours.grilles import (
    NADIA,
    Grille,
    appareil,
    attendre_la_confirmation,
    critere,
    noter,
    numeros,
    ouvrir_une_grille,
    statut,
    valeur,
    violations,
)

pytestmark = pytest.mark.navigateur

# What is pressed on a critère, by rank: the third is not acquis, the seventh not observable.
TOUCHES = {3: ("2", "non_acquis"), 7: ("4", "non_observable")}


@pytest.fixture(scope="module")
def ouvrir_grille(site, navigateur):
    """A 2018 grid whose only evaluator is Nadia: `ouvrir_grille("Zoé", "Martin")`."""

    def _ouvrir(prenom: str, nom: str) -> Grille:
        with appareil(navigateur, site.adresse, "gestionnaire@demo.example") as page:
            return ouvrir_une_grille(page, site, prenom, nom, "Nadia Benali")

    return _ouvrir


@pytest.fixture(scope="module")
def grille(ouvrir_grille) -> Grille:
    return ouvrir_grille("Ève", "Clavier")


def ici(page: Page) -> str:
    """The number of the critère that has the focus."""
    return page.evaluate(
        "document.activeElement.closest('.cq-critere')"
        "?.querySelector('.cq-critere-numero').textContent.trim() ?? ''"
    )


def est_en_vue(page: Page) -> bool:
    """The focus is on screen, below the header that stays."""
    return page.evaluate(
        """() => {
          const ici = document.activeElement;
          const { top, bottom } = ici.nextElementSibling.getBoundingClientRect();
          const tete = ici.closest(".cq-capacite").querySelector(".cq-capacite-tete");
          return top >= tete.getBoundingClientRect().bottom - 1 && bottom <= innerHeight + 1;
        }"""
    )


def noter_au_clavier(page: Page, rang: int) -> tuple[str, str]:
    """One critère: its level, and its comment when the jury needs one (R21)."""
    touche, code = TOUCHES.get(rang, ("1", "acquis"))
    page.keyboard.press(touche)
    if touche == "1":
        return code, ""
    commentaire = f"Au clavier, critère {rang} ? 1 n c f"  # keys that mean nothing while typing
    page.keyboard.press("c")
    page.keyboard.type(commentaire)
    page.keyboard.press("Escape")
    return code, commentaire


def test_the_whole_2018_grid_is_scored_with_the_keyboard_alone(site, navigateur, ouvrir_grille):
    grille, attendues = ouvrir_grille("Zoé", "Quarante-cinq"), {}
    with appareil(navigateur, site.adresse, NADIA, BUREAU) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(grille.chemin)
        tous = numeros(page)
        assert (len(tous), page.locator("[data-cqpm-capacite]").count()) == (45, 7)
        for rang, numero in enumerate(tous, 1):
            page.keyboard.press("ArrowDown" if rang % 2 else "j")
            assert (ici(page), est_en_vue(page)) == (numero, True)
            attendues[numero] = noter_au_clavier(page, rang)
            assert ici(page) == numero
        attendre_la_confirmation(page)
        expect(page.locator("[data-cqpm-filtre-nombre]")).to_have_text("(0)")
        page.keyboard.press("ArrowDown")  # after the last one, nowhere
        assert ici(page) == tous[-1]

    assert grille.observations("Nadia") == attendues


def test_keys_move_between_levels_and_capacites_and_open_the_help(site, navigateur, grille):
    with appareil(navigateur, site.adresse, NADIA, BUREAU) as page:
        page.goto(grille.chemin)
        page.keyboard.press("n")
        assert ici(page) == "1.1"
        page.keyboard.press("n")
        assert ici(page) == "2.1"
        page.keyboard.press("ArrowUp")
        dernier = numeros(page, 1)[-1]
        assert ici(page) == dernier
        page.keyboard.press("1")
        page.keyboard.press("ArrowRight")
        assert valeur(critere(page, dernier))[0] == "non_acquis"
        page.keyboard.press("ArrowLeft")
        assert valeur(critere(page, dernier))[0] == "acquis"
        page.keyboard.press("p")
        assert ici(page) == dernier  # there is none before the first
        page.keyboard.press("?")
        aide = page.get_by_role("dialog", name="Aide de la grille")
        expect(aide).to_be_visible()
        page.keyboard.press("2")  # nothing behind the help
        page.keyboard.press("Escape")
        expect(aide).to_be_hidden()
        attendre_la_confirmation(page)
        assert valeur(critere(page, dernier))[0] == "acquis"


def test_keys_are_silent_with_a_modifier_while_typing_and_once_switched_off(
    site, navigateur, grille
):
    with appareil(navigateur, site.adresse, NADIA, BUREAU) as page:
        page.goto(grille.chemin)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("1")
        for touche in ("Control+2", "Alt+2", "Meta+2"):
            page.keyboard.press(touche)
        assert valeur(critere(page, "1.1"))[0] == "acquis"
        page.keyboard.press("Shift+Digit2")  # the digit itself, on a French keyboard
        assert valeur(critere(page, "1.1"))[0] == "non_acquis"
        page.keyboard.press("1")
        page.get_by_role("button", name="Aide et clavier").click()
        page.get_by_label("Utiliser ces touches sur cet appareil").uncheck()
        page.get_by_role("button", name="Fermer").click()
        critere(page, "1.1").locator("input[value=acquis]").focus()
        page.keyboard.press("2")
        page.keyboard.press("?")
        assert valeur(critere(page, "1.1"))[0] == "acquis"
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.reload()
        critere(page, "1.1").locator("input[value=acquis]").focus()
        page.keyboard.press("2")
        assert valeur(critere(page, "1.1"))[0] == "acquis"


def test_the_filter_shows_what_is_left_and_follows_the_hand(site, navigateur, grille):
    """« Non évalué » is to be done again; R21 counts a level without its comment."""
    with appareil(navigateur, site.adresse, NADIA, BUREAU) as page:
        page.goto(grille.chemin)
        for numero in numeros(page):
            noter(critere(page, numero), "Acquis")
        noter(critere(page, "2.1"), "Non évalué")
        noter(critere(page, "3.2"), "Non acquis")
        expect(critere(page, "3.2").get_by_text("À commenter avant de partager.")).to_be_visible()
        expect(page.locator("#capacite-2 .cq-capacite-tete")).to_contain_text(
            f"{len(numeros(page, 2)) - 1}/{len(numeros(page, 2))} critères"
        )
        page.keyboard.press("f")
        filtre = page.get_by_role("button", name=re.compile("À compléter"))
        expect(filtre).to_have_attribute("aria-pressed", "true")
        expect(filtre).to_contain_text("(2)")
        expect(page.locator("li.cq-critere:visible")).to_have_count(2)
        expect(page.locator(".cq-capacite-corps:visible")).to_have_count(2)
        critere(page, "2.1").locator("input[value=non_evalue]").focus()
        page.keyboard.press("1")
        expect(critere(page, "2.1")).to_be_visible()  # it stays under the hand
        page.keyboard.press("ArrowDown")
        assert ici(page) == "3.2"
        expect(critere(page, "2.1")).to_be_hidden()
        page.reload()
        expect(page.locator("li.cq-critere:visible")).to_have_count(1)
        page.keyboard.press("f")
        expect(page.locator("li.cq-critere:visible")).to_have_count(45)
        critere(page, "3.2").locator("textarea").fill("Sans la méthode.")
        attendre_la_confirmation(page)
        expect(filtre).to_contain_text("(0)")


@pytest.mark.parametrize("taille", [BUREAU, TELEPHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_the_grid(site, navigateur, grille, taille):
    with appareil(navigateur, site.adresse, NADIA, taille) as page:
        page.goto(grille.chemin)
        premier = critere(page, "1.1")
        premier.get_by_role("button", name="Preuve").click()
        noter(critere(page, "1.2"), "Non acquis", "x" * 5000)
        expect(statut(critere(page, "1.2"))).to_contain_text("5000 signes")
        assert violations(page) == []
        page.get_by_role("button", name="Aide et clavier").click()
        assert violations(page) == []
        page.get_by_role("button", name="Fermer").click()
        noter(critere(page, "1.2"), "Acquis", "Au clavier.")
        attendre_la_confirmation(page)
        page.goto("/grilles/")
        assert violations(page) == []
