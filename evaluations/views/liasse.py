"""The dispatch pack of a signed session: ask for it, follow it, take it (R42)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from evaluations.models import SessionJury
from evaluations.selectors.liasse import (
    NATURE_IMPRESSION,
    NATURE_LIASSE,
    dernier_document,
    derniere_impression,
    derniere_liasse,
)
from evaluations.services.jury import liasse as service
from evaluations.views.sessions import remettre_document, session_geree


@require_POST
def preparer(request, pk):
    """Ask for the pack, or for what failed of it again."""
    session = session_geree(request, pk)
    try:
        service.demander(session, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "La préparation de l'envoi est lancée.")
    return redirect(f"{session.get_absolute_url()}#liasse")


def etat(request, pk):
    """The progress of the pack, then of its bundle, polled by the session's page."""
    session = session_geree(request, pk)
    travail = derniere_liasse(session)
    if travail is None:
        raise Http404
    contexte = {
        "session": session,
        "liasse": travail,
        "impression": derniere_impression(session),
    }
    return render(request, "evaluations/jury/_liasse_suivi.html", contexte)


def impression_etat(request, pk):
    """The progress of the bundle alone."""
    session = session_geree(request, pk)
    travail = derniere_impression(session)
    if travail is None:
        raise Http404
    contexte = {"session": session, "impression": travail}
    return render(request, "evaluations/jury/_impression_suivi.html", contexte)


def archive(request, pk):
    """The tagged files, in one archive: the newest that was made."""
    return _document(request, session_geree(request, pk), NATURE_LIASSE)


def impression(request, pk):
    """The same, joined for the printer."""
    return _document(request, session_geree(request, pk), NATURE_IMPRESSION)


def _document(request, session: SessionJury, nature: str):
    document = dernier_document(session, nature)
    if document is None:
        raise Http404
    return remettre_document(request, session, document)
