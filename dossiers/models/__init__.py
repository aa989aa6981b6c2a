"""The candidate's file: who, with whom, for which référentiel, and every act on it."""

from dossiers.models.affectation import Affectation
from dossiers.models.candidat import Candidat
from dossiers.models.candidature import DemandeCandidat, DepotRapport
from dossiers.models.conservee import CapaciteConservee
from dossiers.models.dossier import Dossier
from dossiers.models.entreprise import Entreprise, Tuteur
from dossiers.models.importation import ImportCandidats
from dossiers.models.journal import EntreeJournal
from dossiers.models.liste import ExportDossiers, PreferenceListe
from dossiers.models.lot import LigneLot, Lot
from dossiers.models.plan import ModalitePrevue
from dossiers.models.reglages import EntreeReglages, PlanHabituel, ReglageRelance, ReglagesCentre
from dossiers.models.relance import Relance, SuspensionRelance
from dossiers.models.seance import Convocation, Seance
from dossiers.models.situation import SituationPrevue
from dossiers.models.suivi import Amenagement, Commentaire, Recevabilite
from dossiers.models.transmission import DemandeCorrection, Transmission

__all__ = [
    "Affectation",
    "Amenagement",
    "Candidat",
    "CapaciteConservee",
    "Commentaire",
    "Convocation",
    "DemandeCandidat",
    "DemandeCorrection",
    "DepotRapport",
    "Dossier",
    "EntreeJournal",
    "EntreeReglages",
    "Entreprise",
    "ExportDossiers",
    "ImportCandidats",
    "LigneLot",
    "Lot",
    "ModalitePrevue",
    "PlanHabituel",
    "PreferenceListe",
    "Recevabilite",
    "ReglageRelance",
    "ReglagesCentre",
    "Relance",
    "Seance",
    "SituationPrevue",
    "SuspensionRelance",
    "Transmission",
    "Tuteur",
]
