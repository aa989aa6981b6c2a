"""The sending of a session's file to the GTP (R42); the sheet that the members sign."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from evaluations.forms.transmission import TransmissionGTPForm
from evaluations.services import jury as service
from evaluations.services.jury import emargement as feuille
from evaluations.views.sessions import page_du_hub, session_geree


@require_POST
def transmise(request, pk):
    """Note when and how it left."""
    session = session_geree(request, pk)
    form = TransmissionGTPForm(request.POST)
    if form.is_valid():
        try:
            service.noter_transmission(session, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error("le", str(refus))
        else:
            messages.success(request, "La transmission est notée.")
            return redirect(f"{session.get_absolute_url()}#gtp")
    return page_du_hub(request, session, form_gtp=form)


@require_POST
def annuler(request, pk):
    """It was noted by mistake."""
    session = session_geree(request, pk)
    try:
        service.annuler_transmission(session, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "La transmission est annulée : le dossier reste à envoyer.")
    return redirect(f"{session.get_absolute_url()}#gtp")


@require_POST
def emargement_demander(request, pk):
    """Ask for the sheet that the members sign, as the session now is."""
    session = session_geree(request, pk)
    feuille.demander(session, par=request.user)
    messages.success(request, "La feuille d'émargement est en cours de production.")
    return redirect(f"{session.get_absolute_url()}#emargement")


def emargement(request, pk):
    """The sheet as it was last drawn."""
    document = feuille.derniere(session_geree(request, pk))
    if document is None:
        raise Http404
    return reponse_document(document)
