"""Record that the file of a session left for the groupe technique paritaire (R42)."""

import datetime

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from evaluations.enums import EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import SessionJury
from evaluations.services.jury.socle import noter_tous, verrouiller


@transaction.atomic
def noter_transmission(
    session: SessionJury, *, le: datetime.date, moyen: str, par: Utilisateur
) -> SessionJury:
    """It left that day, by that means. Raises SessionRefusee for a day that cannot be."""
    session = verrouiller(session, EtatSession.SIGNEE)
    if session.transmise_gtp_le:
        raise SessionRefusee(
            f"La transmission du {session.transmise_gtp_le:%d/%m/%Y} est déjà enregistrée : "
            "annulez-la d'abord."
        )
    signee, aujourd_hui = timezone.localdate(session.signee_le), timezone.localdate()
    if not signee <= le <= aujourd_hui:
        raise SessionRefusee(
            f"Le PV a été signé le {signee:%d/%m/%Y} : la transmission date de ce jour au plus "
            "tôt, d'aujourd'hui au plus tard."
        )
    session.transmise_gtp_le, session.transmise_gtp_moyen = le, moyen
    session.save(update_fields=["transmise_gtp_le", "transmise_gtp_moyen", "modifie_le"])
    libelle = f"Session {session.numero} transmise au groupe technique paritaire le {le:%d/%m/%Y}"
    noter_tous(session, f"{libelle} ({moyen}).", par)
    return session


@transaction.atomic
def annuler_transmission(session: SessionJury, *, par: Utilisateur) -> SessionJury:
    """It was recorded by mistake: the session waits again to be sent."""
    session = verrouiller(session, EtatSession.SIGNEE)
    if session.transmise_gtp_le is None:
        raise SessionRefusee("Aucune transmission n'est enregistrée : il n'y a rien à annuler.")
    avant = session.transmise_gtp_le
    session.transmise_gtp_le, session.transmise_gtp_moyen = None, ""
    session.save(update_fields=["transmise_gtp_le", "transmise_gtp_moyen", "modifie_le"])
    noter_tous(
        session,
        f"Session {session.numero} : transmission du {avant:%d/%m/%Y} au groupe technique "
        "paritaire annulée, elle est à refaire.",
        par,
    )
    return session
