"""Read a comparison in a few words: what the tests expect of it."""

import json
from collections.abc import Iterator

from referentiels.differences.comparaison import comparer
from referentiels.differences.natures import Nature
from referentiels.differences.resultat import Differences, Fiche, Ligne, Liste, Texte
from tests.referentiels.comparaison import FIXTURES

_SIGNES = {Nature.INCHANGE: "{}", Nature.AJOUTE: "{{+{}+}}", Nature.RETIRE: "[-{}-]"}


def officiel(nom: str = "MQ-2018-04-38-0324") -> dict:
    """One of the two real documents, as it is exported."""
    return json.loads((FIXTURES / f"{nom}.json").read_text(encoding="utf-8"))


def totaux(avant: dict, apres: dict) -> list[str]:
    return [total.texte for total in comparer(avant, apres).totaux]


def en_signes(texte: Texte) -> str:
    """« Le [-poste-] {+banc+} est prêt. »"""
    return "".join(p.avant + _SIGNES[p.nature].format(p.texte) for p in texte.passages)


def fiches(differences: Differences, ancre: str) -> tuple[Fiche, ...]:
    (chapitre,) = [un for un in differences.chapitres if un.ancre == ancre]
    return chapitre.fiches


def criteres(differences: Differences) -> Iterator[tuple[Fiche, Liste]]:
    """The list of critères of each capacité."""
    for fiche in fiches(differences, "capacites"):
        (liste,) = [une for une in fiche.listes if une.titre == "Critères"]
        yield fiche, liste


def changes(differences: Differences) -> list[tuple[str, list[str], str, list[str]]]:
    """Each critère that changed: capacité, natures, where it was, words."""
    return [
        (fiche.etiquette, [str(n) for n in ligne.natures], ligne.origine, mots(ligne))
        for fiche, liste in criteres(differences)
        for ligne in liste.changees
    ]


def mots(ligne: Ligne) -> list[str]:
    return [en_signes(morceau.texte) for morceau in ligne.morceaux]
