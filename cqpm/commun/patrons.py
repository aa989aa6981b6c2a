"""A partial drawn once, with marks where its values go: for rows that a page repeats many times.

The partial stays a template like the others; rendering it forty-five times costs Django twenty
times more than putting texts between texts.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

# Signs of private use: no text of the product holds them, and escaping leaves them alone.
DEBUT, FIN = "\ue000", "\ue001"
_REPERE = re.compile(f"{DEBUT}([a-z_]+){FIN}")


class Patron:
    """The texts of a drawn partial, and the names of the values between them.

    Each variable of the partial is a text put where it stands, never a condition: what is there or
    not comes as one more text, drawn or empty.
    """

    def __init__(self, html: str):
        morceaux = _REPERE.split(html)
        self._textes, self.noms = morceaux[::2], morceaux[1::2]

    def rendre(self, valeurs: Mapping[str, object]) -> SafeString:
        """Put the values in their places, escaped unless they are drawn already.

        Raises KeyError for a value that is missing.
        """
        morceaux = [self._textes[0]]
        for nom, texte in zip(self.noms, self._textes[1:], strict=True):
            valeur = valeurs[nom]
            if not isinstance(valeur, SafeString):
                valeur = escape(str(valeur))
            morceaux += (valeur, texte)
        return mark_safe("".join(morceaux))  # noqa: S308 - each value was escaped just above


@cache
def patron(gabarit: str, noms: Iterable[str]) -> Patron:
    """The partial with a mark at each of these names; drawn once per process.

    Raises KeyError if the partial does not use one of them.
    """
    html = render_to_string(gabarit, {nom: f"{DEBUT}{nom}{FIN}" for nom in noms})
    trouve = Patron(html)
    if absents := set(noms) - set(trouve.noms):
        raise KeyError(f"{gabarit} does not use {sorted(absents)}")
    return trouve
