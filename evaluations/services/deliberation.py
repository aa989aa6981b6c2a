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
    MembreJury,
    SessionJury,
)
from evaluations.regles_composition import suspension
from evaluations.regles_jury import Refus, Vote, decision_globale, refus_de_decider
from evaluations.regles_presidence import A_CHOISIR, refus_de_quorum, refus_des_retraits
from evaluations.selectors.conflits import sieges_pour
from evaluations.selectors.conservation import conservees_au
from evaluations.selectors.presidence import president_retire, relais_possibles
from evaluations.services.jury.conflits import detecter_pour
from evaluations.vocabulaire import decision_du_dossier
from referentiels.models import Capacite


def decider(
    deliberation: Deliberation, vote: Vote, *, version: int, par: Utilisateur
) -> Deliberation:
    """Record the jury's decision; the whole follows from the capacités unless it is a renvoi.

    `version` is the one shown to the person: two secretaries do not overwrite each other. The
    commission's findings are never touched. Links are looked for again first: who withdraws by it
    stays withdrawn, and the jury reads it before deciding. Raises SessionRefusee, DecisionModifiee,
    or DecisionRefusee (R26 and R30 for this candidate, R31–R36).
    """
    with transaction.atomic():
        ligne = _en_seance(deliberation, version)
        refus = [] if ligne.decision else _refus_des_liens(ligne, par)
    if refus:
        raise DecisionRefusee(refus)
    return _decider(deliberation, vote, version=version, par=par)


@transaction.atomic
def _decider(
    deliberation: Deliberation, vote: Vote, *, version: int, par: Utilisateur
) -> Deliberation:
    deliberation = _en_seance(deliberation, version)
    if deliberation.decision and (refus := _refus_des_liens(deliberation, par)):
        raise DecisionRefusee(refus)
    deliberation.preside_par = _presidence(deliberation, vote.preside_par)
    dossier = deliberation.dossier
    capacites = {un.numero: un for un in dossier.capacites_visees()}
    conservees = conservees_au(dossier, deliberation.session.date_de_deliberation)
    but = {un.numero for un in dossier.capacites_du_but()}
    if refus := _refus(deliberation, vote, capacites, conservees, but):
        raise DecisionRefusee(refus)
    avant = deliberation.decision
    renvoi = vote.decision == DecisionJury.RENVOI
    validees = {numero for numero, oui in vote.validees.items() if oui and numero in capacites}
    deliberation.decision = (
        DecisionJury.RENVOI if renvoi else decision_globale(validees | conservees, but)
    )
    _ecrire(deliberation, vote, {} if renvoi else capacites)
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


def _refus_des_liens(deliberation: Deliberation, par: Utilisateur) -> list[Refus]:
    """Who among those in séance is found to be linked only now (R30)."""
    retires = [un for un in detecter_pour(deliberation, par=par) if un.en_seance]
    return refus_des_retraits(
        [
            (str(un), un.conflits.get(deliberation=deliberation).get_nature_display())
            for un in retires
        ],
        decidee=bool(deliberation.decision),
    )


def _refus(
    deliberation: Deliberation,
    vote: Vote,
    capacites: Mapping[int, Capacite],
    conservees: set[int],
    but: set[int],
) -> list[Refus]:
    """What forbids the decision: who is there for this candidate, then what is decided."""
    conclusions = _conclusions(deliberation)
    sieges = sieges_pour(deliberation)
    return [
        *refus_de_quorum(sieges, president_retire=president_retire(deliberation)),
        *refus_de_decider(
            vote,
            {numero: conclusions.get(un.pk) for numero, un in capacites.items()},
            conservees=conservees,
            but=but,
            votants=len(sieges),
            rectification=deliberation.session.rectifie_id is not None,
        ),
    ]


@transaction.atomic
def confier_la_presidence(
    deliberation: Deliberation, membre_pk: int, *, version: int, par: Utilisateur
) -> Deliberation:
    """Name who presides for this candidate alone, before the decision: they hold the pen (R30).

    Raises SessionRefusee, DecisionModifiee, or DecisionRefusee when this member cannot preside.
    """
    deliberation = _en_seance(deliberation, version)
    candidat = deliberation.dossier.candidat
    if deliberation.decision:
        raise SessionRefusee(
            f"Le jury a décidé pour {candidat} : annulez d'abord la décision, puis changez qui "
            "préside."
        )
    if not president_retire(deliberation):
        raise SessionRefusee(f"Le président ne s'est pas retiré pour {candidat} : il préside.")
    deliberation.preside_par = _presidence(deliberation, membre_pk)
    if deliberation.preside_par is None:
        raise DecisionRefusee([A_CHOISIR])
    deliberation.version += 1
    deliberation.save()
    libelle = f"{deliberation.preside_par} préside le jury pour ce candidat."
    noter(deliberation.dossier, Acte.JURY, libelle, par=par)
    return deliberation


def _presidence(deliberation: Deliberation, choisi: int | None) -> MembreJury | None:
    """Who presides for this candidate alone: nobody but when the president withdrew (R30)."""
    if not president_retire(deliberation):
        return None
    return next((un for un in relais_possibles(deliberation) if un.pk == choisi), None)


def _ecrire(deliberation: Deliberation, vote: Vote, capacites: Mapping[int, Capacite]) -> None:
    deliberation.conditions_verifiees = True
    deliberation.motif = vote.motif
    deliberation.decidee_le = timezone.now()
    deliberation.version += 1
    deliberation.save()
    deliberation.capacites.all().delete()
    DecisionCapacite.objects.bulk_create(
        DecisionCapacite(
            deliberation=deliberation,
            capacite=capacite,
            validee=vote.validees[numero],
            motif=vote.motifs.get(numero, "").strip(),
            **_voix(vote, numero),
        )
        for numero, capacite in capacites.items()
    )


def _voix(vote: Vote, numero: int) -> dict[str, int]:
    """The totals of the vote on a capacité, nothing when none was held (R36)."""
    saisie = vote.voix.get(numero)
    voix = saisie and saisie.compter()
    if not voix or saisie.est_vide:
        return {}
    return {"voix_pour": voix.pour, "voix_contre": voix.contre, "abstentions": voix.abstentions}


@transaction.atomic
def annuler_decision(deliberation: Deliberation, *, version: int, par: Utilisateur) -> Deliberation:
    """Undo a decision while the session is open, suspended or not (R26).

    Links are looked for again: the jury that decides next is without those who withdraw. Whoever
    presides for this candidate keeps the chair (R30).
    """
    deliberation = _verrouiller(_session_ouverte(deliberation.session_id), deliberation, version)
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
    detecter_pour(deliberation, par=par)
    return deliberation


@transaction.atomic
def montrer(session: SessionJury, dossier_pk: int) -> Deliberation:
    """Put a candidate of an open session on every member's screen. Raises SessionRefusee."""
    session = _session_ouverte(session.pk)
    montree = session.deliberations.filter(dossier_id=dossier_pk).first()
    if montree is None:
        raise SessionRefusee(
            f"Ce candidat n'est pas, ou plus, inscrit à la session {session.numero} : "
            "choisissez-en un autre dans la liste."
        )
    session.courante = montree
    session.save(update_fields=["courante", "modifie_le"])
    return montree


def _session_ouverte(pk: int) -> SessionJury:
    session = SessionJury.objects.select_for_update().get(pk=pk)
    if session.etat != EtatSession.OUVERTE:
        raise SessionRefusee(
            f"La session {session.numero} est « {session.get_etat_display()} » : les "
            "décisions ne s'écrivent que pendant une session ouverte."
        )
    return session


def _en_seance(deliberation: Deliberation, version: int) -> Deliberation:
    """The line, locked, of a session that has its quorum (R26)."""
    session = _session_ouverte(deliberation.session_id)
    if phrase := suspension(session.sieges):
        raise SessionRefusee(phrase)
    return _verrouiller(session, deliberation, version)


def _verrouiller(session: SessionJury, deliberation: Deliberation, version: int) -> Deliberation:
    """Lock the line after its session: closing and deciding cannot cross each other (R40)."""
    deliberation = (
        Deliberation.objects.select_for_update(of=("self",))
        .select_related("dossier__referentiel", "dossier__candidat", "session")
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
