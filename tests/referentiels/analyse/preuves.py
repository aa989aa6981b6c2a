"""What an analysis must prove: nothing dropped, nothing invented, one place for each character."""

import re

from referentiels.analyse.resultat import Analyse
from referentiels.analyse.source import Source
from referentiels.echange.lignes import en_texte
from referentiels.enums import Destination

# What the document says in codes, or repeats from its own text.
DERIVES = re.compile(
    r"regles\..*|.*\.(code|groupe|contenu|profondeur|appel)|.*\.modalites\[\d+\]"
    r"|blocs\[\d+\]\.capacites\[\d+\]|libelle_jury|libelle_centre_ressources"
)
VALEURS = re.compile(r".*\.lettre|.*\.connecteur|capacites\[\d+\]\.numero|date_modification")


def feuilles(valeur, chemin=()):
    """Every text, number and flag of a document, with its path."""
    if isinstance(valeur, dict | list):
        paires = valeur.items() if isinstance(valeur, dict) else enumerate(valeur)
        for pas, dessous in paires:
            yield from feuilles(dessous, (*chemin, pas))
    else:
        yield en_texte(chemin), valeur


def mots(texte: str) -> list[str]:
    """The words of a text; a word cut by a hyphen at the end of a line is one word."""
    return re.sub(r"(?<=\S[-\u2010\u00ad])\s+", "", texte).split()


def caracteres(texte: str) -> int:
    return sum(not signe.isspace() for signe in texte)


def comptes(source: Source, analyse: Analyse) -> dict[Destination, int]:
    """How many characters, spaces aside, went to each destination."""
    compte = dict.fromkeys(Destination, 0)
    for run in analyse.attributions:
        compte[run.destination] += caracteres(source.texte[run.debut : run.fin])
    return compte


def defauts(source: Source, analyse: Analyse) -> list[str]:
    """Everything that breaks the promise; empty when the analysis holds it."""
    constats = []
    bornes = [b for run in analyse.attributions for b in (run.debut, run.fin)]
    if bornes != sorted(bornes):
        constats.append("des attributions se chevauchent")
    if sum(comptes(source, analyse).values()) != caracteres(source.texte):
        constats.append("des caractères sont perdus, ou comptés deux fois")
    morceaux: dict[str, list[str]] = {}
    for run in analyse.attributions:
        if (run.destination == Destination.CHAMP) != bool(run.chemin):
            constats.append(f"{run} : un champ, et lui seul, a un chemin")
        if run.chemin:
            morceaux.setdefault(run.chemin, []).append(source.texte[run.debut : run.fin])
    lus = dict(feuilles(analyse.document))
    constats += [f"{chemin} n'existe pas" for chemin in morceaux.keys() - lus.keys()]
    for chemin, valeur in lus.items():
        source_du_champ = mots("\n".join(morceaux.get(chemin, [])))
        if DERIVES.fullmatch(chemin) or VALEURS.fullmatch(chemin):
            continue
        if mots(str(valeur)) != source_du_champ:
            constats.append(f"{chemin} : {valeur!r} au lieu de {source_du_champ}")
    return constats


def natures(analyse: Analyse) -> dict[str, int]:
    """How many doubts of each nature."""
    compte: dict[str, int] = {}
    for doute in analyse.doutes:
        compte[doute.nature.value] = compte.get(doute.nature.value, 0) + 1
    return compte
