"""Grids, company opinions, interviews and juries."""

from evaluations.models.avis import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    DemandeAvis,
    DispenseAvis,
    LienAvis,
)
from evaluations.models.deliberation import DecisionCapacite, Deliberation
from evaluations.models.evaluation import (
    ConclusionCapacite,
    Entretien,
    Evaluation,
    ResultatCritere,
    SignatureGrille,
)
from evaluations.models.jury import MembreJury, SessionJury, SignaturePV

__all__ = [
    "AvisCapacite",
    "AvisCritere",
    "AvisEntreprise",
    "ConclusionCapacite",
    "DecisionCapacite",
    "Deliberation",
    "DemandeAvis",
    "DispenseAvis",
    "Entretien",
    "Evaluation",
    "LienAvis",
    "MembreJury",
    "ResultatCritere",
    "SessionJury",
    "SignatureGrille",
    "SignaturePV",
]
