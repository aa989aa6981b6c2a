"""Grids, company opinions, interviews and juries."""

from evaluations.models.avis import (
    AvisCapacite,
    AvisCritere,
    AvisEntreprise,
    AvisOral,
    DemandeAvis,
    DispenseAvis,
)
from evaluations.models.deliberation import (
    DecisionCapacite,
    DeclarationConflit,
    Deliberation,
)
from evaluations.models.evaluation import (
    ConclusionCapacite,
    Entretien,
    Evaluation,
    NoteEntretien,
    PresenceGrille,
    ResultatCritere,
    SignatureGrille,
    SignaturePapier,
)
from evaluations.models.export_registre import ExportRegistre
from evaluations.models.jury import (
    DemandeSyndicat,
    MembreJury,
    OrganisationSyndicale,
    SessionJury,
    SignaturePV,
)
from evaluations.models.observation import (
    MiseEnCommun,
    ObservationCapacite,
    ObservationCritere,
    TraceCellule,
)
from evaluations.models.piece_jury import Certificat, PieceJury
from evaluations.models.preuve import Preuve

__all__ = [
    "AvisCapacite",
    "AvisCritere",
    "AvisEntreprise",
    "AvisOral",
    "Certificat",
    "ConclusionCapacite",
    "DecisionCapacite",
    "DeclarationConflit",
    "Deliberation",
    "DemandeAvis",
    "DemandeSyndicat",
    "DispenseAvis",
    "Entretien",
    "Evaluation",
    "ExportRegistre",
    "MembreJury",
    "MiseEnCommun",
    "NoteEntretien",
    "ObservationCapacite",
    "ObservationCritere",
    "OrganisationSyndicale",
    "PieceJury",
    "PresenceGrille",
    "Preuve",
    "ResultatCritere",
    "SessionJury",
    "SignatureGrille",
    "SignaturePV",
    "SignaturePapier",
    "TraceCellule",
]
