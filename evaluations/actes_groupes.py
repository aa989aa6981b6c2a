"""The acts of this app that can be done on many dossiers at once (`dossiers.lots`)."""

import datetime

from cqpm.comptes.models import Utilisateur
from dossiers.enums import ARRETES, EtatDossier
from dossiers.lots import ActeGroupe, Parametres, ParametresForm
from dossiers.models import Dossier
from dossiers.permissions import est_gestionnaire
from evaluations.enums import EtatEspace
from evaluations.errors import EspaceImpossible, SessionRefusee
from evaluations.forms.lots import SessionGroupeeForm
from evaluations.models import SessionJury
from evaluations.selectors.espace import suivi_de
from evaluations.services import espace
from evaluations.services.jury import inscrire_dossier


def _obstacle_espace(dossier: Dossier, parametres: Parametres, utilisateur: Utilisateur) -> str:
    if not est_gestionnaire(utilisateur, dossier):
        return "il dépend d'un autre centre d'examen."
    if not dossier.candidat.courriel:
        return "son candidat n'a pas d'adresse électronique."
    if dossier.etat in ARRETES:
        return f"il est « {dossier.libelle_etat} » : son candidat n'a plus rien à y faire."
    return ""


def _envoyer_espace(dossier: Dossier, parametres: Parametres, par: Utilisateur) -> None:
    """A space that someone closed is opened again from its own page only."""
    suivi = suivi_de(dossier)
    if suivi.etat == EtatEspace.FERME and not suivi.adresse_changee:
        raise EspaceImpossible(
            "Son espace a été fermé : rouvrez-le depuis sa page, si le candidat le demande."
        )
    espace.envoyer(dossier, par=par)


def _obstacle(dossier: Dossier, parametres: Parametres, utilisateur: Utilisateur) -> str:
    if not est_gestionnaire(utilisateur, dossier) or dossier.centre_id != parametres["centre"]:
        return "il dépend d'un autre centre d'examen."
    if dossier.etat != EtatDossier.PRET_POUR_JURY:
        return (
            f"il est « {dossier.libelle_etat} » : seul un dossier « Prêt pour jury » s'inscrit à "
            "une session. Sa page dit ce qui manque."
        )
    if datetime.date.fromisoformat(parametres["date"]) < dossier.inscrit_le:
        return f"il a été inscrit après cette session, le {dossier.inscrit_le:%d/%m/%Y}."
    return ""


def _inscrire(dossier: Dossier, parametres: Parametres, par: Utilisateur) -> None:
    session = SessionJury.objects.visible_par(par).filter(pk=parametres["session"]).first()
    if session is None:
        raise SessionRefusee("Cette session de jury n'existe plus, ou ne vous est plus ouverte.")
    inscrire_dossier(session, dossier, par=par)


ACTES = [
    ActeGroupe(
        "espace",
        "Envoyer leur espace aux candidats",
        "Chaque candidat reçoit un lien personnel et un code : ses rendez-vous, l'envoi de son "
        "rapport, puis ses résultats.",
        ParametresForm,
        _obstacle_espace,
        _envoyer_espace,
    ),
    ActeGroupe(
        "session",
        "Inscrire à une session de jury",
        "Chaque candidat prêt entre dans la liste de la session ; les membres du jury lisent son "
        "dossier.",
        SessionGroupeeForm,
        _obstacle,
        _inscrire,
    ),
]
