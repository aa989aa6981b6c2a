"""May this grid be written now? The lock and the checks that every act of the commission shares."""

from cqpm.comptes.models import Utilisateur
from dossiers import transitions
from dossiers.enums import EVALUATION_OUVERTE, EtatDossier, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.selectors.transmission import attend_l_accord
from evaluations.errors import EvaluationFermee, ResultatRefuse
from evaluations.models import Evaluation, SignaturePapier
from referentiels.enums import CodeModalite
from referentiels.models import Capacite


def verrouiller(dossier: Dossier) -> Evaluation:
    """Take the dossier's row for this transaction: acts on one grid follow one another.

    Raises EvaluationFermee when the state forbids it (R14, R23).
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    dossier.refresh_from_db(
        fields=[
            "etat",
            "transmis_le",
            "rapport_attendu_le",
            "rapport_recu_le",
            "rapport_derogation",
        ]
    )
    verifier_etat(dossier)
    evaluation, _ = Evaluation.objects.get_or_create(dossier=dossier)
    return evaluation


def verifier_etat(dossier: Dossier) -> None:
    """Raises EvaluationFermee: not transmitted, agreement awaited, or closed (R14, R23)."""
    if dossier.etat not in EVALUATION_OUVERTE:
        raise EvaluationFermee(dossier)
    if attend_l_accord(dossier):
        raise EvaluationFermee(dossier, sans_accord=True)


def ouvrir(dossier: Dossier, capacite: Capacite, *, par: Utilisateur) -> Evaluation:
    """Lock, check that this member may write this capacité now, start the evaluation if needed.

    Raises EvaluationFermee (R14, R23) or ResultatRefuse (R13, R22: no longer a member).
    """
    evaluation = verrouiller(dossier)
    exiger_membre(dossier, par)
    if est_signee(evaluation):
        raise EvaluationFermee(dossier, signee=True)
    if not dossier.rapport_disponible and sur_presentation(dossier, capacite):
        raise rapport_attendu(capacite.numero)
    if dossier.etat == EtatDossier.TRANSMIS:
        transitions.demarrer_evaluation(dossier, par=None)
    return evaluation


def est_signee(evaluation: Evaluation) -> bool:
    """One signature is enough to lock the grid (R23)."""
    return (
        evaluation.signatures.exists()
        or SignaturePapier.objects.filter(evaluation=evaluation).exists()
    )


def sur_presentation(dossier: Dossier, capacite: Capacite) -> bool:
    """This capacité is evaluated on the candidate's report (R13)."""
    return dossier.modalites_prevues.filter(
        capacite=capacite, modalite__code=CodeModalite.PRESENTATION_PROJETS
    ).exists()


def rapport_attendu(numero: int) -> ResultatRefuse:
    """The refusal of a capacité whose report did not come in time (R13)."""
    return ResultatRefuse(
        "niveau",
        f"La capacité {numero} s'évalue sur le rapport du candidat, qui n'est pas "
        "arrivé à temps. Demandez au centre d'examen d'enregistrer sa réception, ou à son "
        "responsable d'y déroger avec un motif.",
    )


def commission_actuelle(dossier: Dossier) -> set[int]:
    """The members as they are now, under the lock: the page may have shown others."""
    affectations = Affectation.objects.filter(dossier=dossier, role=RoleAffectation.EVALUATEUR)
    return set(affectations.values_list("utilisateur_id", flat=True))


def exiger_membre(dossier: Dossier, par: Utilisateur, *, champ: str = "cellule") -> None:
    """Raises ResultatRefuse: this person has left the commission since their page was drawn."""
    if par.pk not in commission_actuelle(dossier):
        raise ResultatRefuse(champ, "Vous ne faites plus partie de la commission de ce dossier.")
