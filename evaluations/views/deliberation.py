"""One candidate in front of the jury: review, decide, undo."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier
from dossiers.models import Dossier
from evaluations.enums import DecisionJury, EtatSession
from evaluations.errors import DecisionModifiee, DecisionRefusee
from evaluations.forms.deliberation import lire_vote
from evaluations.models import Deliberation
from evaluations.permissions import (
    peut_deliberer,
    peut_gerer_session,
    peut_lire_deliberation,
    tient_la_plume,
    tient_la_plume_de,
)
from evaluations.regles_presidence import PRESIDENCE
from evaluations.selectors.deliberation import page_deliberation
from evaluations.selectors.seance import lire_seance
from evaluations.selectors.vote_montre import blocs_montres, lignes_montrees, vote_montre
from evaluations.services import deliberation as service
from evaluations.views.sessions import agir, session_visible
from evaluations.vocabulaire import QUESTIONS, TONS_DECISION, decision_du_dossier


def deliberation(request, pk, dossier_pk):
    """Commission and company side by side, capacité by capacité; then the jury's decision."""
    session, la_deliberation = deliberation_visible(request, pk, dossier_pk)
    if request.method != "POST":
        return page_du_candidat(request, session, la_deliberation)
    if not tient_la_plume_de(request.user, la_deliberation):
        raise PermissionDenied
    vote, version = lire_vote(request.POST, la_deliberation.dossier)
    try:
        service.decider(la_deliberation, vote, version=version, par=request.user)
    except ErreurMetier as refus:
        return _page_refusee(request, session, la_deliberation, vote, refus)
    messages.success(
        request, f"La décision pour {la_deliberation.dossier.candidat} est enregistrée."
    )
    return redirect(adresse_du_candidat(la_deliberation))


def _page_refusee(request, session, la_deliberation, vote, refus):
    """What was typed, next to what somebody else recorded meanwhile; nothing is lost.

    Who is found to be linked with the candidate reads them no more (R30).
    """
    la_deliberation = deliberation_de(session, pk=la_deliberation.pk) or la_deliberation
    if not peut_lire_deliberation(request.user, la_deliberation):
        messages.error(request, str(refus))
        return redirect(session)
    suite = {"erreur": str(refus), "concurrente": isinstance(refus, DecisionModifiee)}
    if isinstance(refus, DecisionRefusee):
        suite = {"refus": refus.refus}
    return page_du_candidat(request, session, la_deliberation, vote=vote, **suite)


@require_POST
def annuler(request, pk, dossier_pk):
    """Undo the decision while the session is open."""
    la_deliberation = _deliberation_ecrite(request, pk, dossier_pk)
    version = lire_entier(request.POST, "version")
    return agir(
        request,
        adresse_du_candidat(la_deliberation),
        lambda: service.annuler_decision(la_deliberation, version=version, par=request.user),
        "La décision est annulée.",
    )


@require_POST
def presider(request, pk, dossier_pk):
    """Name who presides for this candidate, and give them the pen (R30)."""
    la_deliberation = _deliberation_ecrite(request, pk, dossier_pk)
    membre, version = lire_entier(request.POST, PRESIDENCE), lire_entier(request.POST, "version")
    return agir(
        request,
        adresse_du_candidat(la_deliberation),
        lambda: service.confier_la_presidence(
            la_deliberation, membre, version=version, par=request.user
        ),
        "Ce membre préside pour ce candidat : il tient la plume.",
    )


def _deliberation_ecrite(request, pk, dossier_pk) -> Deliberation:
    """One candidate, for whoever writes for the jury; others get 403, or 404 (R22, R30)."""
    _, la_deliberation = deliberation_visible(request, pk, dossier_pk)
    if not tient_la_plume_de(request.user, la_deliberation):
        raise PermissionDenied
    return la_deliberation


def deliberation_visible(request, pk, dossier_pk):
    """The session and one candidate of it, or 404 (R22, R30)."""
    session = session_visible(request, pk)
    la_deliberation = deliberation_de(session, dossier__pk=dossier_pk)
    if la_deliberation is None or not peut_lire_deliberation(request.user, la_deliberation):
        raise Http404
    rendu = session.etat == EtatSession.SIGNEE and la_deliberation.decision == DecisionJury.RENVOI
    if rendu and not peut_gerer_session(request.user, session):
        # Back with its commission: what is written there now is no longer for this jury (R22).
        raise Http404
    return session, la_deliberation


def deliberation_de(session, **cles) -> Deliberation | None:
    """A candidate of this session with their dossier, `None` if it is not on its list."""
    deliberations = Deliberation.objects.select_related("preside_par").prefetch_related("conflits")
    une = deliberations.filter(session=session, **cles).first()
    if une:
        une.session = session
        une.dossier = get_object_or_404(Dossier.objects.pour_fiche(), pk=une.dossier_id)
    return une


def adresse_du_candidat(la_deliberation) -> str:
    return reverse(
        "evaluations:deliberation", args=[la_deliberation.session_id, la_deliberation.dossier_id]
    )


def page_du_candidat(
    request,
    session,
    la_deliberation,
    *,
    vote=None,
    refus=(),
    erreur="",
    concurrente=False,
    suit=False,
):
    """One candidate, to decide or to read; `suit` follows the screen of the meeting."""
    page = page_deliberation(la_deliberation)
    par_champ = {un.champ: un.message for un in refus}
    montre = vote or vote_montre(page)
    dossier = la_deliberation.dossier
    ouverte = session.etat == EtatSession.OUVERTE
    contexte = {
        "session": session,
        "deliberation": la_deliberation,
        "dossier": dossier,
        "page": page,
        "seance": lire_seance(session, request.user, la_deliberation),
        "question": QUESTIONS[dossier.referentiel.vocabulaire_decision],
        "lignes": lignes_montrees(page, vote, par_champ),
        "vote": montre,
        "blocs": blocs_montres(page, montre),
        "erreur": erreur,
        "concurrente": concurrente,
        "refus": par_champ,
        "decisions": [
            (un.value, decision_du_dossier(dossier, un), TONS_DECISION[un]) for un in DecisionJury
        ],
        "libelle_decision": decision_du_dossier(dossier, la_deliberation.decision),
        "ton_decision": TONS_DECISION.get(la_deliberation.decision, "neutre"),
        "delibere": peut_deliberer(request.user, la_deliberation) and not suit,
        "plume": peut_deliberer(request.user, la_deliberation),
        "mene": ouverte and tient_la_plume(request.user, session),
        "suit": suit,
    }
    return render(request, "evaluations/jury/deliberation.html", contexte)
