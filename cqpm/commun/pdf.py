"""Django template to accessible PDF; the only module that imports weasyprint.

The import costs a second and needs system libraries, so it happens at the first document, in a
worker: the web process never pays for it.
"""

import gc
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import get_template, render_to_string

from cqpm.commun.amorcage import PAQUETS_PDF
from cqpm.commun.errors import ErreurMetier

VARIANTE = "pdf/ua-1"
# In the order in which they are read, of `static/css`.
FEUILLES = ("pdf_commun.css", "pdf.css", "pdf_grille.css")
# A line whose last space alone does not fit is broken after its first word (WeasyPrint 70): no
# space is left before a tag that ends a line. Each run of spaces is looked at once.
_ESPACE_FINALE = re.compile(
    r"(?<!\s)\s++(?=</?(?:p|br|li|ul|ol|dl|dt|dd|div|h[1-6]|table|caption|tbody|tr|th|td|section)\b)"
)
_AUTRE_GABARIT = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")


class BibliothequesAbsentes(ErreurMetier):
    """The system libraries that draw PDFs are not installed."""

    def __init__(self):
        super().__init__(
            "Ce serveur ne peut pas encore produire de PDF : il lui manque des bibliothèques. "
            "Demandez à l'administrateur d'exécuter « apt-get install "
            f"{' '.join(PAQUETS_PDF)} », puis relancez."
        )


def rendre(gabarit: str, contexte: dict) -> bytes:
    """Render the template (it extends `pdf/base.html`) to a tagged PDF/UA-1.

    The same context gives the same bytes. Raises BibliothequesAbsentes.
    """
    html = _ESPACE_FINALE.sub("", render_to_string(gabarit, contexte))
    weasyprint, police, feuilles, chercheur = _moteur()
    with _ramassage_rare():
        document = weasyprint.HTML(
            string=html, base_url=_racine().as_uri() + "/", url_fetcher=chercheur
        )
        return document.write_pdf(stylesheets=feuilles, font_config=police, pdf_variant=VARIANTE)


@contextmanager
def _ramassage_rare() -> Iterator[None]:
    """Look for what nobody uses seldom while drawing, then once: a sixth of the time.

    The boxes of a document hold each other: without the last look the memory grows by one document
    or two between two looks.
    """
    seuils = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*seuils)
        gc.collect(1)  # the document, not what the process held before it


def empreinte(gabarit: str, contexte: dict) -> str:
    """SHA-256 of what this context gives, words and drawing, known without drawing it."""
    html = render_to_string(gabarit, contexte)
    return hashlib.sha256(f"{empreinte_du_dessin(gabarit)}{html}".encode()).hexdigest()


@cache
def empreinte_du_dessin(gabarit: str) -> str:
    """SHA-256 of all that draws it: the templates that it extends and includes, sheets, engine.

    With what a document says, it tells whether it would come out the same; nothing is rendered,
    and WeasyPrint is not imported.
    """
    somme = hashlib.sha256(f"{version('weasyprint')} {VARIANTE}".encode())
    for nom in FEUILLES:
        somme.update((_racine() / "css" / nom).read_bytes())
    reste, vus = [gabarit], set()
    while reste:
        nom = reste.pop()
        if nom not in vus:
            vus.add(nom)
            source = Path(get_template(nom).origin.name).read_text(encoding="utf-8")
            somme.update(source.encode())
            reste += _AUTRE_GABARIT.findall(source)
    return somme.hexdigest()


@cache
def _moteur():
    """What is shared by every document of the process: fonts and stylesheets, read once."""
    try:
        import weasyprint  # noqa: PLC0415
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    except (ImportError, OSError) as erreur:
        raise BibliothequesAbsentes from erreur
    police = FontConfiguration()
    chercheur = _chercheur_local(weasyprint.urls.URLFetcher)
    feuilles = [
        weasyprint.CSS(filename=_racine() / "css" / nom, font_config=police, url_fetcher=chercheur)
        for nom in FEUILLES
    ]
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no look at memory goes over it again
    return weasyprint, police, feuilles, chercheur


def _racine() -> Path:
    return Path(settings.STATICFILES_DIRS[0])


def _chercheur_local(base: type):
    """A fetcher that only opens files of the static folder: no network, no file of the server."""

    class ChercheurLocal(base):
        def fetch(self, url, headers=None):
            parties = urlsplit(url)
            chemin = Path(unquote(parties.path)).resolve()
            if parties.scheme != "file" or not chemin.is_relative_to(_racine().resolve()):
                raise ValueError(f"Outside the static folder: {url}")
            return super().fetch(url, headers)

    return ChercheurLocal(allowed_protocols=["file"], allow_redirects=False, fail_on_errors=True)
