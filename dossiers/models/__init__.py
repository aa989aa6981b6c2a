"""The candidate's file: who, with whom, for which référentiel, and every act on it."""

from dossiers.models.affectation import Affectation
from dossiers.models.candidat import Candidat
from dossiers.models.dossier import Dossier
from dossiers.models.entreprise import Entreprise, Tuteur
from dossiers.models.journal import EntreeJournal
from dossiers.models.plan import ModalitePrevue

__all__ = [
    "Affectation",
    "Candidat",
    "Dossier",
    "EntreeJournal",
    "Entreprise",
    "ModalitePrevue",
    "Tuteur",
]
