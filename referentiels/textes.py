"""What a document's text carries besides its words: footnote marks and template leftovers."""

_RESTES_DE_MODELE = ("supprimer la rubrique",)


def est_reste_de_modele(paragraphe: str) -> bool:
    """Tell whether a line is an instruction of the blank template that nobody removed (R6)."""
    return any(reste in paragraphe.lower() for reste in _RESTES_DE_MODELE)


def mot_de_l_appel(note: dict) -> str:
    """The word that carries the mark of a note: « candidat » for the appel « candidat1 »."""
    return note["appel"].removesuffix(note["numero"]).rstrip()


def retirer_appels(texte: str, notes: list[dict]) -> str:
    """Remove the footnote marks from a text: « le candidat1 » reads « le candidat »."""
    for note in notes:
        if note["appel"]:
            texte = texte.replace(note["appel"], mot_de_l_appel(note))
    return texte
