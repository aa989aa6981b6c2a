"""Make a document that contradicts itself fit to be a brouillon, for a person to correct."""

import copy


def reparer(document: dict) -> dict:
    """Renumber what has a number already taken, and drop references to what does not exist."""
    repare = copy.deepcopy(document)
    _renumeroter(repare["capacites"])
    connues = {capacite["numero"] for capacite in repare["capacites"]}
    places: set[int] = set()
    for bloc in repare["blocs"]:
        bloc["capacites"] = [
            numero for numero in dict.fromkeys(bloc["capacites"]) if numero in connues - places
        ]
        places |= set(bloc["capacites"])
    numeros: set[str] = set()
    repare["notes"] = [
        note
        for note in repare["notes"]
        if note["numero"] not in numeros and not numeros.add(note["numero"])
    ]
    codes = {modalite["code"] for modalite in repare["modalites"]}
    for capacite in repare["capacites"]:
        for cle, lire in (("modalites", str), ("modalites_detail", lambda un: un["code"])):
            capacite[cle] = [un for un in capacite[cle] if lire(un) in codes]
    return repare


def _renumeroter(capacites: list[dict]) -> None:
    pris: set[int] = set()
    for capacite in capacites:
        if capacite["numero"] in pris:
            capacite["numero"] = max(pris) + 1
        pris.add(capacite["numero"])
