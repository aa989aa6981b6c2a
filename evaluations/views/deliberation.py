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
from evaluations.errors import DecisionRefusee
from evaluations.forms.jury import lire_vote
from evaluations.models import Deliberation
from evaluations.permissions import peut_deliberer, peut_gerer_session, tient_la_plume
from evaluations.regles_jury import Vote, decision_globale
from evaluations.selectors.deliberation import page_deliberation
from evaluations.services import deliberation as service
from evaluations.views.sessions import session_visible
from evaluations.vocabulaire import TONS_DECISION, decision_du_dossier


def deliberation(request, pk, dossier_pk):
    """Commission and company side by side, capacité by capacité; then the jury's decision."""
    session, la_deliberation = _deliberation(request, pk, dossier_pk)
    if request.method != "POST":
        return _page(request, session, la_deliberation)
    if not tient_la_plume(request.user, session):
        raise PermissionDenied
    vote, version = lire_vote(request.POST, la_deliberation.dossier)
    try:
        service.decider(la_deliberation, vote, version=version, par=request.user)
    except DecisionRefusee as refus:
        return _page(request, session, la_deliberation, vote=vote, refus=refus.refus)
    except ErreurMetier as refus:
        return _page(request, session, la_deliberation, vote=vote, erreur=str(refus))
    messages.success(
        request, f"La décision pour {la_deliberation.dossier.candidat} est enregistrée."
    )
    return redirect(_adresse(la_deliberation))


@require_POST
def annuler(request, pk, dossier_pk):
    """Undo the decision while the session is open."""
    session, la_deliberation = _deliberation(request, pk, dossier_pk)
    if not tient_la_plume(request.user, session):
        raise PermissionDenied
    try:
        service.annuler_decision(
            la_deliberation, version=lire_entier(request.POST, "version"), par=request.user
        )
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "La décision est annulée.")
    return redirect(_adresse(la_deliberation))


def _deliberation(request, pk, dossier_pk):
    session = session_visible(request, pk)
    la_deliberation = get_object_or_404(Deliberation, session=session, dossier__pk=dossier_pk)
    rendu = session.etat == EtatSession.SIGNEE and la_deliberation.decision == DecisionJury.RENVOI
    if rendu and not peut_gerer_session(request.user, session):
        # Back with its commission: what is written there now is no longer for this jury (R22).
        raise Http404
    la_deliberation.session = session
    la_deliberation.dossier = Dossier.objects.pour_fiche().get(pk=dossier_pk)
    return session, la_deliberation


def _adresse(la_deliberation) -> str:
    return reverse(
        "evaluations:deliberation", args=[la_deliberation.session_id, la_deliberation.dossier_id]
    )


def _page(request, session, la_deliberation, *, vote=None, refus=(), erreur=""):
    page = page_deliberation(la_deliberation)
    vote = vote or _vote_montre(la_deliberation, page)
    dossier = la_deliberation.dossier
    par_champ = {un.champ: un.message for un in refus}
    contexte = {
        "session": session,
        "deliberation": la_deliberation,
        "dossier": dossier,
        "page": page,
        "lignes": [
            {
                "ligne": ligne,
                "validee": vote.validees.get(ligne.capacite.numero),
                "motif": vote.motifs.get(ligne.capacite.numero, ""),
                "erreur": par_champ.get(f"capacite_{ligne.capacite.numero}", ""),
            }
            for ligne in page.lignes
        ],
        "vote": vote,
        "erreur": erreur,
        "refus": par_champ,
        "decisions": [
            (un.value, decision_du_dossier(dossier, un), TONS_DECISION[un]) for un in DecisionJury
        ],
        "libelle_decision": decision_du_dossier(dossier, la_deliberation.decision),
        "ton_decision": TONS_DECISION.get(la_deliberation.decision, "neutre"),
        "delibere": peut_deliberer(request.user, session),
    }
    return render(request, "evaluations/jury/deliberation.html", contexte)


def _vote_montre(la_deliberation, page) -> Vote:
    """What the form shows: the recorded decision, else the commission's proposal."""
    if la_deliberation.decision:
        validees = {un.capacite.numero: un.decision.validee for un in page.lignes if un.decision}
        motifs = {un.capacite.numero: un.decision.motif for un in page.lignes if un.decision}
        return Vote(validees, motifs, la_deliberation.decision, la_deliberation.motif, True)
    validees = {un.capacite.numero: un.proposition for un in page.lignes}
    acquises = {numero for numero, oui in validees.items() if oui}
    return Vote(validees, decision=decision_globale(acquises, set(validees)))
