"""May this person? Pure answers: the view has prefetched `affectations`."""

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import (
    AMENAGEABLE,
    AVANT_JURY,
    IDENTITE_RECTIFIABLE,
    INSCRIPTION_MODIFIABLE,
    PLAN_MODIFIABLE,
    SUIVANTS,
    EtatDossier,
    RoleAffectation,
)
from dossiers.models import Dossier


def est_gestionnaire(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Staff of the dossier's own centre."""
    return utilisateur.a_role(Role.GESTIONNAIRE, dossier.centre_id)


def est_responsable(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Manager of the dossier's own centre, who may override with a reason."""
    return utilisateur.a_role(Role.RESPONSABLE, dossier.centre_id)


def est_affecte(utilisateur: Utilisateur, dossier: Dossier, role: RoleAffectation) -> bool:
    return any(
        affectation.utilisateur_id == utilisateur.pk and affectation.role == role
        for affectation in dossier.affectations.all()
    )


def est_evaluateur(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Member of this dossier's commission d'évaluation (R22)."""
    return est_affecte(utilisateur, dossier, RoleAffectation.EVALUATEUR)


def peut_inscrire(utilisateur: Utilisateur) -> bool:
    return utilisateur.a_role(Role.GESTIONNAIRE)


def peut_exporter(utilisateur: Utilisateur) -> bool:
    """Take the list away as a file: the staff alone, as it names many people."""
    return utilisateur.a_role(Role.GESTIONNAIRE)


def peut_modifier_inscription(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in INSCRIPTION_MODIFIABLE


def peut_rectifier_identite(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Correct the identity alone, with a reason, once the dossier was transmitted."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in IDENTITE_RECTIFIABLE


def peut_tenir_nir(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Write or erase the NIR, which only RNCP versions want (R44, R46)."""
    return est_gestionnaire(utilisateur, dossier) and dossier.referentiel.est_enregistre_rncp


def peut_lire_amenagements(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """The measures granted: staff and the commission (R51)."""
    return est_gestionnaire(utilisateur, dossier) or est_evaluateur(utilisateur, dossier)


def peut_amenager(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Write the measures granted, as long as the jury has not decided."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in AMENAGEABLE


def peut_planifier(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Write the plan of modalités, its agreement, its report deadline."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in PLAN_MODIFIABLE


def peut_transmettre(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return (
        est_gestionnaire(utilisateur, dossier) and dossier.etat == EtatDossier.MODALITES_COMPLETES
    )


def peut_composer_commission(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Choose the evaluators, as long as the grid is not closed."""
    return est_gestionnaire(utilisateur, dossier) and (
        dossier.etat in PLAN_MODIFIABLE
        or dossier.etat in {EtatDossier.TRANSMIS, EtatDossier.EN_EVALUATION}
    )


def peut_enregistrer_rapport(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in AVANT_JURY


def peut_abandonner(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return (
        est_gestionnaire(utilisateur, dossier)
        and EtatDossier.ABANDONNE in SUIVANTS[EtatDossier(dossier.etat)]
    )


def peut_lire_documents(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Documents name people: staff and the commission only."""
    return est_gestionnaire(utilisateur, dossier) or est_evaluateur(utilisateur, dossier)
