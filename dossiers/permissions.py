"""May this person? Pure answers: the view has prefetched `affectations`."""

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import (
    AMENAGEABLE,
    AVANT_JURY,
    IDENTITE_RECTIFIABLE,
    INSCRIPTION_MODIFIABLE,
    PLAN_MODIFIABLE,
    REPRENABLES,
    SEANCES_OUVERTES,
    EtatDossier,
    NaturePiece,
    Parcours,
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
    """Member of this dossier's commission d'évaluation, still evaluator of its centre (R22)."""
    return utilisateur.a_role(Role.EVALUATEUR, dossier.centre_id) and est_affecte(
        utilisateur, dossier, RoleAffectation.EVALUATEUR
    )


def peut_inscrire(utilisateur: Utilisateur) -> bool:
    return utilisateur.a_role(Role.GESTIONNAIRE)


def peut_exporter(utilisateur: Utilisateur) -> bool:
    """Take the list away as a file: the staff alone, as it names many people."""
    return utilisateur.a_role(Role.GESTIONNAIRE)


def peut_modifier_inscription(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in INSCRIPTION_MODIFIABLE


def peut_suivre_recevabilite(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Read, and as long as nothing is decided write, the VAE admissibility (R43)."""
    return est_gestionnaire(utilisateur, dossier) and dossier.parcours == Parcours.VAE


def peut_annuler_recevabilite(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Take the decision back before the transmission: the centre's manager."""
    return (
        est_responsable(utilisateur, dossier)
        and dossier.parcours == Parcours.VAE
        and dossier.etat in PLAN_MODIFIABLE | {EtatDossier.NON_RECEVABLE}
    )


def peut_rectifier_identite(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Correct the identity alone, with a reason, once the dossier was transmitted."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in IDENTITE_RECTIFIABLE


def peut_tenir_nir(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Write or erase the NIR, which only RNCP versions want (R44, R46)."""
    return est_gestionnaire(utilisateur, dossier) and dossier.referentiel.est_enregistre_rncp


def peut_completer_registre(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Complete what only the national register wants, which no PV says, once certified (R44)."""
    return peut_tenir_nir(utilisateur, dossier) and dossier.etat == EtatDossier.ADMIS


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


def peut_deroger_commission(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Name the candidate's trainer all the same, with a reason (R24)."""
    return est_responsable(utilisateur, dossier) and peut_composer_commission(utilisateur, dossier)


def peut_organiser_seances(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Plan, move, cancel, convene, and say what happened, until the jury's list."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in SEANCES_OUVERTES


def peut_lire_seances(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Staff and the commission know when and where."""
    return est_gestionnaire(utilisateur, dossier) or est_evaluateur(utilisateur, dossier)


def peut_enregistrer_rapport(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in AVANT_JURY


def peut_accepter_rapport(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Accept a late report, or do without: the centre's manager, with a reason (R13)."""
    return est_responsable(utilisateur, dossier) and dossier.etat in AVANT_JURY


def peut_traiter_demande(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Read and answer what the candidate asks about their data, whatever the state."""
    return est_gestionnaire(utilisateur, dossier)


def peut_abandonner(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Stop a dossier; on a jury session's list the page says to withdraw it first."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in REPRENABLES | {
        EtatDossier.EN_SESSION
    }


def peut_reprendre(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Take up a stopped dossier: the centre's manager."""
    return est_responsable(utilisateur, dossier) and dossier.etat == EtatDossier.ABANDONNE


def peut_reporter(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in REPRENABLES


def peut_regler(utilisateur: Utilisateur) -> bool:
    """Change the options of an exam centre: its manager."""
    return utilisateur.a_role(Role.RESPONSABLE)


def est_du_centre_de_ressources(utilisateur: Utilisateur) -> bool:
    """Read what was sent to the resource centre, and answer it; nothing else (R14)."""
    return utilisateur.a_role(Role.RESSOURCES)


def peut_se_representer(dossier: Dossier) -> bool:
    """A partial result, or some blocs of the CQPM granted (R39)."""
    if dossier.etat == EtatDossier.ADMIS:
        return bool(dossier.blocs_vises.all())
    return dossier.etat == EtatDossier.VALIDATION_PARTIELLE


def peut_lire_documents(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Documents name people: staff, and the commission for some (`natures_lisibles`)."""
    return est_gestionnaire(utilisateur, dossier) or est_evaluateur(utilisateur, dossier)


def natures_lisibles(utilisateur: Utilisateur, dossier: Dossier) -> list[str] | None:
    """The natures of document that this person may read; None: all of them (R22)."""
    if est_gestionnaire(utilisateur, dossier):
        return None
    return [NaturePiece.RAPPORT] if est_evaluateur(utilisateur, dossier) else []


def peut_commenter(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Words between staff: neither the commission, nor the jury, nor the candidate reads them."""
    return est_gestionnaire(utilisateur, dossier)


def peut_deposer_piece(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    return est_gestionnaire(utilisateur, dossier)


def peut_lire_courriels(utilisateur: Utilisateur) -> bool:
    """Mails name people: staff only, each for their centres."""
    return utilisateur.a_role(Role.GESTIONNAIRE)


def peut_regler_relances(utilisateur: Utilisateur, centre_id: int) -> bool:
    """The manager chooses when and how the centre reminds."""
    return utilisateur.a_role(Role.RESPONSABLE, centre_id)
