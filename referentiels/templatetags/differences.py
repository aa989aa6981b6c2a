"""What changed, made readable without colours: `{% load differences %}`."""

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from referentiels.differences.natures import Nature, Nom
from referentiels.differences.resultat import Passage, Texte

register = template.Library()

# The tone and the icon of each badge; the word says the rest.
_BADGES = {
    Nature.AJOUTE: ("succes", "plus"),
    Nature.RETIRE: ("danger", "tiret"),
    Nature.DEPLACE: ("alerte", "arrow"),
    Nature.REFORMULE: ("info", "pen"),
    Nature.SCINDE: ("info", "pen"),
    Nature.FONDU: ("info", "pen"),
    Nature.MODIFIE: ("info", "pen"),
    Nature.RENUMEROTE: ("alerte", "list"),
    Nature.SEPARE: ("neutre", "list"),
    Nature.RATTACHE: ("neutre", "list"),
}
_BALISES = {Nature.AJOUTE: ("ins", "ajouté"), Nature.RETIRE: ("del", "retiré")}


@register.inclusion_tag("referentiels/differences/_natures.html")
def natures(nom: Nom, natures: tuple[Nature, ...]) -> dict:
    """One badge per nature, agreed with what it qualifies: « Ajoutée »."""
    badges = [(nom.accorder(nature).capitalize(), *_BADGES[nature]) for nature in natures]
    return {"badges": badges}


@register.filter
def avec_marques(texte: Texte) -> SafeString:
    """Show the words removed and added; a screen reader hears where each run starts and ends."""
    if not texte.passages:
        return mark_safe('<span class="cq-doux">(vide)</span>')
    lu = format_html_join("", "{}", ((_passage(passage),) for passage in texte.passages))
    if texte.espaces_seuls:
        lu = format_html('{} <span class="cq-doux">(seuls les espaces changent)</span>', lu)
    return lu


def _passage(passage: Passage) -> SafeString:
    if passage.nature == Nature.INCHANGE:
        return _lignes(passage.avant + passage.texte)
    balise, mot = _BALISES[passage.nature]
    return format_html(
        '{0}<{1}><span class="visually-hidden">[{2} : </span>{3}'
        '<span class="visually-hidden">]</span></{1}>',
        _lignes(passage.avant),
        balise,
        mot,
        _lignes(passage.texte),
    )


def _lignes(texte: str) -> SafeString:
    return mark_safe(escape(texte).replace("\n", "<br>"))  # noqa: S308 - escaped
