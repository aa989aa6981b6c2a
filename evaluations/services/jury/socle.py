"""What the acts on a jury session share: its lock, its journal, its dates."""

from collections.abc import Iterable

from django.db.models import Exists, Max, OuterRef

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.regles import verifier_date
from dossiers.services.journal import noter
from evaluations.enums import DecisionJury, EtatSession
from evaluations.errors import SessionRefusee
from evaluations.models import (
    ConclusionCapacite,
    DeclarationConflit,
    Deliberation,
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


def verifier_le_lien(session: SessionJury) -> None:
    """A remote session has the link that its members receive."""
    if session.sans_lien:
        raise SessionRefusee("Donnez l'adresse de la visioconférence, en « https:// ».")


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


def dossiers_de(session: SessionJury) -> list[Dossier]:
    """The dossiers of the session's list, in its order."""
    return [une.dossier for une in session.deliberations.select_related("dossier")]


def affecter(dossiers: list[Dossier], utilisateurs: list[int]) -> None:
    Affectation.objects.bulk_create(
        [
            Affectation(dossier=dossier, utilisateur_id=pk, role=RoleAffectation.JURY)
            for dossier in dossiers
            for pk in utilisateurs
        ],
        ignore_conflicts=True,
    )


def fermer_acces(
    session: SessionJury,
    dossiers: Iterable[Dossier],
    membres: Iterable[MembreJury] | None = None,
) -> None:
    """Close dossiers to those who no longer judge them here, the whole jury by default (R22).

    Whoever sits for the same dossier in another session goes on reading it: the signed session of
    a rectification, or the correction of a signed PV. A signed renvoi opens nothing.
    """
    retrait = DeclarationConflit.objects.filter(
        deliberation=OuterRef("pk"),
        membre__utilisateur=OuterRef(OuterRef("utilisateur")),
        se_retire=True,
    )
    ailleurs = (
        Deliberation.objects.filter(
            dossier=OuterRef("dossier"), session__membres__utilisateur=OuterRef("utilisateur")
        )
        .exclude(session=session)
        .exclude(session__etat=EtatSession.SIGNEE, decision=DecisionJury.RENVOI)
        .exclude(Exists(retrait))
    )
    acces = Affectation.objects.filter(role=RoleAffectation.JURY, dossier__in=dossiers)
    if membres is not None:
        acces = acces.filter(utilisateur__in=[un.utilisateur_id for un in membres])
    acces.exclude(Exists(ailleurs)).delete()


def noter_tous(session: SessionJury, libelle: str, par: Utilisateur) -> None:
    for deliberation in session.deliberations.select_related("dossier"):
        noter(deliberation.dossier, Acte.JURY, libelle, par=par)
