"""The jury's vote on a candidate, read from the page."""

from cqpm.commun.forms import lire_entier, lire_texte
from dossiers.models import Dossier
from evaluations.enums import DecisionJury
from evaluations.regles_jury import Vote
from evaluations.regles_vote import SaisieVoix

VOIX = ("pour", "contre", "abstentions")


def lire_vote(donnees, dossier: Dossier) -> tuple[Vote, int]:
    """Read the jury's vote and the version that was shown; anything unknown counts as absent."""
    validees, motifs, voix = {}, {}, {}
    for capacite in dossier.capacites_visees():
        numero = capacite.numero
        choix = donnees.get(f"capacite_{numero}")
        if choix in {"oui", "non"}:
            validees[numero] = choix == "oui"
        motifs[numero] = lire_texte(donnees, f"motif_{numero}")
        voix[numero] = SaisieVoix(*(_compte(donnees, f"{nom}_{numero}") for nom in VOIX))
    decision = donnees.get("decision", "")
    vote = Vote(
        validees=validees,
        motifs=motifs,
        decision=decision if decision in DecisionJury.values else "",
        motif=lire_texte(donnees, "motif"),
        conditions_verifiees=donnees.get("conditions_verifiees") == "on",
        voix=voix,
        preside_par=lire_entier(donnees, "preside_par", 0) or None,
    )
    return vote, lire_entier(donnees, "version")


def _compte(donnees, nom: str) -> str:
    """A count as typed; what no box could hold is cut before it is shown again."""
    return lire_texte(donnees, nom)[:20]
