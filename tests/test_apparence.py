"""The style sheets keep their promises: readable contrasts, icons that exist, no other origin."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

from cqpm.commun.templatetags.cqpm import ENTREES, ICONES_DES_TONS

STATIQUES = Path(settings.BASE_DIR) / "static"
GABARITS = Path(settings.BASE_DIR) / "templates"
CQPM = (STATIQUES / "css/cqpm.css").read_text(encoding="utf-8")
JETONS = dict(re.findall(r"^  --([\w-]+): (#[0-9a-f]{6});", CQPM, re.MULTILINE))

TEXTES = [
    *product(["encre", "encre-douce", "acier", "acier-fonce"], ["surface", "fond", "creux"]),
    *product(["acier", "acier-fonce", "encre"], ["acier-pale"]),
    *((ton, f"{ton}-pale") for ton in ("neutre", "info", "succes", "alerte", "danger")),
    *(
        ("surface", plein)
        for plein in ("acier", "acier-fonce", "succes", "danger", "danger-fonce", "neutre")
    ),
    *product(["nuit-texte", "surface"], ["nuit", "nuit-claire"]),
    ("danger", "surface"),
]
REPERES = [
    *product(["trait-fort", "foyer"], ["surface", "fond"]),
    *product(["laiton", "foyer-clair"], ["nuit", "nuit-claire"]),
]


def luminance(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return sum(p * c for p, c in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))


def contraste(devant: str, derriere: str) -> float:
    clair, sombre = sorted((luminance(JETONS[devant]), luminance(JETONS[derriere])), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


@pytest.mark.parametrize(("texte", "fond"), TEXTES)
def test_texts_reach_the_aa_contrast(texte, fond):
    assert contraste(texte, fond) >= 4.5


@pytest.mark.parametrize(("repere", "fond"), REPERES)
def test_borders_and_focus_reach_the_aa_contrast_of_shapes(repere, fond):
    assert contraste(repere, fond) >= 3


def test_colours_are_only_written_as_tokens():
    """A colour outside the tokens would not follow a change of look (white excepted)."""
    composants = (STATIQUES / "css/composants.css").read_text(encoding="utf-8")
    apres_les_jetons = CQPM.split("/* ---------- 2.")[1]

    couleurs = re.findall(r"#[0-9a-f]{3,8}\b|rgba?\([\d ,]+", composants + apres_les_jetons)

    assert sorted(set(couleurs)) == ["#fff"]


def test_tokens_that_are_read_exist():
    feuilles = "".join(f.read_text(encoding="utf-8") for f in (STATIQUES / "css").glob("*.css"))
    poses = set(re.findall(r"(--[\w-]+):", feuilles))

    lus = set(re.findall(r"var\((--[\w-]+)", feuilles))

    assert sorted(lus - poses) == []


def test_icons_that_are_named_exist():
    feuille = (STATIQUES / "img/icones.svg").read_text(encoding="utf-8")
    dessinees = set(re.findall(r'<symbol id="(\w+)"', feuille))
    gabarits = "".join(f.read_text(encoding="utf-8") for f in GABARITS.rglob("*.html"))

    nommees = set(re.findall(r'{% icone "(\w+)"', gabarits))
    nommees |= {*ICONES_DES_TONS.values(), *(nom for _, nom, _, _ in ENTREES)}

    assert sorted(nommees - dessinees) == []


@pytest.mark.parametrize("dossier", ["css", "js", "img"])
def test_no_file_asks_another_origin(dossier):
    fichiers = [f for f in (STATIQUES / dossier).rglob("*") if f.is_file()]
    adresses = [
        (f.name, adresse)
        for f in fichiers
        for adresse in re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"')]*", f.read_text("utf-8"))
        if adresse != "http://www.w3.org/2000/svg"
    ]

    assert adresses == []
