"""May this person evaluate, ask an opinion, sit, decide? Pure answers on loaded objects."""

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import AVANT_JURY, AVANT_SESSION, EVALUATION_OUVERTE, EtatDossier
from dossiers.models import Dossier
from dossiers.permissions import est_evaluateur, est_gestionnaire, est_responsable
from evaluations.enums import EtatSession
from evaluations.models import Deliberation, MembreJury, Preuve, SessionJury
from evaluations.selectors.conflits import retires_de
from evaluations.selectors.presidence import president_retire, relais_possibles

# --- The commission ---------------------------------------------------------------------------


def peut_lire_grille(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """The commission reads its grid; staff read it to follow."""
    return est_evaluateur(utilisateur, dossier) or est_gestionnaire(utilisateur, dossier)


def peut_evaluer(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Score, conclude, sign: members of this dossier's commission, once transmitted (R14, R22)."""
    return est_evaluateur(utilisateur, dossier) and dossier.etat in EVALUATION_OUVERTE


def peut_deposer_scan(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Deposit the grid signed by hand: the commission, or the staff on its behalf (R23)."""
    return peut_lire_grille(utilisateur, dossier) and dossier.etat in EVALUATION_OUVERTE


def peut_lire_preuve(utilisateur: Utilisateur, dossier: Dossier, preuve: Preuve) -> bool:
    """Its author; who reads the grid, once the capacité is in common (R22).

    `preuve` comes from `visibles_par`, which says whether it is `en_commun`.
    """
    sienne = preuve.auteur_id == utilisateur.pk
    return peut_lire_grille(utilisateur, dossier) and (sienne or preuve.en_commun)


def peut_retirer_preuve(utilisateur: Utilisateur, dossier: Dossier, preuve: Preuve) -> bool:
    """Take back one's own, as long as the grid is written."""
    return preuve.auteur_id == utilisateur.pk and peut_evaluer(utilisateur, dossier)


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


def peut_noter_oral(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Note what the company said aloud: the commission who heard it, or staff (R22).

    Whether it is still time is the service's word, so that nothing typed is lost.
    """
    return est_evaluateur(utilisateur, dossier) or est_gestionnaire(utilisateur, dossier)


def peut_demander_avis(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Send or revoke a request, as soon as the dossier is transmitted and before the jury."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat in AVANT_JURY


def peut_dispenser_avis(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Override a missing opinion with a reason that the PV prints (R15, R16)."""
    return est_responsable(utilisateur, dossier) and dossier.etat in AVANT_JURY


def peut_lever_dispense(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Expect the opinion again, as long as no jury's list names the dossier."""
    return est_responsable(utilisateur, dossier) and dossier.etat in AVANT_SESSION


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


def peut_lire_registre(utilisateur: Utilisateur) -> bool:
    """Read the register and take it away, each their centres' lines: the staff alone."""
    return utilisateur.a_role(Role.GESTIONNAIRE)


def peut_tenir_les_organisations(utilisateur: Utilisateur) -> bool:
    """Keep the list of the representative unions: the manager of a centre (R27)."""
    return utilisateur.a_role(Role.RESPONSABLE)


def peut_inscrire_en_session(utilisateur: Utilisateur, dossier: Dossier) -> bool:
    """Staff put a dossier that is ready on a session's list (R31)."""
    return est_gestionnaire(utilisateur, dossier) and dossier.etat == EtatDossier.PRET_POUR_JURY


def peut_gerer_session(utilisateur: Utilisateur, session: SessionJury) -> bool:
    """Staff of the session's centre are its secretaries."""
    return utilisateur.a_role(Role.GESTIONNAIRE, session.centre_id)


def peut_preparer_session(utilisateur: Utilisateur, session: SessionJury) -> bool:
    return peut_gerer_session(utilisateur, session) and session.etat == EtatSession.PREPARATION


def peut_rectifier(utilisateur: Utilisateur, session: SessionJury) -> bool:
    """Prepare the correction of a signed PV (R40): the centre's manager, never on a correction."""
    return (
        utilisateur.a_role(Role.RESPONSABLE, session.centre_id)
        and session.etat == EtatSession.SIGNEE
        and session.rectifie_id is None
    )


def peut_rectifier_l_identite(utilisateur: Utilisateur, session: SessionJury) -> bool:
    """Say the right identity in a PV rectificatif (R40): the manager, before its closing."""
    return (
        utilisateur.a_role(Role.RESPONSABLE, session.centre_id)
        and session.rectifie_id is not None
        and session.est_modifiable
    )


def peut_declarer_un_lien(
    utilisateur: Utilisateur, session: SessionJury, membre: MembreJury
) -> bool:
    """Declare, or take back, a link with a candidate: the secretary for anybody, else one's own."""
    return peut_gerer_session(utilisateur, session) or membre.utilisateur_id == utilisateur.pk


def tient_la_plume(utilisateur: Utilisateur, session: SessionJury) -> bool:
    """The president, or staff as secretary, writes for the jury.

    `session.membres` is prefetched by the view.
    """
    return peut_gerer_session(utilisateur, session) or any(
        membre.est_president and membre.utilisateur_id == utilisateur.pk
        for membre in session.membres.all()
    )


def tient_la_plume_de(utilisateur: Utilisateur, deliberation: Deliberation) -> bool:
    """Write for the jury on one candidate: also whoever presides for them alone (R30).

    `deliberation.session.membres` and `deliberation.conflits` are prefetched by the view.
    """
    return tient_la_plume(utilisateur, deliberation.session) or (
        president_retire(deliberation)
        and any(
            un.pk == deliberation.preside_par_id and un.utilisateur_id == utilisateur.pk
            for un in relais_possibles(deliberation)
        )
    )


def peut_deliberer(utilisateur: Utilisateur, deliberation: Deliberation) -> bool:
    """Record the jury's decision on a candidate, while the session is open."""
    ouverte = deliberation.session.etat == EtatSession.OUVERTE
    return ouverte and tient_la_plume_de(utilisateur, deliberation)


def peut_lire_deliberation(utilisateur: Utilisateur, deliberation: Deliberation) -> bool:
    """Read one candidate of a visible session: not a member who withdrew for them (R30).

    `deliberation.session.membres` and `deliberation.conflits` are prefetched by the view.
    """
    retires = retires_de(deliberation)
    return peut_gerer_session(utilisateur, deliberation.session) or not any(
        membre.pk in retires and membre.utilisateur_id == utilisateur.pk
        for membre in deliberation.session.membres.all()
    )
