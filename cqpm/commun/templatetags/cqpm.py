"""Template tags and filters of the house: `{% load cqpm %}`."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cqpm.commun import courrier
from cqpm.commun.recherche import passages

register = template.Library()

# Label, icon, URL name, roles that read the entry (values of comptes.enums.Role).
ENTREES = (
    (
        "Tableau de bord",
        "calendrier",
        "accueil",
        ("gestionnaire", "responsable", "evaluateur", "jury"),
    ),
    ("Dossiers", "dossier", "dossiers:liste", ("gestionnaire", "responsable", "evaluateur")),
    ("Mes grilles", "pen", "evaluations:mes_grilles", ("evaluateur",)),
    ("Dossiers reçus", "mail", "dossiers:ressources", ("ressources",)),
    ("Planning", "calendrier", "planning:mois", ("gestionnaire", "responsable", "evaluateur")),
    ("Sessions de jury", "jury", "evaluations:sessions", ("gestionnaire", "responsable", "jury")),
    ("Registre", "certificat", "registre:liste", ("gestionnaire", "responsable")),
    ("Courriels", "mail", "courriels:liste", ("gestionnaire", "responsable")),
    (
        "Référentiels",
        "list",
        "referentiels:liste",
        ("gestionnaire", "responsable", "evaluateur", "jury"),
    ),
)

ICONES_DES_TONS = {
    "succes": "check",
    "info": "clock",
    "alerte": "warning",
    "danger": "danger",
    "neutre": "cercle",
}


@dataclass(frozen=True)
class Entree:
    """One line of the main navigation; `courante` is the value of `aria-current`, or empty."""

    libelle: str
    icone: str
    url: str
    courante: str


@register.simple_tag
def icone(nom: str, classe: str = "") -> str:
    """Draw an icon of `static/img/icones.svg`; always beside a text, hence hidden from readers."""
    return _dessiner_icone(nom, classe)


@cache
def _dessiner_icone(nom: str, classe: str) -> str:
    """A page has dozens of them, and they never change."""
    return format_html(
        '<svg class="cq-icone {}" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        classe,
        static("img/icones.svg"),
        nom,
    )


@register.simple_tag
def icone_du_ton(ton: str) -> str:
    """Draw the icon that goes with a tone, so that a state never speaks by colour alone."""
    return icone(ICONES_DES_TONS.get(ton, "cercle"))


@register.simple_tag(takes_context=True)
def bloc(context, nom: str) -> str:
    """Render a block of the page a second time (the title is both `<title>` and `<h1>`)."""
    blocs = context.render_context.get(BLOCK_CONTEXT_KEY)
    noeud = blocs.get_block(nom) if blocs else None
    return noeud.render(context) if noeud else ""


@register.inclusion_tag("layout/_navigation.html", takes_context=True)
def navigation(context) -> dict:
    """Build the main navigation and the profile menu from the roles of the person signed in.

    Entries whose URL is not installed are left out. Without a request (error pages) nobody is
    signed in, and the menu offers to sign in.
    """
    request = context.get("request")
    utilisateur = getattr(request, "user", None)
    if utilisateur is None or not utilisateur.is_authenticated:
        return {"entrees": [], "utilisateur": None}
    return {
        "entrees": entrees_de(utilisateur, request.path),
        "utilisateur": utilisateur,
        "roles": utilisateur.libelles_roles,
        "regle_un_centre": utilisateur.a_role("responsable"),
        "chemin": request.path,
    }


def entrees_de(utilisateur, chemin: str) -> list[Entree]:
    """List the entries that this person's roles open, marking the one that holds `chemin`."""
    entrees = []
    for libelle, nom_icone, nom_url, roles in ENTREES:
        url = _adresse(nom_url, settings.ROOT_URLCONF)
        if url and any(utilisateur.a_role(role) for role in roles):
            entrees.append(Entree(libelle, nom_icone, url, _courante(url, chemin)))
    return entrees


@cache
def _adresse(nom: str, urls: str) -> str:
    """The address of a page of this site, empty if it has none; asked for by every page."""
    try:
        return reverse(nom, urlconf=urls)
    except NoReverseMatch:
        return ""


def _courante(url: str, chemin: str) -> str:
    if chemin == url:
        return "page"
    return "true" if url != "/" and chemin.startswith(url) else ""


@register.simple_tag
def pages_abregees(page: Page) -> list:
    """Page numbers around the current one, with « … » for the gaps."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def courriels_locaux() -> bool:
    """Tell whether mails stay on this machine, for the page that says so."""
    return courrier.est_local()


@register.filter
def avec_liens(texte: str) -> SafeString:
    """Escape the text; this site's own addresses become links."""
    morceaux, fait = [], 0
    for trouve in re.finditer(re.escape(settings.ADRESSE_PUBLIQUE) + r"/[\w/#?=&.-]*", texte):
        morceaux.append(("{}", (texte[fait : trouve.start()],)))
        morceaux.append(('<a href="{}">{}</a>', (trouve[0], trouve[0])))
        fait = trouve.end()
    morceaux.append(("{}", (texte[fait:],)))
    return format_html_join("", "{}", ((format_html(forme, *mots),) for forme, mots in morceaux))


@register.filter
def en_minutes(duree: timedelta) -> int:
    return int(duree.total_seconds() // 60)


@register.filter
def marquer(texte: str, cherches: list[str]) -> SafeString:
    """Escape the text and mark the words searched for, however they are accented."""
    morceaux = []
    fait = 0
    for debut, fin in passages(texte, cherches):
        morceaux += [("{}", texte[fait:debut]), ("<mark>{}</mark>", texte[debut:fin])]
        fait = fin
    morceaux.append(("{}", texte[fait:]))
    return format_html_join("", "{}", ((format_html(modele, un),) for modele, un in morceaux))


@register.filter
def a_le_role(utilisateur, role: str) -> bool:
    """Tell whether the person holds the role in some centre."""
    return utilisateur.a_role(role)
