"""The grid without network: a dead device, a colleague meanwhile; nothing is lost."""

import io
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, Page, expect

from tests.parcours.conftest import OPTIONS_CHROMIUM, PATIENCE, TABLETTE, se_connecter
from tests.parcours.grilles import (
    MARC,
    NADIA,
    Grille,
    appareil,
    attendre_la_confirmation,
    bandeau,
    critere,
    en_attente,
    garder_sur_l_appareil,
    mettre_en_commun,
    noter,
    numeros,
    ouvrir_une_grille,
    patienter,
    statut,
    surveiller,
    valeur,
    violations,
)
from tests.parcours.reseau import Reseau, brancher

pytestmark = pytest.mark.navigateur

COMMENTAIRE = "Explique seul, puis refait sans aide."


@pytest.fixture(scope="module")
def grille(site, navigateur) -> Grille:
    """A 2018 grid for two evaluators, whose first capacité they have put in common."""
    with appareil(navigateur, site.adresse, "gestionnaire@demo.example") as page:
        neuve = ouvrir_une_grille(page, site, "Nour", "Horsligne", "Nadia Benali", "Marc Lefort")
    with (
        appareil(navigateur, site.adresse, NADIA) as nadia,
        appareil(navigateur, site.adresse, MARC) as marc,
    ):
        for page in (nadia, marc):
            page.goto(neuve.chemin)
        mettre_en_commun(1, nadia, marc)
    return neuve


@pytest.fixture
def reseau(site) -> Iterator[Reseau]:
    with brancher(site.adresse) as cable:
        yield cable


@pytest.fixture
def tablette(navigateur: Browser, reseau, tmp_path) -> Callable:
    """A tablet that keeps its disk: `with tablette() as page`, as often as it is switched on."""
    profil = tmp_path / "profil"

    @contextmanager
    def _allumer() -> Iterator[Page]:
        contexte = navigateur.browser_type.launch_persistent_context(
            profil,
            executable_path=shutil.which("chromium"),
            args=OPTIONS_CHROMIUM,
            viewport={"width": TABLETTE[0], "height": TABLETTE[1]},
            locale="fr-FR",
            base_url=reseau.adresse,
        )
        contexte.set_default_timeout(PATIENCE)
        page = contexte.pages[0]
        fautes = surveiller(page, reseau.adresse)
        yield page
        with suppress(Error):  # the browser may be dead
            contexte.close()
        assert not fautes, fautes

    _allumer.profil = profil
    return _allumer


def vider_la_batterie(profil: Path) -> None:
    """Kill the browser of this profile where it stands: no event, no last word."""
    marque = f"--user-data-dir={profil}"
    for dossier in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (dossier / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if marque in arguments and not any(un.startswith("--type=") for un in arguments):
            os.kill(int(dossier.name), signal.SIGKILL)
            return
    raise AssertionError("no browser runs on this profile")


def photo(cote: tuple[int, int] = (3000, 2200)) -> dict:
    """A photo as a phone takes it: large, and it says where it was taken."""
    image, octets = Image.new("RGB", cote, "steelblue"), io.BytesIO()
    exif = image.getexif()
    exif[0x8825] = {1: "N", 2: (45.0, 11.0, 0.0)}
    image.save(octets, "JPEG", exif=exif)
    return {"name": "IMG_0042.JPG", "mimeType": "image/jpeg", "buffer": octets.getvalue()}


def remplir(page: Page, capacite: int) -> dict[str, tuple[str, str]]:
    """Score every critère of the capacité, each with its comment; gives what was typed."""
    saisies = {}
    for rang, numero in enumerate(numeros(page, capacite)):
        niveau, code = ("Non acquis", "non_acquis") if rang == 1 else ("Acquis", "acquis")
        noter(critere(page, numero), niveau, f"{COMMENTAIRE} ({numero})")
        saisies[numero] = (code, f"{COMMENTAIRE} ({numero})")
    return saisies


def photographier(page: Page, numero: str) -> None:
    cellule = critere(page, numero)
    cellule.get_by_role("button", name="Preuve").click()
    cellule.get_by_label("Prendre une photo").set_input_files(photo())
    expect(cellule.get_by_role("listitem").get_by_text("Sur cet appareil")).to_be_visible()


def photo_sur_l_appareil(page: Page) -> dict:
    """What the device holds of the photo: its size, and whether it still tells the place."""
    return page.evaluate(
        """async () => {
          const [{ fichier }] = await window.cqpmGrille.registre.tous("preuves");
          const { width, height } = await createImageBitmap(fichier);
          const octets = new TextDecoder("latin1").decode(await fichier.arrayBuffer());
          return { taille: [width, height], type: fichier.type, exif: octets.includes("Exif") };
        }"""
    )


def test_a_capacite_scored_without_network_survives_the_device_and_a_colleague(
    site, navigateur, grille, reseau, tablette
):
    """Cut, score, photograph, kill, open again, come back: the conflict alone asks, once."""
    partage = "1.1"
    with tablette() as page:  # in the morning, with network
        se_connecter(page, NADIA)
        garder_sur_l_appareil(page, grille)

    with tablette() as page:  # in the workshop, without
        page.goto(grille.chemin)
        reseau.couper()
        saisies = remplir(page, 2)
        photographier(page, "2.1")
        reduite = {"taille": [2000, 1467], "type": "image/jpeg", "exif": False}
        assert photo_sur_l_appareil(page) == reduite
        noter(critere(page, partage), "Non acquis", "La méthode manque.")
        expect(statut(critere(page, partage))).to_have_text("Sur cet appareil")
        patienter(page, lambda: en_attente(page) == len(saisies) + 1, "all is on the device")
        vider_la_batterie(tablette.profil)

    with appareil(navigateur, site.adresse, MARC) as marc:
        marc.goto(grille.chemin)
        noter(critere(marc, partage), "Non observable", "Pas vu ce matin.")
        attendre_la_confirmation(marc)

    with tablette() as page:
        page.goto(grille.chemin)  # still without network
        expect(bandeau(page)).to_contain_text("Hors connexion")
        expect(bandeau(page)).to_contain_text(f"{len(saisies) + 2} changements")
        assert {numero: valeur(critere(page, numero)) for numero in saisies} == saisies
        assert valeur(critere(page, partage)) == ("non_acquis", "La méthode manque.")
        expect(critere(page, "2.1").locator(".cq-preuve-vignette")).to_be_visible()
        assert grille.observations("Nadia").get("2.1") is None

        reseau.retablir()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        conflit = page.locator("[data-cqpm-conflit]")
        expect(conflit).to_have_count(1)
        expect(conflit).to_contain_text("Marc Lefort")
        expect(conflit).to_contain_text("La méthode manque.")
        expect(conflit).to_contain_text("Pas vu ce matin.")
        patienter(page, lambda: en_attente(page) == 1, "one value waits")
        assert grille.resultats()[partage] == ("non_observable", "Pas vu ce matin.")
        assert violations(page) == []
        conflit.get_by_role("button", name="Garder la mienne").press("Enter")
        attendre_la_confirmation(page)
        expect(conflit).to_have_count(0)
        expect(critere(page, partage).locator("input:checked")).to_be_focused()
        page.reload()
        attendre_la_confirmation(page)
        expect(conflit).to_have_count(0)

    assert grille.resultats()[partage] == ("non_acquis", "La méthode manque.")
    assert {n: v for n, v in grille.observations("Nadia").items() if n[:2] == "2."} == saisies
    preuves = grille.lire(
        """SELECT p.nature, count(*) FROM evaluations_preuve p
        JOIN evaluations_evaluation e ON e.id = p.evaluation_id WHERE e.dossier_id = ?1"""
    )
    assert preuves == [("photo", 1)]


def test_taking_the_colleague_s_value_writes_nothing_and_asks_no_more(
    site, navigateur, grille, reseau
):
    """The other answer, after a tab closed without a word."""
    partage = "1.2"
    with (
        appareil(navigateur, reseau.adresse, NADIA) as page,
        appareil(navigateur, site.adresse, MARC) as marc,
    ):
        garder_sur_l_appareil(page, grille)
        reseau.couper()
        noter(critere(page, partage), "Non acquis", "Trop lent.")
        patienter(page, lambda: en_attente(page) == 1, "one value waits")
        contexte = page.context
        page.close(run_before_unload=False)
        marc.goto(grille.chemin)
        noter(critere(marc, partage), "Acquis", "Vu en fin de poste.")
        attendre_la_confirmation(marc)

        page = contexte.new_page()
        page.goto(grille.chemin)
        assert valeur(critere(page, partage)) == ("non_acquis", "Trop lent.")
        reseau.retablir()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        conflit = page.locator("[data-cqpm-conflit]")
        conflit.get_by_role("button", name="Prendre celle de Marc Lefort").click()
        expect(conflit).to_have_count(0)
        attendre_la_confirmation(page)
        assert valeur(critere(page, partage)) == ("acquis", "Vu en fin de poste.")

    assert grille.resultats()[partage] == ("acquis", "Vu en fin de poste.")


def test_a_result_that_changes_takes_the_conclusion_back_on_screen_too(site, navigateur, grille):
    """R20: it was drawn from other results."""
    with appareil(navigateur, site.adresse, NADIA) as page:
        page.goto(grille.chemin)
        tete = page.locator("#capacite-1 .cq-capacite-tete")
        conclusion = page.locator("#capacite-1 .cq-conclusion")
        conclusion.get_by_text("Non acquise", exact=True).click()
        conclusion.get_by_label("Évaluée le").fill("2026-02-10")
        conclusion.get_by_label("Commentaire de la commission").fill("À reprendre.")
        conclusion.get_by_role("button", name="Conclure").click()
        expect(tete).to_contain_text("Non acquise")
        noter(critere(page, "1.3"), "Non acquis", "Revu ensemble.")
        expect(tete).to_contain_text("À conclure")
        expect(bandeau(page)).to_contain_text("est à conclure de nouveau")
