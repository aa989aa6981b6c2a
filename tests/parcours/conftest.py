"""The running product and a real browser: launcher, web server, worker, Debian's Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.processus import attendre, environnement_embarque, lancer, port_libre

OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MOT_DE_PASSE = "demo-cqpm-2026"
# A machine that does something else besides proves as much as a quiet one.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
BUREAU, TABLETTE, TELEPHONE = (1280, 900), (820, 1180), (390, 844)


@dataclass(frozen=True)
class Site:
    """The product as `make run` starts it, with its demonstration."""

    adresse: str
    donnees: Path


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    donnees, port = tmp_path_factory.mktemp("donnees"), port_libre()
    journal = donnees.parent / "journal.txt"
    adresse = f"http://127.0.0.1:{port}"
    env = environnement_embarque(donnees, PORT=str(port))
    with lancer("manage.py", "demarrer", env=env, journal=journal):
        attendre(lambda: journal.exists() and adresse in journal.read_text(), "site started")
        yield Site(adresse, donnees)


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Chromium; a machine without it fails these tests, it does not skip them."""
    executable = shutil.which("chromium")
    assert executable, "Install Debian's package chromium: these tests drive a real browser."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=OPTIONS_CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ouvrir(site, navigateur) -> Callable:
    """Open a window: `with ouvrir("gestionnaire@demo.example") as page`; nobody without address.

    A console error, a request to another origin or an answer 5xx fails the test.
    """

    @contextmanager
    def _ouvrir(email: str = "", taille: tuple[int, int] = BUREAU) -> Iterator[Page]:
        contexte = navigateur.new_context(
            viewport={"width": taille[0], "height": taille[1]},
            locale="fr-FR",
            base_url=site.adresse,
        )
        contexte.set_default_timeout(PATIENCE)
        page = contexte.new_page()
        fautes: list[str] = []
        page.on("console", lambda un: fautes.append(un.text) if un.type == "error" else None)
        page.on("pageerror", lambda erreur: fautes.append(str(erreur)))
        page.on(
            "request",
            lambda requete: (
                None
                if requete.url.startswith((site.adresse, "data:"))
                else fautes.append(f"other origin: {requete.url}")
            ),
        )
        page.on(
            "response",
            lambda reponse: (
                fautes.append(f"{reponse.status} {reponse.url}") if reponse.status >= 500 else None
            ),
        )
        if email:
            se_connecter(page, email)
        yield page
        contexte.close()
        assert fautes == []

    return _ouvrir


def se_connecter(page: Page, email: str) -> None:
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(email)
    page.locator("input[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", level=1).wait_for()
