"""The repository itself: lock files, dependencies, decisions, and nothing of a machine in it."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
VERROUS = ["requirements.txt", "tests/requirements.txt", ".ci/requirements.txt"]
ENTREE = re.compile(r"^(?P<nom>[a-z0-9][a-z0-9.\-]*)==(?P<version>[^ \\]+)", re.MULTILINE)


@cache
def texte(chemin: str) -> str:
    return (RACINE / chemin).read_text(encoding="utf-8")


def versions(verrou: str) -> dict[str, str]:
    return {m["nom"]: m["version"] for m in ENTREE.finditer(texte(verrou))}


def directes() -> dict[str, list[str]]:
    """The names that pyproject.toml asks for, by lock file."""
    projet = tomllib.loads(texte("pyproject.toml"))
    groupes = projet["dependency-groups"]
    application = projet["project"]["dependencies"]
    demandes = dict(
        zip(VERROUS, [application, application + groupes["test"], groupes["lint"]], strict=True)
    )
    return {
        verrou: [re.match(r"[a-z0-9\-]+", demande)[0] for demande in liste]
        for verrou, liste in demandes.items()
    }


@pytest.mark.parametrize("verrou", VERROUS)
def test_a_lock_file_names_no_address(verrou):
    interdits = ["://", "--index-url", "--extra-index-url", "--find-links", "--trusted-host", "@"]

    assert [mot for mot in interdits if mot in texte(verrou)] == []


@pytest.mark.parametrize("verrou", VERROUS)
def test_every_locked_package_has_its_hashes(verrou):
    entrees = re.split(r"\n(?=\S)", texte(verrou).strip())

    sans = [
        e
        for e in entrees
        if not re.fullmatch(r"[^\n]+(\n {4}--hash=sha256:[0-9a-f]{64}( \\)?)+", e)
    ]
    assert sans == []
    assert len(entrees) == len(versions(verrou))


@pytest.mark.parametrize("verrou", VERROUS)
def test_every_direct_dependency_is_locked(verrou):
    assert set(directes()[verrou]) - set(versions(verrou)) == set()


def test_the_lock_files_agree():
    """One environment holds the three: a package has one version."""
    reference: dict[str, str] = {}
    for verrou in VERROUS:
        communs = {nom: v for nom, v in versions(verrou).items() if nom in reference}
        assert communs == {nom: reference[nom] for nom in communs}
        reference |= versions(verrou)


def test_every_direct_dependency_has_its_reason():
    """And no reason is left behind by a dependency that went."""
    expliquees = re.findall(
        r"^\| ([a-z0-9\-]+) \| \S.*\|$", texte("docs/adr/0001-dependencies.md"), re.M
    )
    demandees = {nom for noms in directes().values() for nom in noms}

    assert sorted(expliquees) == sorted(demandees)


def test_every_decision_has_its_page():
    """Numbered from 1 without a hole, dated, with a choice and a cost."""
    pages = sorted((RACINE / "docs" / "adr").glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        contenu = page.read_text(encoding="utf-8")
        assert contenu.startswith(f"# {int(page.name[:4])}. ")
        assert [
            mot
            for mot in ("Date: ", "**Problem.**", "**Choice.**", "**Cost.**")
            if mot not in contenu
        ] == []


def test_every_variable_of_the_settings_is_documented():
    lues = set(re.findall(r'env(?:_bool|_list)?\(\s*"(\w+)"', texte("cqpm/settings.py")))
    documentees = set(re.findall(r"`([A-Z][A-Z_]+)`", texte("docs/exploitation.md")))

    assert lues - documentees == set()


def suivis() -> list[str]:
    """The text files that git knows; without git, those of the folders."""
    if (RACINE / ".git").exists():
        liste = subprocess.check_output(["git", "ls-files"], cwd=RACINE, text=True).split("\n")
    else:
        liste = [str(p.relative_to(RACINE)) for p in RACINE.rglob("*") if p.is_file()]
    extensions = (".py", ".md", ".html", ".txt", ".toml", ".yml", ".css", ".js", ".json", ".svg")
    return [f for f in liste if f.endswith(extensions) and not f.startswith((".venv", ".donnees"))]


def test_no_file_speaks_of_the_machine_where_it_was_written():
    """Absolute paths of a home or of a working folder mean nothing to the next reader."""
    chemins = re.compile(r"/(?:work|root|home)/[a-z]")

    assert [f for f in suivis() if chemins.search((RACINE / f).read_text(encoding="utf-8"))] == []


def test_no_page_asks_another_origin():
    """Templates, styles and scripts load nothing from elsewhere (XML names are not addresses)."""
    ailleurs = re.compile(
        r"""(?:src|href|action)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//|@import|fetch\(["']http"""
    )
    pages = [f for f in suivis() if f.startswith(("templates/", "static/"))]

    assert [f for f in pages if ailleurs.search((RACINE / f).read_text(encoding="utf-8"))] == []
