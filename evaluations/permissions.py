"""May this person evaluate, ask an opinion, sit, decide? Pure answers on loaded objects."""

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import AVANT_JURY, AVANT_SESSION, EVALUATION_OUVERTE, EtatDossier
from dossiers.models import Dossier
from dossiers.permissions import est_evaluateur, est_gestionnaire, est_responsable
from evaluations.enums import EtatSession
from evaluations.models import SessionJury

# --- The commission ---------------------------------------------------------------------------


def peut_lire_grille(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """The commission reads its grid; staff read it to follow."""
    return est_evaluateur(utilisateur, dossier) or est_gestionnaire(utilisateur, dossier)


def peut_evaluer(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Score, conclude, sign: members of this dossier's commission, once transmitted (R14, R22)."""
    return est_evaluateur(utilisateur, dossier) and dossier.etat in EVALUATION_OUVERTE


def peut_deverrouiller(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Cancel the signatures, with a reason: the centre's manager, before any jury session."""
    return est_responsable(utilisateur, dossier) and dossier.etat in {
        EtatDossier.EN_EVALUATION,
        EtatDossier.EVALUATIONS_CLOSES,
        EtatDossier.PRET_POUR_JURY,
    }


# --- The company's opinion and the interview --------------------------------------------------


def peut_suivre_avis(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Staff follow the request and read the answer."""
    return est_gestionnaire(utilisateur, dossier)


def peut_demander_avis(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Send or revoke a request, as soon as the dossier is transmitted and before the jury."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in AVANT_JURY


def peut_dispenser_avis(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Override a missing opinion with a reason that the PV prints (R15, R16)."""
    return est_responsable(utilisateur, dossier) and dossier.etat in AVANT_JURY


def peut_saisir_entretien(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Record the interview where the version requires it (R19): commission or staff."""
    return (
        dossier.referentiel.entretien_requis
        and dossier.etat in AVANT_SESSION
        and (est_evaluateur(utilisateur, dossier) or est_gestionnaire(utilisateur, dossier))
    )


# --- The jury ---------------------------------------------------------------------------------


def peut_organiser_sessions(utilisateur: Utilisateur) -> bool:
    return utilisateur.a_role(Role.GESTIONNAIRE)


def peut_inscrire_en_session(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Staff put a dossier that is ready on a session's list (R31)."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat == EtatDossier.PRET_POUR_JURY


def peut_gerer_session(utilisateur: Utilisateur, session: SessionJury) -> bool:
    """Staff of the session's centre are its secretaries."""
    return utilisateur.a_role(Role.GESTIONNAIRE, session.centre_id)


def peut_preparer_session(utilisateur: Utilisateur, session: SessionJury) -> bool:
    return peut_gerer_session(utilisateur, session) and session.etat == EtatSession.PREPARATION


def tient_la_plume(utilisateur: Utilisateur, session: SessionJury) -> bool:
    """The president, or staff as secretary, writes for the jury.

    `session.membres` is prefetched by the view.
    """
    return peut_gerer_session(utilisateur, session) or any(
        membre.est_president and membre.utilisateur_id == utilisateur.pk
        for membre in session.membres.all()
    )


def peut_deliberer(utilisateur: Utilisateur, session: SessionJury) -> bool:
    """Record the jury's decisions, while the session is open."""
    return session.etat == EtatSession.OUVERTE and tient_la_plume(utilisateur, session)
