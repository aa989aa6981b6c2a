"""A jury session for its members' own calendars."""

import datetime

from cqpm.commun.agenda import Invite, RendezVous, inviter
from cqpm.commun.fichiers import Produit
from dossiers.regles_seances import moment
from evaluations.models import MembreJury

# No source says how long a jury sits: half a day is kept free (ADR 8).
DUREE = datetime.timedelta(hours=4)


def invitation(membre: MembreJury, *, annulee: bool = False) -> Produit:
    """The invitation of one member, or its end; an hour not yet chosen is the whole day."""
    centre = membre.session.centre
    return inviter(
        _rendez_vous(membre, annulee),
        Invite(membre.nom_complet, membre.adresse),
        organisateur=centre.nom,
        courriel_organisateur=centre.courriel,
        annulee=annulee,
    )


def _rendez_vous(membre: MembreJury, annulee: bool) -> RendezVous:
    """The end of an invitation is a newer version of it."""
    session = membre.session
    debut = moment(session.date, session.heure) if session.heure else None
    jour = session.date
    return RendezVous(
        uid=f"jury-{session.numero}-{membre.pk}",
        sequence=session.sequence + annulee,
        modifie_le=session.modifie_le,
        debut=debut or jour,
        fin=debut + DUREE if debut else jour + datetime.timedelta(days=1),
        objet=f"Jury CQPM : session {session.numero}",
        lieu=session.lieu,
        precisions=session.lien_visio,
    )
