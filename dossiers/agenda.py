"""The meetings of a dossier for people's own calendars."""

from collections.abc import Iterable
from dataclasses import replace

from cqpm.commun.agenda import Invite, RendezVous, inviter, publier
from cqpm.commun.fichiers import Produit
from dossiers.enums import QualiteConvoque
from dossiers.models import Convocation, Seance


def invitation(convocation: Convocation, *, annulee: bool = False) -> Produit:
    """The invitation of one person, or its end; nobody reads there who else is invited."""
    seance = convocation.seance
    centre = seance.dossier.centre
    informe = convocation.qualite == QualiteConvoque.TUTEUR
    return inviter(
        _rendez_vous(seance),
        Invite(convocation.nom, convocation.courriel, informe),
        organisateur=centre.nom,
        courriel_organisateur=centre.courriel,
        annulee=annulee,
    )


def publication(seances: Iterable[Seance]) -> bytes:
    """Several meetings to copy into a calendar; without anybody's address."""
    return publier(
        replace(_rendez_vous(une), objet=f"{une.get_nature_display()} : {une.dossier.candidat}")
        for une in seances
    )


def _rendez_vous(seance: Seance) -> RendezVous:
    return RendezVous(
        uid=seance.uid,
        sequence=seance.sequence,
        modifie_le=seance.modifie_le,
        debut=seance.debut,
        fin=seance.fin,
        objet=f"CQPM : {seance.get_nature_display()}",
        lieu=seance.lieu,
        precisions=seance.precisions,
    )
