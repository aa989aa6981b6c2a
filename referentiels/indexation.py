"""The words by which a version is found, written beside it when it is written."""

from collections.abc import Iterator

from cqpm.commun.recherche import normaliser

# Said before a number, or not: « MQ 2018 04 38 0324 », « CQPM n° 2006 0248 », « 2004 0230 ».
_PREFIXES = "cqpm mq n"


def texte_de_recherche(document: dict) -> str:
    """The words of an exchange document: who it is, its sections, what it evaluates.

    Left out: the modalities, the admissibility and the notes, the same in every document of a
    template.
    """
    identite = mots_d_identite(document["numero"], document["titre"], document["numero_rncp"])
    return " ".join([identite, *map(normaliser, _textes(document))])


def mots_d_identite(numero: str, *autres: str) -> str:
    """The words that name a version; its number is found with or without prefix and spaces."""
    plat = normaliser(numero)
    return " ".join([_PREFIXES, plat, plat.replace(" ", ""), *map(normaliser, autres)])


def _textes(document: dict) -> Iterator[str]:
    for section in document["sections"]:
        yield section["titre"]
        for paragraphe in section["paragraphes"]:
            yield from [paragraphe["texte"], *paragraphe["points"]]
    for bloc in document["blocs"]:
        yield bloc["intitule"]
    for capacite in document["capacites"]:
        yield capacite["intitule"]
        yield from capacite["conditions"]
        for critere in capacite["criteres"]:
            yield from [critere["texte"], *critere["sous_points"]]
