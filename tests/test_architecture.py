"""The house stands as STYLE says: imports go down, files stay short, each thing is in its place."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
ETAGES = ["cqpm.commun", "cqpm.comptes", "referentiels", "dossiers", "evaluations"]
# These see everything, and nothing imports them.
COMBLES = {"cqpm", "cqpm.asgi", "cqpm.celery", "cqpm.settings", "cqpm.urls", "cqpm.wsgi"}
# Inside an app, a module imports its own row and the rows above it.
RANGS = [
    {"enums", "errors", "regles", "vocabulaire"},
    {"querysets"},
    {"models"},
    {"permissions", "selectors"},
    {"documents", "rapports", "emails"},
    {"transitions", "services"},
    {"forms", "tasks"},
    {"views"},
    {"urls", "admin"},
]
RACINE_PERMISE = {
    *("manage.py", "cqpm", "referentiels", "dossiers", "evaluations", "templates", "static"),
    *("fixtures", "tests", "pyproject.toml", "docker-compose.yml", "README.md", "Makefile"),
    *("docs", "requirements.txt", "bench"),
}


def fichiers(*motifs: str) -> list[Path]:
    dossiers = ("cqpm", "referentiels", "dossiers", "evaluations")
    return [f for motif in motifs for d in dossiers for f in sorted((RACINE / d).rglob(motif))]


def nom_de(fichier: Path) -> str:
    """The dotted name of a source file; a package bears the name of its folder."""
    parties = fichier.relative_to(RACINE).with_suffix("").parts
    return ".".join(parties[:-1] if parties[-1] == "__init__" else parties)


@cache
def modules() -> dict[str, Path]:
    return {nom_de(f): f for f in fichiers("*.py") if "migrations" not in f.parts}


def noeuds(arbre: ast.AST) -> Iterator[ast.AST]:
    """Every node, except what only a type checker imports."""
    for enfant in ast.iter_child_nodes(arbre):
        if isinstance(enfant, ast.If) and "TYPE_CHECKING" in ast.dump(enfant.test):
            continue
        yield enfant
        yield from noeuds(enfant)


@cache
def imports_de(module: str) -> list[str]:
    """The names that the module imports, whole: `a.b.c` when `c` is a module of `a.b`."""
    trouves = []
    for noeud in noeuds(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            trouves += [alias.name for alias in noeud.names]
        elif isinstance(noeud, ast.ImportFrom):
            base = "." * noeud.level + (noeud.module or "")
            complets = [f"{base}.{alias.name}" for alias in noeud.names]
            trouves += [nom if nom in modules() else base for nom in complets]
    return trouves


def etage_de(module: str) -> str | None:
    """The app of a module."""
    return next((e for e in ETAGES if module == e or module.startswith(f"{e}.")), None)


def rang_de(module: str) -> int | None:
    """The row of a module inside its app; None for a module that has no agreed row."""
    etage = etage_de(module)
    role = module.removeprefix(f"{etage}.").split(".")[0]
    role = "regles" if role.startswith("regles_") else role
    return next((i for i, noms in enumerate(RANGS) if role in noms), None)


TOUS = sorted(modules())


def est_interdit(importe: str, module: str) -> bool:
    """Tell whether the import is relative, or goes up the house."""
    if importe.startswith(".") or importe in COMBLES:
        return True
    etage = etage_de(importe)
    return etage is not None and ETAGES.index(etage) > ETAGES.index(etage_de(module))


def test_imports_are_absolute_and_go_down_the_house():
    ordinaires = [m for m in TOUS if m not in COMBLES | {"cqpm.settings_test"}]

    assert {
        module: interdits
        for module in ordinaires
        if (interdits := [i for i in imports_de(module) if est_interdit(i, module)])
    } == {}


def monte(importe: str, module: str) -> bool:
    """Tell whether an import inside one app goes to a higher row."""
    rang, autre = rang_de(module), rang_de(importe)
    return (
        None not in (rang, autre, etage_de(module))
        and etage_de(importe) == etage_de(module)
        and autre > rang
    )


def test_imports_go_down_inside_an_app():
    assert {
        module: interdits
        for module in TOUS
        if (interdits := [i for i in imports_de(module) if monte(i, module)])
    } == {}


def test_the_site_never_imports_the_tasks():
    """A job is asked for by its nature: only workers and commands load what does it."""
    du_site = [m for m in TOUS if ".management." not in m]

    assert [m for m in du_site if any(i.split(".")[-1] == "tasks" for i in imports_de(m))] == []


def test_no_modules_import_each_other():
    """Depth-first search; the failure shows the circle."""
    finis: set[str] = set()

    def visiter(module: str, chemin: list[str]) -> list[str]:
        if module in chemin:
            return [*chemin[chemin.index(module) :], module]
        if module in finis:
            return []
        for importe in imports_de(module):
            connu = importe in modules() and importe != module
            if connu and (cercle := visiter(importe, [*chemin, module])):
                return cercle
        finis.add(module)
        return []

    assert [cercle for module in TOUS if (cercle := visiter(module, []))] == []


def test_weasyprint_has_one_door():
    portes = [m for m in TOUS if any(i.split(".")[0] == "weasyprint" for i in imports_de(m))]

    assert portes == ["cqpm.commun.pdf"]


def trop_longs(chemins: list[Path], limite: int) -> dict[str, int]:
    longueurs = {
        str(chemin.relative_to(RACINE)): len(chemin.read_text(encoding="utf-8").splitlines())
        for chemin in chemins
    }
    return {chemin: longueur for chemin, longueur in longueurs.items() if longueur > limite}


def test_no_module_is_over_500_lines():
    assert trop_longs([f for f in fichiers("*.py") if "migrations" not in f.parts], 500) == {}
    assert trop_longs(sorted((RACINE / "static").rglob("*.js")), 500) == {}


def test_no_test_module_is_over_400_lines():
    assert trop_longs(sorted((RACINE / "tests").rglob("*.py")), 400) == {}


def test_no_template_is_over_120_lines():
    assert trop_longs(sorted((RACINE / "templates").rglob("*.html")), 120) == {}


def test_no_module_is_a_drawer():
    tiroirs = {"utils", "helpers", "misc", "common", "signals", "tools"}

    assert [m for m in TOUS if m.split(".")[-1] in tiroirs] == []


def test_the_top_level_holds_only_what_was_agreed():
    """Dot files are the tools' own; the rest is a fixed list."""
    presents = {p.name for p in RACINE.iterdir() if not p.name.startswith((".", "__"))}

    assert presents - RACINE_PERMISE == set()
