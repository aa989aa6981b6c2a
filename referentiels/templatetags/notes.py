"""Footnote marks in the texts of a document: `{% load notes %}`."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from referentiels.textes import (
    mot_de_l_appel,
    remplacer_appels,
    retirer_appels,
    texte_a_remplir,
)

register = template.Library()


@register.filter
def avec_notes(texte: str, notes: list[dict]) -> str:
    """Turn each footnote mark glued to its word into a link to the note."""
    echappees = [note | {"appel": escape(note["appel"])} for note in notes]
    return mark_safe(remplacer_appels(escape(texte), echappees, _lien))  # noqa: S308


def _lien(note: dict) -> str:
    return format_html(
        '{0}<sup><a href="#note-{1}" aria-label="Note {1}">{1}</a></sup>',
        mark_safe(mot_de_l_appel(note)),  # noqa: S308 - escaped by avec_notes
        note["numero"],
    )


@register.filter
def sans_notes(texte: str, notes: list[dict]) -> str:
    """Leave the footnote marks out, where a link has no place."""
    return retirer_appels(texte, notes)


@register.filter
def a_remplir(texte: str, notes: list[dict]) -> str:
    """The text for a form that a candidate or a company reads (R6)."""
    return texte_a_remplir(texte, notes)
