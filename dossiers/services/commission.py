"""Name the evaluators of a dossier (R22–R24)."""

from django.db import transaction

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Utilisateur
from dossiers.enums import EVALUATION_OUVERTE, PLAN_MODIFIABLE, Acte, RoleAffectation
from dossiers.errors import AffectationRefusee
from dossiers.models import Affectation, Dossier
from dossiers.services.journal import noter


@transaction.atomic
def affecter_evaluateur(
    dossier: Dossier, evaluateur: Utilisateur, *, par: Utilisateur
) -> Affectation:
    """Add a member to the commission. Raises AffectationRefusee: the tutor, a stranger (R24)."""
    dossier = _verrouiller(dossier)
    if not evaluateur.a_role(Role.EVALUATEUR, dossier.centre_id):
        raise AffectationRefusee(
            f"{evaluateur} n'est pas évaluateur du {dossier.centre}. Demandez à l'administrateur "
            "de lui donner ce rôle, ou choisissez une autre personne."
        )
    if dossier.tuteur and dossier.tuteur.courriel.lower() == evaluateur.email.lower():
        raise AffectationRefusee(
            f"{evaluateur} est le tuteur du candidat : il donne l'avis de l'entreprise et ne peut "
            "pas l'évaluer. Choisissez une autre personne."
        )
    affectation, cree = Affectation.objects.get_or_create(
        dossier=dossier, utilisateur=evaluateur, role=RoleAffectation.EVALUATEUR
    )
    if cree:
        noter(dossier, Acte.COMMISSION, f"{evaluateur} entre dans la commission.", par=par)
    return affectation


@transaction.atomic
def retirer_evaluateur(dossier: Dossier, evaluateur: Utilisateur, *, par: Utilisateur) -> None:
    """Remove a member from the commission; what they wrote stays."""
    dossier = _verrouiller(dossier)
    retirees, _ = Affectation.objects.filter(
        dossier=dossier, utilisateur=evaluateur, role=RoleAffectation.EVALUATEUR
    ).delete()
    if retirees:
        noter(dossier, Acte.COMMISSION, f"{evaluateur} quitte la commission.", par=par)


def _verrouiller(dossier: Dossier) -> Dossier:
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if dossier.etat not in PLAN_MODIFIABLE | EVALUATION_OUVERTE:
        raise AffectationRefusee(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : la commission ne "
            "change plus."
        )
    return dossier
