"""The meeting shared by every screen: follow the candidate shown, and show another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier
from evaluations.permissions import peut_lire_deliberation, tient_la_plume, tient_la_plume_de
from evaluations.selectors.seance import etat_de_seance, lire_seance, marque
from evaluations.services import deliberation as service
from evaluations.views.deliberation import (
    adresse_du_candidat,
    deliberation_de,
    page_du_candidat,
)
from evaluations.views.sessions import session_visible


def seance(request, pk):
    """Follow the meeting: the candidate that whoever holds the pen shows, to read."""
    session = session_visible(request, pk)
    courante = session.courante_id and deliberation_de(session, pk=session.courante_id)
    if courante and peut_lire_deliberation(request.user, courante):
        return page_du_candidat(request, session, courante, suit=True)
    contexte = {
        "session": session,
        "deliberation": courante,
        "seance": lire_seance(session, request.user, None),
        "plume": tient_la_plume(request.user, session),
        "suit": True,
    }
    return render(request, "evaluations/jury/seance.html", contexte)


def etat(request, pk):
    """The state of the meeting, as JSON; 304 to whoever knows it already."""
    lu = etat_de_seance(request.user, pk)
    if lu is None:
        raise Http404
    reponse = JsonResponse(lu, headers={"ETag": marque(lu), "Cache-Control": "private, no-cache"})
    return get_conditional_response(request, etag=marque(lu), response=reponse)


@require_POST
def montrer(request, pk):
    """Show a candidate to every member; whoever holds the pen, even on them alone, goes there."""
    session = session_visible(request, pk)
    dossier_pk = lire_entier(request.POST, "dossier")
    if not tient_la_plume(request.user, session):
        montree = deliberation_de(session, dossier__pk=dossier_pk)
        if montree is None or not tient_la_plume_de(request.user, montree):
            raise PermissionDenied
    try:
        montree = service.montrer(session, dossier_pk)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect(session)
    return redirect(adresse_du_candidat(montree))
