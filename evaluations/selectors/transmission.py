"""Where the sending of a session's file to the groupe technique paritaire stands (R42)."""

from django.conf import settings
from django.utils import timezone

from evaluations.enums import EtatSession
from evaluations.models import SessionJury
from evaluations.regles_transmission import EcheanceGTP, echeance_gtp

NATURE_EMARGEMENT = "emargement"


def echeance_gtp_de(session: SessionJury) -> EcheanceGTP | None:
    """The countdown of a signed session, None before."""
    if session.etat != EtatSession.SIGNEE:
        return None
    return echeance_gtp(
        session.date,
        timezone.localdate(),
        transmise_le=session.transmise_gtp_le,
        alerte_jours=settings.CQPM_ALERTE_GTP,
    )
