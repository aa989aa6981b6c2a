"""The commission decides: where its members differed, then what it concludes of a capacité."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.regles import verifier_date
from dossiers.regles_dates import verifier_apres_transmission
from dossiers.services.journal import noter
from evaluations.enums import Conclusion
from evaluations.errors import ConclusionModifiee, ConflitDeSaisie, ResultatRefuse
from evaluations.models import ConclusionCapacite, Evaluation, MiseEnCommun, ResultatCritere
from evaluations.regles import refus_de_conclure
from evaluations.saisie import COMMENTAIRE_MAX, Enregistree, Portee
from evaluations.services.ouverture import ouvrir
from evaluations.services.partage import exiger_commentaires
from referentiels.models import Capacite, Critere


@transaction.atomic
def trancher(
    dossier: Dossier,
    critere: Critere,
    *,
    niveau: str,
    divergence: str,
    version: int,
    par: Utilisateur,
) -> ResultatCritere:
    """Retain one level for a critère: the members agree, or `divergence` says why one does not.

    Raises EvaluationFermee, ResultatRefuse, or ConflitDeSaisie if the cell moved since.
    """
    capacite = critere.capacite
    evaluation = ouvrir(dossier, capacite, par=par)
    _exiger_en_commun(evaluation, capacite)
    echelle = dossier.referentiel.echelle_des_criteres
    if niveau not in echelle.codes:
        raise ResultatRefuse("niveau", "Choisissez le résultat que la commission retient.")
    if len(divergence) > COMMENTAIRE_MAX:
        raise ResultatRefuse(
            "divergence", f"Le motif dépasse {COMMENTAIRE_MAX} signes : raccourcissez-le."
        )
    actuel = evaluation.resultats.filter(critere=critere).select_related("auteur").first()
    if actuel is None:
        raise ResultatRefuse("niveau", "Personne n'a encore noté ce critère : notez-le.")
    if actuel.version != version:
        raise ConflitDeSaisie(_enregistree(actuel, echelle), par=par)
    avant = [actuel.niveau, actuel.commentaire, actuel.divergence]
    actuel.niveau, actuel.divergence = niveau, divergence.strip()
    actuel.version, actuel.auteur, actuel.jeton = version + 1, par, uuid.uuid4()
    actuel.save()
    evaluation.conclusions.filter(capacite=capacite).delete()
    mot = echelle.libelle(niveau).lower()
    suite = f" Désaccord consigné : {divergence.strip()}" if divergence.strip() else ""
    noter(
        dossier,
        Acte.SCORE,
        f"Critère {capacite.numero}.{critere.rang} : la commission retient « {mot} ».{suite}",
        par=par,
        avant=avant,
        apres=[niveau, actuel.commentaire, actuel.divergence],
    )
    return actuel


def _enregistree(resultat: ResultatCritere, echelle) -> Enregistree:
    return Enregistree(
        Portee.COMMUNE,
        resultat.version,
        resultat.niveau,
        echelle.libelle(resultat.niveau),
        resultat.commentaire,
        str(resultat.auteur),
        resultat.modifie_le,
    )


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
    vue: str | None = None,
) -> ConclusionCapacite:
    """Record what the commission concludes of a capacité (R20).

    `vue` is the moment of the conclusion that the page showed, empty for none: another one since
    is not overwritten. Raises EvaluationFermee, ResultatRefuse (R13, R20, R21), ConclusionModifiee
    or DateImpossible (R8, R14).
    """
    evaluation = ouvrir(dossier, capacite, par=par)
    _exiger_en_commun(evaluation, capacite)
    if conclusion not in Conclusion.values:
        raise ResultatRefuse("conclusion", "Choisissez « acquise » ou « non acquise ».")
    verifier_date(
        "L'évaluation",
        evaluee_le,
        inscrit_le=dossier.inscrit_le,
        aujourd_hui=timezone.localdate(),
    )
    verifier_apres_transmission("L'évaluation", evaluee_le, transmis_le=dossier.jour_transmission)
    _exiger_criteres(dossier, evaluation, capacite, conclusion, commentaire)
    avant = evaluation.conclusions.filter(capacite=capacite).select_related("auteur").first()
    if vue is not None and vue != (avant.modifie_le.isoformat() if avant else ""):
        raise ConclusionModifiee(avant)
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


def _exiger_en_commun(evaluation: Evaluation, capacite: Capacite) -> None:
    if not MiseEnCommun.objects.filter(evaluation=evaluation, capacite=capacite).exists():
        raise ResultatRefuse(
            "conclusion",
            f"La capacité {capacite.numero} n'est pas encore mise en commun : chaque membre de la "
            "commission partage d'abord ses résultats.",
        )


def _exiger_criteres(
    dossier: Dossier,
    evaluation: Evaluation,
    capacite: Capacite,
    conclusion: str,
    commentaire: str,
) -> None:
    """Every critère evaluated and explained, and the comment that departing needs (R20, R21)."""
    echelle = dossier.referentiel.echelle_des_criteres
    resultats = {
        rang: (niveau, mots)
        for rang, niveau, mots in evaluation.resultats.filter(
            critere__capacite=capacite
        ).values_list("critere__rang", "niveau", "commentaire")
    }
    rangs = capacite.criteres.order_by("rang").values_list("rang", flat=True)
    lignes = [(rang, *resultats.get(rang, ("", ""))) for rang in rangs]
    niveaux = [echelle.sens(niveau) for _, niveau, _ in lignes]
    exiger_commentaires(echelle, capacite.numero, lignes)
    if refus := refus_de_conclure(niveaux, conclusion, commentaire):
        raise ResultatRefuse(*refus)
