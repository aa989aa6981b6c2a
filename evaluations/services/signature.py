"""Sign the grid, close it, and give it back to the commission (R23)."""

import datetime
import hashlib
import json

from django.db import transaction
from django.utils import timezone

from cqpm.commun import travaux
from cqpm.commun.models import sujet_de
from cqpm.comptes.models import Utilisateur
from cqpm.comptes.permissions import verifier_mot_de_passe
from dossiers import transitions
from dossiers.enums import Acte, EtatDossier
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations.errors import EvaluationFermee, ResultatRefuse
from evaluations.models import Evaluation, SignatureGrille, SignaturePapier
from evaluations.selectors.page_grille import marque
from evaluations.services.avancement import actualiser
from evaluations.services.ouverture import commission_actuelle, exiger_membre, verrouiller

NATURE_ROUVERTE = "grille_rouverte"


def signer(
    dossier: Dossier, *, mot_de_passe: str, par: Utilisateur, vue: str = ""
) -> SignatureGrille:
    """Sign the grid; it is locked at the first signature and closed at the last one (R23).

    `vue` is the mark of the content that the page showed: one signs what one has read. Raises
    EvaluationFermee, ResultatRefuse (capacités without conclusion, changed since, already signed)
    or the refusal of a wrong password. A failed password is counted outside the transaction.
    Someone who has signed already only closes the grid, when the members still awaited have left.
    """
    deja = SignatureGrille.objects.filter(evaluation__dossier=dossier, evaluateur=par).exists()
    if not deja:
        verifier_mot_de_passe(par, mot_de_passe)
    with transaction.atomic():
        evaluation = verrouiller(dossier)
        exiger_membre(dossier, par, champ="mot_de_passe")
        signature = evaluation.signatures.filter(evaluateur=par).first()
        if signature is None:
            _verifier_ce_qui_est_signe(evaluation, deja=deja, vue=vue)
            signature = _ajouter_signature(dossier, evaluation, par)
        signataires = set(evaluation.signatures.values_list("evaluateur_id", flat=True))
        if commission_actuelle(dossier) <= signataires:
            clore(dossier, evaluation, par=par)
        elif deja:
            raise ResultatRefuse("mot_de_passe", "Vous avez déjà signé cette grille.")
    return signature


def _verifier_ce_qui_est_signe(evaluation: Evaluation, *, deja: bool, vue: str) -> None:
    """The password was asked, and the content is the one that was read."""
    if deja:
        raise ResultatRefuse(
            "mot_de_passe",
            "Les signatures viennent d'être annulées : relisez la grille, puis signez de nouveau.",
        )
    if vue and vue != marque(evaluation.pk):
        raise ResultatRefuse(
            "mot_de_passe",
            "La grille a changé depuis que vous l'avez affichée. Relisez-la, puis signez-la.",
        )


def _ajouter_signature(
    dossier: Dossier, evaluation: Evaluation, par: Utilisateur
) -> SignatureGrille:
    verifier_concluable(dossier, evaluation)
    signature = SignatureGrille.objects.create(
        evaluation=evaluation, evaluateur=par, empreinte=empreinte(evaluation)
    )
    noter(
        dossier,
        Acte.SIGNATURE,
        f"{par} a signé la grille d'évaluation.",
        par=par,
        apres={"sha256": signature.empreinte},
    )
    return signature


def verifier_concluable(dossier: Dossier, evaluation: Evaluation) -> None:
    """Raises ResultatRefuse: a capacité has no conclusion yet (R20)."""
    concluses = set(evaluation.conclusions.values_list("capacite_id", flat=True))
    manquantes = [str(un.numero) for un in dossier.capacites_visees() if un.pk not in concluses]
    if manquantes:
        raise ResultatRefuse(
            "mot_de_passe",
            "Concluez d'abord chaque capacité. Il manque : " + ", ".join(manquantes) + ".",
        )


def clore(dossier: Dossier, evaluation: Evaluation, *, par: Utilisateur) -> None:
    """Close the grid: the whole commission, as it is now, has signed."""
    evaluation.verrouillee_le = timezone.now()
    evaluation.save(update_fields=["verrouillee_le", "modifie_le"])
    transitions.clore_evaluations(dossier, par=par)
    actualiser(dossier, par=par)


@transaction.atomic
def rouvrir(
    dossier: Dossier, *, motif: str, par: Utilisateur | None, par_le_jury: bool = False
) -> Dossier:
    """Cancel every signature and give the grid back to the commission, with a reason.

    The centre's manager before the jury, or the jury itself (10d). Everyone signs again; the scan
    of a grid signed by hand stays among the documents. Raises EvaluationFermee once the dossier
    is on a session's list, unless its PV sends it back.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    dossier.refresh_from_db(fields=["etat"])
    if dossier.etat == EtatDossier.EN_SESSION and not par_le_jury:
        raise EvaluationFermee(dossier)
    SignatureGrille.objects.filter(evaluation__dossier=dossier).delete()
    SignaturePapier.objects.filter(evaluation__dossier=dossier).delete()
    maintenant = timezone.now()
    Evaluation.objects.filter(dossier=dossier).update(
        verrouillee_le=None,
        rouverte_le=maintenant,
        motif_reouverture=motif,
        modifie_le=maintenant,
    )
    _prevenir_la_commission(dossier, maintenant, par=par)
    if dossier.etat == EtatDossier.EN_EVALUATION:
        noter(dossier, Acte.SIGNATURE, f"Signatures de la grille annulées : {motif}", par=par)
        return dossier
    return transitions.rouvrir_evaluation(dossier, par=par, motif=motif)


def _prevenir_la_commission(
    dossier: Dossier, rouverte_le: datetime.datetime, *, par: Utilisateur | None
) -> None:
    """One mail to each member, in the act's transaction: all of them have to sign again."""
    for membre in sorted(commission_actuelle(dossier)):
        travaux.demander(
            NATURE_ROUVERTE,
            sujet=sujet_de(dossier),
            cle=f"{NATURE_ROUVERTE}:{dossier.pk}:{membre}:{rouverte_le.isoformat()}",
            parametres={"dossier": dossier.pk, "membre": membre},
            par=par,
        )


def empreinte(evaluation: Evaluation) -> str:
    """SHA-256 of the exact content that is signed: critères, comments, disagreements, conclusions.

    A grid without any recorded disagreement has the fingerprint it had before they existed.
    """
    resultats = evaluation.resultats.order_by("critere_id")
    contenu = {
        "dossier": evaluation.dossier_id,
        "criteres": list(resultats.values_list("critere_id", "niveau", "commentaire")),
        "capacites": [
            [capacite, conclusion, commentaire, evaluee_le.isoformat(), lieu]
            for capacite, conclusion, commentaire, evaluee_le, lieu in (
                evaluation.conclusions.order_by("capacite_id").values_list(
                    "capacite_id", "conclusion", "commentaire", "evaluee_le", "lieu"
                )
            )
        ],
    }
    if divergences := list(
        resultats.exclude(divergence="").values_list("critere_id", "divergence")
    ):
        contenu["divergences"] = divergences
    return hashlib.sha256(json.dumps(contenu, sort_keys=True).encode()).hexdigest()
