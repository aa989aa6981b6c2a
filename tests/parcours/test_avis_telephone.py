"""From the e-mail to the signed opinion, on a phone: counted, resumed, passed on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.parcours import actes
from tests.parcours.conftest import TELEPHONE
from tests.parcours.courrier import attendre_message, lien_et_code
from tests.parcours.grilles import violations

pytestmark = pytest.mark.navigateur

GESTIONNAIRE = "gestionnaire@demo.example"
# Nobody's double: each test has its own candidate.
CANDIDATS = {
    "test_the_tutor_signs_in_one_action_per_capacite_and_six_more": ("Maëlys", "Quintard"),
    "test_a_killed_phone_finds_again_what_was_begun": ("Théodore", "Vasquez"),
    "test_every_page_of_the_link_has_nothing_that_axe_finds": ("Ombeline", "Jaffré"),
    "test_the_request_goes_to_a_colleague_who_signs": ("Gontran", "Wibaux"),
}


@pytest.fixture
def demande(ouvrir, site, request) -> tuple[str, str, str]:
    """A dossier whose tutor was just asked by mail: its page, the link and the code."""
    prenom, nom = CANDIDATS[request.node.name]
    with ouvrir(GESTIONNAIRE) as page:
        dossier = actes.inscrire(page, actes.Inscription("MQ 2018 04 38 0324", prenom, nom))
        actes.planifier(page, dossier)
        actes.accorder_et_transmettre(page, dossier)
        page.goto(f"{dossier}avis/")
        page.get_by_role("button", name="Envoyer la demande").click()
        expect(page.get_by_text("La demande part à")).to_be_visible()
    a, corps = attendre_message(site.donnees, f"votre avis sur {prenom} {nom}")
    assert a == "karim@cryovac.example"
    return dossier, *lien_et_code(corps)


def capacites(page: Page):
    return page.locator("fieldset.cq-avis-capacite")


def test_the_tutor_signs_in_one_action_per_capacite_and_six_more(ouvrir, demande, site):
    dossier, lien, code = demande
    with ouvrir(taille=TELEPHONE) as page:
        page.goto(lien)
        nombre = capacites(page).count()
        assert nombre == 7
        actions = actes.donner_l_avis(page, lien, code)
        page.goto(lien)
        expect(page.get_by_role("heading", level=1)).to_have_text("Vous avez déjà répondu")

    assert actions <= nombre + 6
    with ouvrir(GESTIONNAIRE) as page:
        page.goto(f"{dossier}avis/")
        expect(page.get_by_role("heading", name="Avis signé")).to_be_visible()


def test_a_killed_phone_finds_again_what_was_begun(ouvrir, demande):
    _, lien, _ = demande
    with ouvrir(taille=TELEPHONE) as page:
        page.goto(lien)
        capacites(page).nth(0).get_by_text("Réservé", exact=True).click()
        capacites(page).nth(0).get_by_role("textbox").fill("Vu une seule fois.")
        page.close()

        autre = page.context.new_page()
        autre.goto(lien)
        expect(autre.get_by_text("Nous avons retrouvé")).to_be_visible()
        commentaire = capacites(autre).nth(0).get_by_role("textbox")
        expect(commentaire).to_have_value("Vu une seule fois.")
        expect(autre.locator("input[name=sens-1][value=reserve]")).to_be_checked()
        autre.get_by_role("button", name="Recommencer").click()
        expect(autre.locator("input[name=sens-1]:checked")).to_have_count(0)
        autre.reload()
        expect(autre.get_by_text("Nous avons retrouvé")).to_be_hidden()


def test_every_page_of_the_link_has_nothing_that_axe_finds(ouvrir, demande):
    _, lien, _ = demande
    with ouvrir(taille=TELEPHONE) as page:
        page.goto(lien)
        assert violations(page) == []
        page.get_by_role("button", name="Relire avant de signer").click()
        expect(page.get_by_text(re.compile("points sont à corriger"))).to_be_visible()
        assert violations(page) == []
        for rang in range(capacites(page).count()):
            capacites(page).nth(rang).get_by_text("Favorable", exact=True).first.click()
        page.get_by_role("button", name="Relire avant de signer").click()
        assert violations(page) == []
        page.goto(f"{lien}autre/")
        assert violations(page) == []


def test_the_request_goes_to_a_colleague_who_signs(ouvrir, demande, site):
    dossier, lien, code = demande
    with ouvrir(taille=TELEPHONE) as page:
        page.goto(lien)
        page.get_by_role("link", name="Je ne suis pas la bonne personne").click()
        page.get_by_label("Prénom et nom de votre collègue").fill("Sofia Lambert")
        page.get_by_label("Son adresse électronique").fill("sofia@cryovac.example")
        page.get_by_label("Votre code").first.fill(code)
        page.get_by_role("button", name="Confier la demande").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "La demande est confiée à votre collègue"
        )
    with ouvrir(GESTIONNAIRE) as page:
        page.goto(f"{dossier}avis/")
        expect(page.get_by_text("lui a confié la demande")).to_be_visible()
