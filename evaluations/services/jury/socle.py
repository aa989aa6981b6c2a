"""What the acts on a jury session share: its lock, its journal, its dates."""

from django.db.models import Max

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.regles import verifier_date
from dossiers.services.journal import noter
from evaluations.enums import EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import (
    ConclusionCapacite,
    MembreJury,
    SessionJury,
)


def verrouiller(session: SessionJury, *etats: EtatSession) -> SessionJury:
    """Take the session's row for this transaction, if it is in one of these states."""
    numero = session.numero
    session = SessionJury.objects.select_for_update().filter(pk=session.pk).first()
    if session is None:
        raise SessionRefusee(
            f"La session {numero} n'existe plus : une autre personne vient de la supprimer."
        )
    if session.etat not in etats:
        raise SessionRefusee(
            f"La session {session.numero} est « {session.get_etat_display()} » : cet acte "
            "n'est plus possible. Rechargez la page pour voir où elle en est."
        )
    return session


def membre_de(session: SessionJury, membre: MembreJury) -> MembreJury:
    """The member as they now sit. Raises SessionRefusee if somebody took them off meanwhile."""
    actuel = session.membres.select_related("utilisateur").filter(pk=membre.pk).first()
    if actuel is None:
        raise SessionRefusee(
            f"{membre} ne siège plus dans la session {session.numero} : une autre personne vient "
            "de l'en retirer. Rechargez la page."
        )
    return actuel


def verifier_date_de_session(session: SessionJury, dossier: Dossier) -> None:
    verifier_date(
        f"Le passage de {dossier.candidat} devant le jury",
        session.date,
        inscrit_le=dossier.inscrit_le,
    )
    faits = ConclusionCapacite.objects.filter(evaluation__dossier=dossier)
    dernier = faits.aggregate(date=Max("evaluee_le"))["date"]
    if dernier and dernier > session.date:
        raise SessionRefusee(
            f"{dossier.candidat} a été évalué le {dernier:%d/%m/%Y}, après la session du "
            f"{session.date:%d/%m/%Y} : corrigez la date de la session ou choisissez-en une autre."
        )


def affecter(dossiers: list[Dossier], utilisateurs: list[int]) -> None:
    Affectation.objects.bulk_create(
        [
            Affectation(dossier=dossier, utilisateur_id=pk, role=RoleAffectation.JURY)
            for dossier in dossiers
            for pk in utilisateurs
        ],
        ignore_conflicts=True,
    )


def noter_tous(session: SessionJury, libelle: str, par: Utilisateur) -> None:
    for deliberation in session.deliberations.select_related("dossier"):
        noter(deliberation.dossier, Acte.JURY, libelle, par=par)
