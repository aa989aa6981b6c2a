"""Record, and undo until the session closes, what the jury decides of a dossier (R31–R36)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from cqpm.comptes.models import Utilisateur
from dossiers.enums import Acte
from dossiers.services.journal import noter
from evaluations.enums import DecisionJury, EtatSession
from evaluations.errors import DecisionModifiee, DecisionRefusee, SessionRefusee
from evaluations.models import (
    ConclusionCapacite,
    DecisionCapacite,
    Deliberation,
    SessionJury,
)
from evaluations.regles_jury import Vote, decision_globale, refus_de_decider
from evaluations.selectors.conservation import conservees_au
from evaluations.vocabulaire import decision_du_dossier


@transaction.atomic
def decider(
    deliberation: Deliberation, vote: Vote, *, version: int, par: Utilisateur
) -> Deliberation:
    """Record the jury's decision; the whole follows from the capacités unless it is a renvoi.

    `version` is the one shown to the person: two secretaries do not overwrite each other. The
    commission's findings are never touched. Raises SessionRefusee, DecisionModifiee, or
    DecisionRefusee (R31–R34).
    """
    deliberation = _verrouiller(deliberation, version)
    dossier = deliberation.dossier
    capacites = {un.numero: un for un in dossier.capacites_visees()}
    conclusions = _conclusions(deliberation)
    par_numero = {numero: conclusions.get(un.pk) for numero, un in capacites.items()}
    conservees = conservees_au(dossier, deliberation.session.date)
    but = {un.numero for un in dossier.capacites_du_but()}
    if refus := refus_de_decider(vote, par_numero, conservees=conservees, but=but):
        raise DecisionRefusee(refus)
    avant = deliberation.decision
    renvoi = vote.decision == DecisionJury.RENVOI
    validees = {numero for numero, oui in vote.validees.items() if oui and numero in capacites}
    deliberation.decision = (
        DecisionJury.RENVOI if renvoi else decision_globale(validees | conservees, but)
    )
    deliberation.conditions_verifiees = True
    deliberation.motif = vote.motif
    deliberation.decidee_le = timezone.now()
    deliberation.version += 1
    deliberation.save()
    deliberation.capacites.all().delete()
    if not renvoi:
        DecisionCapacite.objects.bulk_create(
            DecisionCapacite(
                deliberation=deliberation,
                capacite=capacite,
                validee=numero in validees,
                motif=vote.motifs.get(numero, "").strip(),
            )
            for numero, capacite in capacites.items()
        )
    noter(
        dossier,
        Acte.JURY,
        f"Décision du jury, session {deliberation.session.numero} : "
        f"{decision_du_dossier(dossier, deliberation.decision)}.",
        par=par,
        avant=avant,
        apres={"decision": deliberation.decision, "validees": sorted(validees)},
    )
    return deliberation


@transaction.atomic
def annuler_decision(deliberation: Deliberation, *, version: int, par: Utilisateur) -> Deliberation:
    """Undo a decision while the session is open."""
    deliberation = _verrouiller(deliberation, version)
    avant = deliberation.decision
    deliberation.capacites.all().delete()
    deliberation.decision, deliberation.decidee_le = "", None
    deliberation.conditions_verifiees = False
    deliberation.version += 1
    deliberation.save()
    noter(
        deliberation.dossier,
        Acte.JURY,
        f"Décision du jury annulée, session {deliberation.session.numero}.",
        par=par,
        avant=avant,
        apres="",
    )
    return deliberation


def _verrouiller(deliberation: Deliberation, version: int) -> Deliberation:
    """Lock session then line: closing and deciding cannot cross each other (R40)."""
    session = SessionJury.objects.select_for_update().get(pk=deliberation.session_id)
    if session.etat != EtatSession.OUVERTE:
        raise SessionRefusee(
            f"La session {session.numero} est « {session.get_etat_display()} » : les "
            "décisions ne s'écrivent que pendant une session ouverte."
        )
    deliberation = (
        Deliberation.objects.select_for_update(of=("self",))
        .select_related("dossier__referentiel", "session")
        .filter(pk=deliberation.pk)
        .first()
    )
    if deliberation is None:
        raise SessionRefusee(f"Ce dossier vient d'être retiré de la session {session.numero}.")
    if deliberation.version != version:
        raise DecisionModifiee(
            deliberation, decision_du_dossier(deliberation.dossier, deliberation.decision)
        )
    return deliberation


def _conclusions(deliberation: Deliberation) -> Mapping[int, str]:
    return dict(
        ConclusionCapacite.objects.filter(evaluation__dossier=deliberation.dossier).values_list(
            "capacite_id", "conclusion"
        )
    )
