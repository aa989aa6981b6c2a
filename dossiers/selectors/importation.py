"""What the pages of an import show: each line's state, the counts, the lines asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from dossiers.models import Dossier, ImportCandidats

FAUTE, A_DECIDER, IGNOREE, PRETE = "faute", "a_decider", "ignoree", "prete"
LIBELLES = {
    FAUTE: ("À corriger", "danger"),
    A_DECIDER: ("Doublon possible", "alerte"),
    IGNOREE: ("Ne sera pas importée", "neutre"),
    PRETE: ("À créer", "succes"),
}
Ligne = Mapping[str, Any]


def en_faute(ligne: Ligne) -> bool:
    return bool(ligne["fautes"])


def decision_de(ligne: Ligne, decisions: Mapping[str, str]) -> str:
    """What a person chose for this line, as long as the line still offers it."""
    choisie = decisions.get(str(ligne["n"]), "")
    return choisie if any(un["valeur"] == choisie for un in ligne["choix"]) else ""


def a_decider(ligne: Ligne, decisions: Mapping[str, str]) -> bool:
    return not en_faute(ligne) and bool(ligne["choix"]) and not decision_de(ligne, decisions)


def etat_de(ligne: Ligne, decisions: Mapping[str, str]) -> str:
    if en_faute(ligne):
        return FAUTE
    if a_decider(ligne, decisions):
        return A_DECIDER
    return IGNOREE if decision_de(ligne, decisions) == "ignorer" else PRETE


def resumer(lignes: Iterable[Ligne], decisions: Mapping[str, str]) -> dict[str, int]:
    """How many lines are in each state."""
    etats = [etat_de(ligne, decisions) for ligne in lignes]
    return {
        "lignes": len(etats),
        "fautes": etats.count(FAUTE),
        "a_decider": etats.count(A_DECIDER),
        "ignorees": etats.count(IGNOREE),
        "prets": etats.count(PRETE),
    }


def lignes_montrees(importation: ImportCandidats, montrer: str) -> list[dict[str, Any]]:
    """The lines of the dry run, all of them or those of one state, with their words."""
    montrees = []
    for ligne in importation.rapport.get("lignes", []):
        etat = etat_de(ligne, importation.decisions)
        if not montrer or etat == montrer:
            libelle, ton = LIBELLES[etat]
            decision = decision_de(ligne, importation.decisions)
            montrees.append(
                {**ligne, "etat": etat, "libelle": libelle, "ton": ton, "decision": decision}
            )
    return montrees


def erreurs(importation: ImportCandidats) -> tuple[list[str], list[list[Any]]]:
    """The error report: one row per fault, and one per possible duplicate."""
    entetes = ["Ligne", "Candidat", "Colonne", "En-tête", "Valeur lue", "Ce qu'il faut faire"]
    rangees = []
    for ligne in importation.rapport.get("lignes", []):
        debut = [ligne["n"], ligne["nom"]]
        for faute in ligne["fautes"]:
            suite = [faute["colonne"], faute["entete"], faute["valeur"], faute["message"]]
            rangees.append([*debut, *suite])
        if a_decider(ligne, importation.decisions):
            rangees += [
                [*debut, "", "", "", f"Doublon possible : {texte}"] for texte in ligne["proches"]
            ]
    return entetes, rangees


def dossiers_importes(importation: ImportCandidats) -> list[Dossier]:
    """The dossiers that a finished import created, in the order of the file."""
    cles = [ligne["dossier"] for ligne in importation.rapport.get("lignes", [])]
    trouves = Dossier.objects.pour_liste().in_bulk(cles)
    return [trouves[cle] for cle in cles if cle in trouves]
