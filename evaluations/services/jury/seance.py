"""Open and close the meeting of a jury."""

import secrets

from django.db import transaction
from django.utils import timezone

from cqpm.commun.models import Travail
from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.services.journal import noter
from evaluations.enums import EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import SessionJury
from evaluations.regles_composition import obstacles_ouverture, suspension
from evaluations.services.jury.conflits import detecter
from evaluations.services.jury.identite import verifier_les_identites
from evaluations.services.jury.rectification import verifier_les_suites
from evaluations.services.jury.signature import demander_pv
from evaluations.services.jury.socle import verrouiller


@transaction.atomic
def ouvrir(session: SessionJury, *, par: Utilisateur) -> SessionJury:
    """Open the meeting: president and both sides present, at least one dossier (R26)."""
    session = verrouiller(session, EtatSession.PREPARATION)
    jours_avant = (session.date - timezone.localdate()).days
    if obstacles := obstacles_ouverture(
        session.sieges, session.deliberations.count(), jours_avant=jours_avant
    ):
        raise SessionRefusee("La session ne peut pas s'ouvrir. " + " ".join(obstacles))
    verifier_les_suites(session, ouvre=True)
    session.etat, session.ouverte_le = EtatSession.OUVERTE, timezone.now()
    session.save(update_fields=["etat", "ouverte_le", "modifie_le"])
    for deliberation in session.deliberations.select_related("dossier"):
        noter(deliberation.dossier, Acte.JURY, f"Session {session.numero} ouverte.", par=par)
    detecter(session, par=par)
    return session


@transaction.atomic
def clore(session: SessionJury, *, observations: str = "", par: Utilisateur) -> Travail:
    """Close the meeting: decisions no longer change (R40) and the PV is produced by a job.

    `observations` follow what was recorded during the meeting, absences among it.

    Raises SessionRefusee naming the candidates still to decide, or whom another closed PV names
    otherwise.
    """
    session = verrouiller(session, EtatSession.OUVERTE)
    if phrase := suspension(session.sieges):
        raise SessionRefusee(phrase)
    lignes = session.deliberations.select_related("dossier__candidat")
    # Who rectifies an identity holds the dossier's row: the PV is drawn after, or they are refused.
    deliberations = list(lignes.select_for_update(of=("self", "dossier")))
    if reste := [str(un.dossier.candidat) for un in deliberations if not un.decision]:
        raise SessionRefusee(
            "Le jury n'a pas décidé pour : " + ", ".join(reste) + ". Décidez, renvoyez pour "
            "complément ou retirez le dossier avant de clore."
        )
    if not deliberations:
        raise SessionRefusee("La session n'a aucun dossier : il n'y a rien à clore.")
    verifier_les_suites(session)
    verifier_les_identites(deliberations)
    session.etat, session.close_le = EtatSession.CLOSE, timezone.now()
    session.code_verification = secrets.token_urlsafe(12)
    session.observations = f"{session.observations}\n{observations}".strip()
    session.save(
        update_fields=["etat", "close_le", "code_verification", "observations", "modifie_le"]
    )
    for deliberation in deliberations:
        noter(deliberation.dossier, Acte.JURY, f"Session {session.numero} close.", par=par)
    return demander_pv(session, par=par)
