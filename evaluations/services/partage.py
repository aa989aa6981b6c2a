"""From each evaluator's own results to the commission's: share, take back, put in common."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.models import Dossier
from dossiers.services.journal import noter
from evaluations.errors import ResultatRefuse
from evaluations.models import (
    Evaluation,
    MiseEnCommun,
    ObservationCapacite,
    ObservationCritere,
    ResultatCritere,
)
from evaluations.regles import reunir, sans_commentaire
from evaluations.services.ouverture import commission_actuelle, ouvrir
from referentiels.echelle import Echelle
from referentiels.models import Capacite

# A comment that gathers several evaluators' words leaves room for the commission's own.
REUNION_MAX = 3800


@transaction.atomic
def partager(
    dossier: Dossier, capacites: Sequence[Capacite], *, par: Utilisateur
) -> dict[int, int]:
    """Show the commission what this evaluator scored of these capacités; all or none.

    A capacité that every member has shared is put in common at once. Gives the numbers of those
    that became common, each with how many disagreements it has. Raises EvaluationFermee, or
    ResultatRefuse (R13, R21) naming the critères.
    """
    communes = {}
    for capacite in capacites:
        evaluation = ouvrir(dossier, capacite, par=par)
        if MiseEnCommun.objects.filter(evaluation=evaluation, capacite=capacite).exists():
            continue
        _exiger_commentaires(dossier, evaluation, capacite, par)
        suivi, _ = ObservationCapacite.objects.get_or_create(
            evaluation=evaluation, capacite=capacite, evaluateur=par
        )
        if suivi.partagee_le is None:
            _noter_le_partage(dossier, suivi, par)
        if _tous_ont_partage(dossier, evaluation, capacite):
            desaccords = _mettre_en_commun(dossier, evaluation, capacite, par)
            communes[capacite.numero] = desaccords
    return communes


@transaction.atomic
def reprendre(dossier: Dossier, capacite: Capacite, *, par: Utilisateur) -> None:
    """Take a shared capacité back to correct it, as long as it is not in common.

    Raises EvaluationFermee or ResultatRefuse.
    """
    evaluation = ouvrir(dossier, capacite, par=par)
    if MiseEnCommun.objects.filter(evaluation=evaluation, capacite=capacite).exists():
        raise ResultatRefuse(
            "cellule",
            f"La capacité {capacite.numero} est déjà mise en commun : corrigez-la directement "
            "dans la grille de la commission.",
        )
    reprises = ObservationCapacite.objects.filter(
        evaluation=evaluation, capacite=capacite, evaluateur=par, partagee_le__isnull=False
    ).update(partagee_le=None, modifie_le=timezone.now())
    if reprises:
        noter(
            dossier, Acte.SCORE, f"{par} a repris la capacité {capacite.numero}, partagée.", par=par
        )


# --- Share ------------------------------------------------------------------------------------


def _exiger_commentaires(
    dossier: Dossier, evaluation: Evaluation, capacite: Capacite, par: Utilisateur
) -> None:
    echelle = dossier.referentiel.echelle_des_criteres
    observations = ObservationCritere.objects.filter(
        evaluation=evaluation, critere__capacite=capacite, evaluateur=par
    ).order_by("critere__rang")
    lignes = observations.values_list("critere__rang", "niveau", "commentaire")
    exiger_commentaires(echelle, capacite.numero, lignes)


def exiger_commentaires(echelle: Echelle, numero: int, lignes) -> None:
    """Raises ResultatRefuse, naming the critères that must be explained to the jury (R21)."""
    muets = sans_commentaire(
        (rang, echelle.sens(niveau), commentaire) for rang, niveau, commentaire in lignes
    )
    if muets:
        quoi = "le critère" if len(muets) == 1 else "les critères"
        raise ResultatRefuse(
            "commentaire",
            f"Commentez {quoi} {', '.join(f'{numero}.{rang}' for rang in muets)} : un critère non "
            "acquis ou non observable s'explique au jury.",
        )


def _noter_le_partage(dossier: Dossier, suivi: ObservationCapacite, par: Utilisateur) -> None:
    """The journal says that it is shared, not what: others read it before it is in common."""
    suivi.partagee_le = timezone.now()
    suivi.save(update_fields=["partagee_le", "modifie_le"])
    noter(
        dossier,
        Acte.SCORE,
        f"{par} a partagé ses résultats de la capacité {suivi.capacite.numero}.",
        par=par,
    )


# --- Put in common ----------------------------------------------------------------------------


def _tous_ont_partage(dossier: Dossier, evaluation: Evaluation, capacite: Capacite) -> bool:
    partages = ObservationCapacite.objects.filter(
        evaluation=evaluation, capacite=capacite, partagee_le__isnull=False
    )
    return commission_actuelle(dossier) <= set(partages.values_list("evaluateur_id", flat=True))


def _mettre_en_commun(
    dossier: Dossier, evaluation: Evaluation, capacite: Capacite, par: Utilisateur
) -> int:
    """Where the evaluators agree the commission has its result; elsewhere they will decide.

    Gives how many critères are left to decide.
    """
    echelle = dossier.referentiel.echelle_des_criteres
    membres = commission_actuelle(dossier)
    par_critere = defaultdict(list)
    observations = ObservationCritere.objects.filter(
        evaluation=evaluation, critere__capacite=capacite, evaluateur__in=membres
    )
    for une in observations.select_related("evaluateur").order_by("critere__rang", "pk"):
        par_critere[une.critere_id].append(une)
    resultats, desaccords = [], 0
    for critere_id, siennes in par_critere.items():
        niveau, different = reunir((echelle.sens(une.niveau), une.niveau) for une in siennes)
        desaccords += different
        resultats.append(
            ResultatCritere(
                evaluation=evaluation,
                critere_id=critere_id,
                niveau=niveau,
                commentaire=_reunir_les_mots(siennes, seul=len(membres) == 1),
                auteur=par,
                source_id=next((une.source_id for une in siennes if une.source_id), None),
            )
        )
    ResultatCritere.objects.bulk_create(resultats)
    mots = ObservationCapacite.objects.filter(
        evaluation=evaluation, capacite=capacite, evaluateur__in=membres
    )
    MiseEnCommun.objects.create(
        evaluation=evaluation,
        capacite=capacite,
        commentaire=_reunir_les_mots(
            mots.select_related("evaluateur").order_by("pk"), seul=len(membres) == 1
        ),
    )
    suite = {0: "aucun désaccord", 1: "1 désaccord à trancher"}
    noter(
        dossier,
        Acte.SCORE,
        f"Capacité {capacite.numero} mise en commun : "
        f"{suite.get(desaccords, f'{desaccords} désaccords à trancher')}.",
        par=par,
    )
    return desaccords


def _reunir_les_mots(observations, *, seul: bool) -> str:
    """The comments under their authors' names, so that nobody signs another's words unknowingly.

    Whoever evaluates alone needs no name. Too long together, each is cut: the whole stays in the
    evaluator's own observation.
    """
    dits = [(str(une.evaluateur), une.commentaire.strip()) for une in observations]
    dits = [(qui, mots) for qui, mots in dits if mots]
    if seul or not dits:
        return dits[0][1] if dits else ""
    place = REUNION_MAX // len(dits)
    lignes = []
    for qui, mots in dits:
        reste = place - len(qui) - len(" : […]\n")
        lignes.append(f"{qui} : {mots if len(mots) <= reste else mots[:reste] + '[…]'}")
    return "\n".join(lignes)
