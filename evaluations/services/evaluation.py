"""The commission's acts on its grid: score, conclude, sign, reopen."""

import datetime
import hashlib
import json

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from cqpm.comptes.permissions import verifier_mot_de_passe
from dossiers import transitions
from dossiers.enums import EVALUATION_OUVERTE, Acte, EtatDossier, RoleAffectation
from dossiers.models import Affectation, Dossier
from dossiers.regles import verifier_date
from dossiers.regles_dates import verifier_apres_transmission
from dossiers.selectors.transmission import attend_l_accord
from dossiers.services.journal import noter
from evaluations.enums import Conclusion, NiveauCritere
from evaluations.errors import ConflitDeSaisie, EvaluationFermee, ResultatRefuse
from evaluations.models import ConclusionCapacite, Evaluation, ResultatCritere, SignatureGrille
from evaluations.regles import commentaire_requis, refus_de_conclure
from evaluations.services.avancement import actualiser
from referentiels.enums import CodeModalite
from referentiels.models import Capacite, Critere


@transaction.atomic
def noter_critere(
    dossier: Dossier,
    critere: Critere,
    *,
    niveau: str,
    commentaire: str,
    version: int,
    par: Utilisateur,
) -> ResultatCritere:
    """Write one cell of the grid, if it is still at the version the evaluator saw.

    The capacité's conclusion, if any, is withdrawn: it was drawn from other critères. Raises
    EvaluationFermee (R14, R23), ResultatRefuse (R13, R21) or ConflitDeSaisie.
    """
    evaluation = _ouvrir(dossier, critere.capacite)
    if niveau not in NiveauCritere.values:
        raise ResultatRefuse("niveau", "Choisissez un des quatre résultats proposés.")
    if commentaire_requis(niveau) and not commentaire.strip():
        raise ResultatRefuse(
            "commentaire",
            f"Ajoutez un commentaire : un critère « {NiveauCritere(niveau).label.lower()} » "
            "s'explique au jury. Rien n'est enregistré tant qu'il manque.",
        )
    avant = evaluation.resultats.filter(critere=critere).select_related("auteur").first()
    if (avant.version if avant else 0) != version:
        raise ConflitDeSaisie(avant)
    if avant and (avant.niveau, avant.commentaire) == (niveau, commentaire):
        return avant
    resultat, _ = ResultatCritere.objects.update_or_create(
        evaluation=evaluation,
        critere=critere,
        defaults={
            "niveau": niveau,
            "commentaire": commentaire,
            "version": version + 1,
            "auteur": par,
        },
    )
    retiree, _ = evaluation.conclusions.filter(capacite=critere.capacite).delete()
    numero = f"{critere.capacite.numero}.{critere.rang}"
    noter(
        dossier,
        Acte.SCORE,
        f"Critère {numero} : {resultat.get_niveau_display().lower()}."
        + (" La conclusion de la capacité est à reprendre." if retiree else ""),
        par=par,
        avant=[avant.niveau, avant.commentaire] if avant else None,
        apres=[niveau, commentaire],
    )
    return resultat


@transaction.atomic
def conclure(
    dossier: Dossier,
    capacite: Capacite,
    *,
    conclusion: str,
    commentaire: str,
    evaluee_le: datetime.date,
    lieu: str,
    par: Utilisateur,
) -> ConclusionCapacite:
    """Record what the commission concludes of a capacité (R20).

    Raises EvaluationFermee, ResultatRefuse, or DateImpossible (R8, R14).
    """
    evaluation = _ouvrir(dossier, capacite)
    if conclusion not in Conclusion.values:
        raise ResultatRefuse("conclusion", "Choisissez « acquise » ou « non acquise ».")
    verifier_date(
        "L'évaluation",
        evaluee_le,
        inscrit_le=dossier.inscrit_le,
        aujourd_hui=timezone.localdate(),
    )
    verifier_apres_transmission("L'évaluation", evaluee_le, transmis_le=dossier.jour_transmission)
    niveaux = _niveaux(evaluation, capacite)
    if refus := refus_de_conclure(niveaux, conclusion, commentaire):
        raise ResultatRefuse(*refus)
    avant = evaluation.conclusions.filter(capacite=capacite).first()
    resultat, _ = ConclusionCapacite.objects.update_or_create(
        evaluation=evaluation,
        capacite=capacite,
        defaults={
            "conclusion": conclusion,
            "commentaire": commentaire,
            "evaluee_le": evaluee_le,
            "lieu": lieu,
            "auteur": par,
        },
    )
    noter(
        dossier,
        Acte.CONCLUSION,
        f"Capacité {capacite.numero} : {resultat.get_conclusion_display().lower()}.",
        par=par,
        avant=avant and [avant.conclusion, avant.commentaire],
        apres=[conclusion, commentaire],
    )
    return resultat


def signer(dossier: Dossier, *, mot_de_passe: str, par: Utilisateur) -> SignatureGrille:
    """Sign the grid; it is locked at the first signature and closed at the last one (R23).

    Raises EvaluationFermee, ResultatRefuse (capacités without conclusion, already signed) or the
    refusal of a wrong password. A failed password is counted outside the transaction. Someone
    who has signed already only closes the grid, when the members still awaited have left.
    """
    deja = SignatureGrille.objects.filter(evaluation__dossier=dossier, evaluateur=par).first()
    if not deja:
        verifier_mot_de_passe(par, mot_de_passe)
    with transaction.atomic():
        evaluation = _verrouiller(dossier)
        if par.pk not in _commission_actuelle(dossier):
            raise ResultatRefuse(
                "mot_de_passe", "Vous ne faites plus partie de la commission de ce dossier."
            )
        signature = evaluation.signatures.filter(evaluateur=par).first()
        signature = signature or _ajouter_signature(dossier, evaluation, par)
        close = _clore_si_tous_ont_signe(dossier, evaluation, par)
    if deja and not close:
        raise ResultatRefuse("mot_de_passe", "Vous avez déjà signé cette grille.")
    return signature


def _commission_actuelle(dossier: Dossier) -> set[int]:
    """The members as they are now, under the lock: the page may have shown others."""
    affectations = Affectation.objects.filter(dossier=dossier, role=RoleAffectation.EVALUATEUR)
    return set(affectations.values_list("utilisateur_id", flat=True))


def _ajouter_signature(
    dossier: Dossier, evaluation: Evaluation, par: Utilisateur
) -> SignatureGrille:
    concluses = set(evaluation.conclusions.values_list("capacite_id", flat=True))
    manquantes = [str(un.numero) for un in dossier.capacites_visees() if un.pk not in concluses]
    if manquantes:
        raise ResultatRefuse(
            "mot_de_passe",
            "Concluez d'abord chaque capacité. Il manque : " + ", ".join(manquantes) + ".",
        )
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


def _clore_si_tous_ont_signe(dossier: Dossier, evaluation: Evaluation, par: Utilisateur) -> bool:
    """Close the grid once the whole commission, as it is now, has signed."""
    signataires = set(evaluation.signatures.values_list("evaluateur_id", flat=True))
    if not _commission_actuelle(dossier) <= signataires:
        return False
    evaluation.verrouillee_le = timezone.now()
    evaluation.save(update_fields=["verrouillee_le", "modifie_le"])
    transitions.clore_evaluations(dossier, par=par)
    actualiser(dossier, par=par)
    return True


@transaction.atomic
def rouvrir(
    dossier: Dossier, *, motif: str, par: Utilisateur | None, par_le_jury: bool = False
) -> Dossier:
    """Cancel every signature and give the grid back to the commission, with a reason.

    The centre's manager before the jury, or the jury itself (10d). Everyone signs again. Raises
    EvaluationFermee once the dossier is on a session's list, unless its PV sends it back.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    dossier.refresh_from_db(fields=["etat"])
    if dossier.etat == EtatDossier.EN_SESSION and not par_le_jury:
        raise EvaluationFermee(dossier)
    SignatureGrille.objects.filter(evaluation__dossier=dossier).delete()
    Evaluation.objects.filter(dossier=dossier).update(
        verrouillee_le=None, modifie_le=timezone.now()
    )
    if dossier.etat == EtatDossier.EN_EVALUATION:
        noter(dossier, Acte.SIGNATURE, f"Signatures de la grille annulées : {motif}", par=par)
        return dossier
    return transitions.rouvrir_evaluation(dossier, par=par, motif=motif)


def empreinte(evaluation: Evaluation) -> str:
    """SHA-256 of the exact content that is signed: critères, comments, conclusions."""
    contenu = {
        "dossier": evaluation.dossier_id,
        "criteres": list(
            evaluation.resultats.order_by("critere_id").values_list(
                "critere_id", "niveau", "commentaire"
            )
        ),
        "capacites": [
            [capacite, conclusion, commentaire, evaluee_le.isoformat(), lieu]
            for capacite, conclusion, commentaire, evaluee_le, lieu in (
                evaluation.conclusions.order_by("capacite_id").values_list(
                    "capacite_id", "conclusion", "commentaire", "evaluee_le", "lieu"
                )
            )
        ],
    }
    return hashlib.sha256(json.dumps(contenu, sort_keys=True).encode()).hexdigest()


def _verrouiller(dossier: Dossier) -> Evaluation:
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
    if dossier.etat not in EVALUATION_OUVERTE:
        raise EvaluationFermee(dossier)
    if attend_l_accord(dossier):
        raise EvaluationFermee(dossier, sans_accord=True)
    evaluation, _ = Evaluation.objects.get_or_create(dossier=dossier)
    return evaluation


def _ouvrir(dossier: Dossier, capacite: Capacite) -> Evaluation:
    """Lock, check that this capacité may be written now, and start the evaluation if needed."""
    evaluation = _verrouiller(dossier)
    if evaluation.signatures.exists():
        raise EvaluationFermee(dossier, signee=True)
    if not dossier.rapport_disponible and _sur_presentation(dossier, capacite):
        raise ResultatRefuse(
            "niveau",
            f"La capacité {capacite.numero} s'évalue sur le rapport du candidat, qui n'est pas "
            "arrivé à temps. Demandez au centre d'examen d'enregistrer sa réception, ou à son "
            "responsable d'y déroger avec un motif.",
        )
    if dossier.etat == EtatDossier.TRANSMIS:
        transitions.demarrer_evaluation(dossier, par=None)
    return evaluation


def _sur_presentation(dossier: Dossier, capacite: Capacite) -> bool:
    return dossier.modalites_prevues.filter(
        capacite=capacite, modalite__code=CodeModalite.PRESENTATION_PROJETS
    ).exists()


def _niveaux(evaluation: Evaluation, capacite: Capacite) -> list[str | None]:
    resultats = dict(
        evaluation.resultats.filter(critere__capacite=capacite).values_list("critere_id", "niveau")
    )
    return [
        resultats.get(critere_id) for critere_id in capacite.criteres.values_list("pk", flat=True)
    ]
