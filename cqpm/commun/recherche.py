"""Words searched for, without accents, case, ligatures or punctuation: pure functions.

A text to search is kept as `normaliser` writes it; a row answers a request when it holds each of
its `mots`, which any database does alike. `passages` and `extrait` show the words in the text that
people read.
"""

import re
import unicodedata
from functools import lru_cache

# A request is a few words, or a sentence pasted from a document: no more is read.
SIGNES_MAX = 500
MOTS_MAX = 50
# An extract, and what it shows before the first word that is found.
EXTRAIT_MAX = 240
AVANT = 80

# Letters that Unicode does not take apart.
_LETTRES = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
# « Technicien.ne », « Technicien(ne) », « chargé·e » : the sign that joins an ending to its word.
_LIAISON = re.compile(r"(?<=[^\W\d_])[(.·•](?=[^\W\d_]{1,3}\b)")
_IGNORE = "\u00ad"  # soft hyphen


def normaliser(texte: str) -> str:
    """Write a text in plain words: lower case, no accent, one space between words.

    « L’Œuvre » reads « l oeuvre » whatever the apostrophe; « Technicien(ne) » and
    « Technicien.ne » read « technicienne », which holds « technicien ».
    """
    return " ".join("".join(map(_a_plat, _sans_liaisons(texte))).split())


def mots(requete: str) -> list[str]:
    """The words asked for, each once, in plain writing."""
    trouves = normaliser(requete[:SIGNES_MAX]).split()
    return list(dict.fromkeys(trouves))[:MOTS_MAX]


def passages(texte: str, cherches: list[str]) -> list[tuple[int, int]]:
    """Where the words stand in the text as it is written: start and end, without overlap."""
    morceaux = [_a_plat(signe) for signe in _sans_liaisons(texte)]
    plat = "".join(morceaux)
    origines = [rang for rang, morceau in enumerate(morceaux) for _ in morceau]
    trouves = sorted(
        (origines[trouve.start()], _avec_ses_accents(texte, origines[trouve.end() - 1] + 1))
        for mot in cherches
        for trouve in re.finditer(re.escape(mot), plat)
    )
    reunis: list[tuple[int, int]] = []
    for debut, fin in trouves:
        if reunis and debut <= reunis[-1][1]:
            debut, fin = reunis[-1][0], max(fin, reunis.pop()[1])
        reunis.append((debut, fin))
    return reunis


def extrait(texte: str, cherches: list[str]) -> str:
    """The part of a long text around the first word that is found, cut between two words."""
    if len(texte) <= EXTRAIT_MAX:
        return texte
    debut = max(0, next(iter(passages(texte, cherches)), (0, 0))[0] - AVANT)
    fin = debut + EXTRAIT_MAX
    dedans = texte[debut:fin]
    if debut:
        dedans = "… " + dedans.partition(" ")[2]
    if fin < len(texte):
        dedans = dedans.rpartition(" ")[0] + " …"
    return dedans


def _sans_liaisons(texte: str) -> str:
    """Hide the signs inside a word, keeping every other one at its place."""
    return _LIAISON.sub(_IGNORE, texte)


def _avec_ses_accents(texte: str, fin: int) -> int:
    while fin < len(texte) and unicodedata.combining(texte[fin]):
        fin += 1
    return fin


@lru_cache(maxsize=4096)
def _a_plat(signe: str) -> str:
    """One sign in plain writing: a letter or more, nothing for an accent, a space otherwise."""
    decompose = unicodedata.normalize("NFKD", signe).casefold()
    return "".join(
        "" if unicodedata.category(un) in {"Mn", "Cf"} else un if un.isalnum() else " "
        for un in "".join(_LETTRES.get(lettre, lettre) for lettre in decompose)
    )
