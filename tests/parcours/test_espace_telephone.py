"""The candidate's space on a phone: from the e-mail to the receipt of the report."""

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import TELEPHONE
from tests.parcours.courrier import attendre_message, lien_et_code
from tests.parcours.grilles import violations
from tests.referentiels.pdfs_bruts import ecrire, pdf_brut

pytestmark = pytest.mark.navigateur

GESTIONNAIRE = "gestionnaire@demo.example"
CANDIDATE, ADRESSE = "Fatou N'Diaye", "fatou.ndiaye@candidat.example"


def test_the_report_is_deposited_from_the_mail_in_six_actions(ouvrir, site, tmp_path):
    with ouvrir(GESTIONNAIRE) as page:
        page.goto("/dossiers/")
        page.get_by_role("link", name="N'Diaye Fatou").click()
        fiche = page.url
        page.get_by_role("link", name="Envoyer, suivre ou fermer").click()
        page.get_by_role("button", name="Envoyer le lien").click()
    a, corps = attendre_message(site.donnees, "rapport")
    assert a == ADRESSE
    lien, code = lien_et_code(corps)
    rapport = tmp_path / "Rapport de Fatou.pdf"
    rapport.write_bytes(pdf_brut(ecrire("Mon rapport", 50, 700)))

    with ouvrir(taille=TELEPHONE) as page:
        page.goto(lien)
        assert violations(page) == []
        expect(page.get_by_text(CANDIDATE)).to_have_count(0)
        page.get_by_label("Votre code").fill(code)
        page.get_by_role("button", name="Entrer").click()
        assert violations(page) == []
        page.get_by_role("link", name="rapport").first.click()
        assert violations(page) == []
        page.locator("input[type=file]").set_input_files(rapport)
        page.get_by_role("button", name="Envoyer mon rapport").click()
        expect(page.get_by_text("Rapport de Fatou.pdf").first).to_be_visible()
        assert violations(page) == []
        page.goto(f"{lien}donnees/")
        assert violations(page) == []
        with page.expect_download() as telechargement:
            page.get_by_role("button", name="Télécharger mes données").click()
        assert telechargement.value.suggested_filename.endswith(".json")

    with ouvrir(GESTIONNAIRE) as page:
        page.goto(fiche)
        expect(page.get_by_text("Rapport de Fatou.pdf").first).to_be_visible()
