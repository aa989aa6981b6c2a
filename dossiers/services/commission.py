"""Name the evaluators of a dossier (R22–R24)."""

from django.db import transaction

from cqpm.comptes.models import Utilisateur
from dossiers.enums import EVALUATION_OUVERTE, PLAN_MODIFIABLE, Acte, RoleAffectation
from dossiers.errors import AffectationRefusee
from dossiers.models import Affectation, Dossier
from dossiers.selectors.commission import evaluateurs_du_centre, incompatibilite
from dossiers.services.journal import noter
from dossiers.services.seances import retirer_des_seances


@transaction.atomic
def affecter_evaluateur(
    dossier: Dossier, evaluateur: Utilisateur, *, par: Utilisateur, derogation: str = ""
) -> Affectation:
    """Add a member to the commission.

    Raises AffectationRefusee: a stranger, the tutor, the candidate, a juror; the trainer too,
    unless `derogation` gives the manager's reason (the view has checked that it is the manager).
    """
    dossier = _verrouiller(dossier)
    if not evaluateurs_du_centre(dossier.centre_id).filter(pk=evaluateur.pk).exists():
        raise AffectationRefusee(
            f"{evaluateur} n'est pas évaluateur du {dossier.centre}. Demandez à l'administrateur "
            "de lui donner ce rôle, ou choisissez une autre personne."
        )
    derogation = _verifier_independance(dossier, evaluateur, derogation.strip())
    affectation, cree = Affectation.objects.get_or_create(
        dossier=dossier,
        utilisateur=evaluateur,
        role=RoleAffectation.EVALUATEUR,
        defaults={"derogation": derogation},
    )
    if cree:
        suite = f", formateur du candidat, par dérogation : {derogation}" if derogation else "."
        noter(dossier, Acte.COMMISSION, f"{evaluateur} entre dans la commission{suite}", par=par)
    return affectation


def _verifier_independance(dossier: Dossier, evaluateur: Utilisateur, derogation: str) -> str:
    """Give the reason to keep: none when nothing had to be overridden."""
    obstacle = incompatibilite(dossier, evaluateur)
    if obstacle is None:
        return ""
    if obstacle.derogeable and derogation:
        return derogation
    suite = (
        "Choisissez une autre personne ; le responsable du centre peut passer outre en écrivant "
        "pourquoi."
        if obstacle.derogeable
        else "Choisissez une autre personne."
    )
    raise AffectationRefusee(
        f"{evaluateur} {obstacle.raison}. {suite}", derogeable=obstacle.derogeable
    )


@transaction.atomic
def retirer_evaluateur(dossier: Dossier, evaluateur: Utilisateur, *, par: Utilisateur) -> None:
    """Remove a member from the commission and its coming meetings; what they wrote stays."""
    dossier = _verrouiller(dossier)
    retirees, _ = Affectation.objects.filter(
        dossier=dossier, utilisateur=evaluateur, role=RoleAffectation.EVALUATEUR
    ).delete()
    if retirees:
        retirer_des_seances(dossier, evaluateur)
        noter(dossier, Acte.COMMISSION, f"{evaluateur} quitte la commission.", par=par)


@transaction.atomic
def remplacer_evaluateur(
    dossier: Dossier,
    sortant: Utilisateur,
    entrant: Utilisateur,
    *,
    par: Utilisateur,
    derogation: str = "",
) -> Affectation:
    """Put one evaluator in the place of another, in the coming meetings too, or change nothing.

    Raises AffectationRefusee.
    """
    dossier = _verrouiller(dossier)
    commission = Affectation.objects.filter(dossier=dossier, role=RoleAffectation.EVALUATEUR)
    if not commission.filter(utilisateur=sortant).exists():
        raise AffectationRefusee(
            f"{sortant} ne fait plus partie de la commission : rechargez la page."
        )
    if commission.filter(utilisateur=entrant).exists():
        raise AffectationRefusee(
            f"{entrant} fait déjà partie de la commission. Choisissez une autre personne, ou "
            f"retirez seulement {sortant}."
        )
    affectation = affecter_evaluateur(dossier, entrant, par=par, derogation=derogation)
    commission.filter(utilisateur=sortant).delete()
    retirer_des_seances(dossier, sortant, remplace_par=entrant)
    noter(dossier, Acte.COMMISSION, f"{entrant} remplace {sortant}.", par=par)
    return affectation


def _verrouiller(dossier: Dossier) -> Dossier:
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    if dossier.etat not in PLAN_MODIFIABLE | EVALUATION_OUVERTE:
        raise AffectationRefusee(
            f"Le dossier {dossier.numero} est « {dossier.get_etat_display()} » : la commission ne "
            "change plus."
        )
    return dossier
