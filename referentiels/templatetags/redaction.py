"""Fields and buttons of the editing pages: `{% load redaction %}`.

A field bears the place of its text: `{% chemin "capacites" 2 "intitule" as ici %}` then
`{% champ feuille ici libelle="Intitulé" %}`.
"""

from django import template

from referentiels.echange.lignes import en_texte
from referentiels.enums import CodeModalite
from referentiels.redaction import champs
from referentiels.redaction.retouche import lieu

register = template.Library()


@register.simple_tag
def chemin(*pas: str | int) -> str:
    """Write a place as its fields and acts name it; ranks count from 0."""
    return en_texte(pas)


@register.filter
def rang(liste: list, place: int):
    """The element at this rank, or nothing."""
    return liste[place] if 0 <= place < len(liste) else None


@register.simple_tag
def element(liste: str, place: int) -> str:
    """The place of an element of a list."""
    return f"{liste}[{place}]"


@register.simple_tag
def objet(nom: str, numero: int) -> str:
    """What an act is done to, as its button says it: « critère 2 »."""
    return f"{nom} {numero}"


@register.filter
def vaut(feuille, ici: str) -> str:
    """The value of a field."""
    return str(champs.actuel(feuille.document, lieu(ici)))


@register.filter
def libelle_modalite(code: str) -> str:
    return CodeModalite(code).label


@register.inclusion_tag("referentiels/edition/_champ.html")
def champ(feuille, ici: str, *, libelle: str, **options) -> dict:
    """A text field; `lignes` (a textarea), `cache` (label for the ear), `aide`, `type`."""
    return _champ(feuille, ici, libelle, options)


@register.inclusion_tag("referentiels/edition/_choix.html")
def choix(feuille, ici: str, possibles, *, libelle: str, **options) -> dict:
    """A list to choose from: `possibles` are pairs (value, label)."""
    valeurs = [(str(valeur), mot) for valeur, mot in possibles]
    return _champ(feuille, ici, libelle, options) | {"possibles": valeurs}


def _champ(feuille, ici: str, libelle: str, options: dict) -> dict:
    valeur = champs.actuel(feuille.document, lieu(ici))
    return options | {
        "nom": ici,
        "libelle": libelle,
        "valeur": "" if valeur is None else str(valeur),
        "faute": feuille.fautes.get(ici, ""),
    }


@register.inclusion_tag("referentiels/edition/_acte.html")
def acte(
    verbe: str, ici: str, libelle: str, objet: str, *, signe: str = "", repos: bool = False
) -> dict:
    """A button that saves the page with one act; `signe` shows instead of the words.

    At `repos` it keeps its place and does nothing: the first element of a list does not go up.
    """
    return {
        "valeur": f"{verbe}:{ici}",
        "libelle": libelle,
        "objet": objet,
        "signe": signe,
        "repos": repos,
    }
