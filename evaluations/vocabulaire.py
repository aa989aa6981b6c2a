"""The words of the decision, by version of the référentiel: one place for pages, PV, journal.

Source: DOMAINE.md §3 lines 24-27, rule R41.
"""

from dossiers.enums import EtatDossier
from evaluations.enums import DecisionJury
from referentiels.enums import VocabulaireDecision
from referentiels.models import Referentiel

_DECISIONS: dict[str, dict[str, str]] = {
    VocabulaireDecision.ADMISSIBLE: {
        DecisionJury.ADMIS: "Déclaré admissible",
        DecisionJury.PARTIEL: "Non admissible, validation partielle",
        DecisionJury.REFUSE: "Non admissible",
        DecisionJury.RENVOI: "Renvoyé pour complément",
    },
    VocabulaireDecision.ATTRIBUE: {
        DecisionJury.ADMIS: "CQPM attribué",
        DecisionJury.PARTIEL: "CQPM non attribué, validation partielle",
        DecisionJury.REFUSE: "CQPM non attribué",
        DecisionJury.RENVOI: "Renvoyé pour complément",
    },
}
TONS_DECISION: dict[str, str] = {
    DecisionJury.ADMIS: "succes",
    DecisionJury.PARTIEL: "alerte",
    DecisionJury.REFUSE: "danger",
    DecisionJury.RENVOI: "info",
}
# What the dossier becomes once the PV is signed; a renvoi goes back to the commission.
RESULTATS: dict[str, EtatDossier] = {
    DecisionJury.ADMIS: EtatDossier.ADMIS,
    DecisionJury.PARTIEL: EtatDossier.VALIDATION_PARTIELLE,
    DecisionJury.REFUSE: EtatDossier.NON_ADMIS,
}


def libelle_decision(referentiel: Referentiel, decision: str) -> str:
    """Say a decision in this version's own words; nothing decided yet reads « À décider »."""
    if not decision:
        return "À décider"
    return _DECISIONS[referentiel.vocabulaire_decision][decision]
