"""The words of the decision, by version of the référentiel: one place for pages, PV, journal.

Source: DOMAINE.md §3 lines 24-27, rule R41.
"""

from dossiers.enums import EtatDossier
from dossiers.models import Dossier
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
# What a member asks of a candidate before the day, in the words of the version.
QUESTIONS: dict[str, str] = {
    VocabulaireDecision.ADMISSIBLE: "Pourquoi pas admissible ?",
    VocabulaireDecision.ATTRIBUE: "Pourquoi le CQPM ne serait-il pas attribué ?",
}
# What the dossier becomes once the PV is signed; a renvoi goes back to the commission.
RESULTATS: dict[str, EtatDossier] = {
    DecisionJury.ADMIS: EtatDossier.ADMIS,
    DecisionJury.PARTIEL: EtatDossier.VALIDATION_PARTIELLE,
    DecisionJury.REFUSE: EtatDossier.NON_ADMIS,
}


# A candidate who aims at blocs only is not given the whole CQPM (R9).
_BLOCS: dict[str, str] = {
    DecisionJury.ADMIS: "Blocs visés attribués",
    DecisionJury.PARTIEL: "Blocs visés non attribués, validation partielle",
    DecisionJury.REFUSE: "Blocs visés non attribués",
    DecisionJury.RENVOI: "Renvoyé pour complément",
}


def libelle_decision(referentiel: Referentiel, decision: str, *, blocs_seuls: bool = False) -> str:
    """Say a decision in this version's own words; nothing decided yet reads « À décider »."""
    if not decision:
        return "À décider"
    if blocs_seuls:
        return _BLOCS[decision]
    return _DECISIONS[referentiel.vocabulaire_decision][decision]


def decision_du_dossier(dossier: Dossier, decision: str) -> str:
    """Say a decision on this dossier; `blocs_vises` is prefetched by who lists many."""
    return libelle_decision(
        dossier.referentiel, decision, blocs_seuls=bool(dossier.blocs_vises.all())
    )
