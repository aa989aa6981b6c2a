"""Twelve candidates from a spreadsheet to their commission, in one sitting."""

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.actes import planifier
from tests.parcours.conftest import TABLETTE

pytestmark = pytest.mark.navigateur

VERSION = "1991 06 42 0083"
PRENOMS = [
    "Agnès",
    "Björn",
    "Chloé",
    "Dario",
    "Éloïse",
    "Farid",
    "Gwenaël",
    "Hélène",
    "Ilyès",
    "Jeanne",
    "Kamel",
    "Lætitia",
]
ENTREPRISE = "Ateliers de la Journée"
PREPARER = (
    "Appliquer le plan habituel",
    "Enregistrer l'accord sur les modalités",
    "Transmettre au centre de ressources",
)


def tableau(lieu) -> str:
    """What a centre keeps: its own order of columns, accents, a company and its tutor."""
    lignes = [
        "Prénom;Nom;Né(e) le;CQPM;Parcours;Société;Ville;Tuteur;Prénom du tuteur;Mail du tuteur"
    ]
    lignes += [
        f"{prenom};Journel;{rang + 1:02d}/03/1997;{VERSION};Formation (salarié);{ENTREPRISE};"
        "Annecy;Bensaïd;Karim;karim@journee.example"
        for rang, prenom in enumerate(PRENOMS)
    ]
    fichier = lieu / "candidats.csv"
    fichier.write_text("\n".join(lignes), encoding="cp1252", errors="strict")
    return str(fichier)


def retenir_le_plan_habituel(page: Page) -> None:
    """The dossier of the demonstration whose plan is unfinished gives the centre's usual plan."""
    page.goto("/dossiers/?q=nowak")
    page.get_by_role("link", name="Nowak Łukasz").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Łukasz Nowak")
    dossier = page.url.split("?")[0]
    planifier(page, dossier)
    page.goto(f"{dossier}modalites/")
    page.get_by_role("button", name="Enregistrer comme plan habituel du centre").click()
    expect(page.get_by_text("plan habituel").first).to_be_visible()


def importer(page: Page, fichier: str) -> None:
    page.goto("/dossiers/")
    page.get_by_role("link", name="Importer").click()
    page.locator("input[type=file]").set_input_files(fichier)
    page.get_by_role("button", name="Vérifier le fichier").click()
    page.get_by_role("button", name="Importer les 12 candidats").click()
    expect(page.get_by_text("Importé", exact=True)).to_be_visible()


def grouper(page: Page, acte: str) -> None:
    """Choose the twelve in the list, the act, and confirm what the preview says."""
    page.goto("/dossiers/?q=journel")
    cases = page.locator("input[name=dossiers]")
    expect(cases).to_have_count(12)
    for rang in range(12):
        cases.nth(rang).check()
    page.get_by_label("Avec les dossiers cochés").select_option(label=acte)
    page.get_by_role("button", name="Préparer").click()


def confirmer(page: Page) -> None:
    page.get_by_role("button", name="Voir l'aperçu").click()
    expect(page.get_by_role("heading", name="12 dossiers à traiter")).to_be_visible()
    page.locator("button[value=confirmer]").click()
    expect(page.get_by_text("12 dossiers traités")).to_be_visible(timeout=60_000)


def test_twelve_candidates_from_the_spreadsheet_to_their_commission(ouvrir, tmp_path):
    with ouvrir("gestionnaire@demo.example", TABLETTE) as page:
        retenir_le_plan_habituel(page)
        importer(page, tableau(tmp_path))
        for acte in PREPARER:
            grouper(page, acte)
            confirmer(page)
        grouper(page, "Nommer la commission")
        page.get_by_label("Nadia Benali").check()
        page.get_by_label("Marc Lefort").check()
        confirmer(page)

        page.goto("/dossiers/?q=journel&etat=transmis")
        expect(page.locator("input[name=dossiers]")).to_have_count(12)
