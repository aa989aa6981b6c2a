"""What a document's text carries besides its words: footnote marks and template leftovers."""

import re
from collections.abc import Callable

_RESTES_DE_MODELE = ("supprimer la rubrique",)
_CONSIGNE = re.compile(rf"[ \t]*\(?(?:{'|'.join(_RESTES_DE_MODELE)})[^)\n]*\)?", re.IGNORECASE)


def est_reste_de_modele(paragraphe: str) -> bool:
    """Tell whether a line is an instruction of the blank template that nobody removed (R6)."""
    return any(reste in paragraphe.lower() for reste in _RESTES_DE_MODELE)


def mot_de_l_appel(note: dict) -> str:
    """The word that carries the mark of a note: « candidat » for the appel « candidat1 »."""
    return note["appel"].removesuffix(note["numero"]).rstrip()


def remplacer_appels(texte: str, notes: list[dict], par: Callable[[dict], str]) -> str:
    """Replace each footnote mark, with the word it is glued to, by what `par(note)` says."""
    appels = {note["appel"]: note for note in notes if note["appel"]}
    if not appels:
        return texte
    motif = rf"\b(?:{'|'.join(map(re.escape, appels))})(?!\d)"
    return re.sub(motif, lambda trouve: par(appels[trouve.group()]), texte)


def est_appelee(note: dict, texte: str) -> bool:
    """Tell whether the text carries the mark of this note."""
    return remplacer_appels(texte, [note], lambda _: "") != texte


def retirer_appels(texte: str, notes: list[dict]) -> str:
    """Remove the footnote marks from a text: « le candidat1 » reads « le candidat »."""
    return remplacer_appels(texte, notes, mot_de_l_appel)


def texte_a_remplir(texte: str, notes: list[dict]) -> str:
    """A text as a form prints it: no footnote mark, no leftover of the template (R6)."""
    propres = (_CONSIGNE.sub("", ligne).strip() for ligne in texte.splitlines())
    return retirer_appels("\n".join(filter(None, propres)), notes)
