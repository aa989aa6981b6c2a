"""The grid in a real browser: prepare one, fill its cells, read what the database holds."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.parcours.actes import (
    Inscription,
    accorder_et_transmettre,
    inscrire,
    nommer,
    planifier,
)
from tests.parcours.conftest import MOT_DE_PASSE, PATIENCE, TABLETTE, Site, se_connecter

NADIA, MARC = "evaluatrice@demo.example", "evaluateur@demo.example"
DE_2018 = "MQ 2018 04 38 0324"
# What Chromium itself writes when the network is cut (the worker looks for its next version), or
# when the grid answers « conflict ».
ATTENDUES = re.compile(
    r"net::ERR_|error occurred when fetching the script|status of (?:409|422|403)"
)


@dataclass(frozen=True)
class Grille:
    """A dossier whose grid is open, and how to look behind it."""

    site: Site
    chemin: str

    @property
    def pk(self) -> int:
        return int(self.chemin.split("/")[2])

    def lire(self, requete: str, *parametres) -> list[tuple]:
        """Rows of the site's own database; `?1` is the dossier."""
        base = f"file:{self.site.donnees / 'cqpm.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(base, uri=True, timeout=20)) as connexion:
            return connexion.execute(requete, (self.pk, *parametres)).fetchall()

    def observations(self, prenom: str) -> dict[str, tuple[str, str]]:
        """One evaluator's own cells: « 3.2 » → level, comment."""
        return self._cellules(
            "evaluations_observationcritere", "AND u.prenom = ?2", "evaluateur_id", prenom
        )

    def resultats(self) -> dict[str, tuple[str, str]]:
        """The commission's cells."""
        return self._cellules("evaluations_resultatcritere", "", "auteur_id")

    def _cellules(self, table: str, condition: str, personne: str, *parametres) -> dict:
        lignes = self.lire(
            f"""SELECT p.numero || '.' || c.rang, o.niveau, o.commentaire FROM {table} o
            JOIN evaluations_evaluation e ON e.id = o.evaluation_id
            JOIN referentiels_critere c ON c.id = o.critere_id
            JOIN referentiels_capacite p ON p.id = c.capacite_id
            JOIN comptes_utilisateur u ON u.id = o.{personne}
            WHERE e.dossier_id = ?1 {condition}""",
            *parametres,
        )
        return {numero: (niveau, commentaire) for numero, niveau, commentaire in lignes}


def ouvrir_une_grille(page: Page, site: Site, prenom: str, nom: str, *evaluateurs: str) -> Grille:
    """As the centre's staff: register, plan, transmit, name the commission."""
    chemin = inscrire(page, Inscription(DE_2018, prenom, nom)).removeprefix(site.adresse)
    planifier(page, chemin)
    accorder_et_transmettre(page, chemin)
    nommer(page, chemin, *evaluateurs)
    return Grille(site, f"{chemin}grille/")


# --- A device ---------------------------------------------------------------------------------


def surveiller(page: Page, adresse: str) -> list[str]:
    """What must not happen on a page; expected refusals and the cut network are no faults."""
    fautes: list[str] = []

    def console(message) -> None:
        if message.type == "error" and not ATTENDUES.search(message.text):
            fautes.append(message.text)

    def requete(une) -> None:
        if not une.url.startswith((adresse, "data:", "blob:")):
            fautes.append(f"other origin: {une.url}")

    def erreur(une) -> None:
        if not ATTENDUES.search(str(une)):
            fautes.append(str(une))

    page.on("console", console)
    page.on("pageerror", erreur)
    page.on("request", requete)
    return fautes


@contextmanager
def appareil(
    navigateur: Browser, adresse: str, email: str = "", taille: tuple[int, int] = TABLETTE
) -> Iterator[Page]:
    """A device of its own: nothing of it is shared with another, and its pages make no fault."""
    contexte = navigateur.new_context(
        viewport={"width": taille[0], "height": taille[1]}, locale="fr-FR", base_url=adresse
    )
    contexte.set_default_timeout(PATIENCE)
    page = contexte.new_page()
    fautes = surveiller(page, adresse)
    if email:
        se_connecter(page, email)
    yield page
    contexte.close()
    assert not fautes, fautes


def patienter(page: Page, condition: Callable[[], object], quoi: str) -> None:
    """Wait for what a wait of the browser cannot see: the database, the device's registre."""
    for _ in range(150):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"Not within 15 s: {quoi}")


def garder_sur_l_appareil(page: Page, grille: Grille) -> None:
    """Open the grid with network, until the device has its copy."""
    page.goto(grille.chemin)
    patienter(page, lambda: grille.chemin in gardees(page), "the grid is kept on the device")


def gardees(page: Page) -> list[str]:
    """The pages that this device opens without network."""
    return page.evaluate("window.cqpmHorsLigne.dejaGardees()")


def en_attente(page: Page) -> int:
    """How many values wait on the device, for whoever typed them."""
    return page.evaluate(
        """async () => {
          const saisies = await window.cqpmGrille.registre.tous("saisies");
          return saisies.filter(window.cqpmGrille.saisies.attend).length;
        }"""
    )


def changer_de_session(contexte: BrowserContext) -> None:
    """The session has ended on the site; the device is not told."""
    contexte.clear_cookies(name="sessionid")


def se_deconnecter(page: Page) -> None:
    page.locator("details.cq-profil summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()


def se_reconnecter(page: Page, email: str) -> None:
    page.get_by_label("Adresse électronique").fill(email)
    page.locator("input[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()


# --- A cell -----------------------------------------------------------------------------------


def critere(page: Page, numero: str) -> Locator:
    """The critère « 3.2 »."""
    motif = re.compile(rf"^\s*{re.escape(numero)}\s*$")
    return page.locator("li.cq-critere").filter(
        has=page.locator(".cq-critere-numero", has_text=motif)
    )


def numeros(page: Page, capacite: int | str = "") -> list[str]:
    """The critères in the order of the page, of one capacité if told."""
    tous = page.locator(".cq-critere-numero").all_inner_texts()
    debut = f"{capacite}." if capacite else ""
    return [numero.strip() for numero in tous if numero.strip().startswith(debut)]


def noter(cellule: Locator, niveau: str, commentaire: str = "") -> None:
    cellule.locator(".cq-niveaux").get_by_text(niveau, exact=True).click()
    if commentaire:
        cellule.locator("textarea[name=commentaire]").fill(commentaire)


def valeur(cellule: Locator) -> tuple[str, str]:
    """What the cell shows: the level ticked, the comment."""
    coche = cellule.locator("input[type=radio]:checked")
    niveau = coche.get_attribute("value") if coche.count() else ""
    return niveau, cellule.locator("textarea[name=commentaire]").input_value()


def statut(cellule: Locator) -> Locator:
    return cellule.locator("[data-cqpm-statut]")


def bandeau(page: Page) -> Locator:
    return page.locator("[data-cqpm-bandeau]")


def attendre_la_confirmation(page: Page) -> None:
    """Nothing of this person waits on the device any more, and the page says so."""
    bilan = "async () => (await window.cqpmGrille?.envoi?.bilan())?.attente"
    patienter(page, lambda: page.evaluate(bilan) == 0, "everything is confirmed")
    expect(bandeau(page)).to_be_hidden()


def mettre_en_commun(capacite: int, *pages: Page) -> None:
    """Each member scores « acquis » everywhere, then shares."""
    for page in pages:
        for numero in numeros(page, capacite):
            noter(critere(page, numero), "Acquis")
        section = page.locator(f"#capacite-{capacite}")
        section.get_by_role("button", name="Partager mes résultats").click()
        expect(section).not_to_have_attribute("data-cqpm-phase", "individuelle")


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds: the rule, and the element that breaks it."""
    trouvees = Axe().run(page).response["violations"]
    return [(une["id"], noeud["html"][:200]) for une in trouvees for noeud in une["nodes"]]
