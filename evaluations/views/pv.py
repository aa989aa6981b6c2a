"""The PV of a session: progress, download, signatures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun import televersement, travaux
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.pdf_recu import lire_pdf
from evaluations.forms.grille import SignatureForm
from evaluations.forms.jury import PVSigneForm
from evaluations.services import jury as service
from evaluations.views.sessions import (
    page_du_hub,
    remettre_document,
    session_geree,
    session_visible,
)


def pv_etat(request, pk):
    """The progress of the PV's production, polled by the session's page."""
    session = session_visible(request, pk)
    travail = service.dernier_pv(session)
    if travail is None:
        raise Http404
    contexte = {"session": session, "travail": travail}
    return render(request, "evaluations/jury/_pv.html", contexte)


@require_POST
def pv_relancer(request, pk):
    """Queue the PV's production again after a failure."""
    session = session_geree(request, pk)
    travail = service.dernier_pv(session)
    if travail is None:
        raise Http404
    travaux.relancer_echec(travail, par=request.user)
    return redirect(f"{session.get_absolute_url()}#pv")


def pv(request, pk):
    """Download the PV: the signed scan if there is one, else the PDF produced."""
    session = session_visible(request, pk)
    document = session.pv_signe or service.pv_de(session)
    if document is None:
        raise Http404
    return remettre_document(request, session, document)


@require_POST
def pv_signer(request, pk):
    """Sign the PV with the password; the last present member makes the results final."""
    session = session_visible(request, pk)
    if request.user.pk not in {un.utilisateur_id for un in session.membres.all()}:
        raise PermissionDenied
    form = SignatureForm(request.POST)
    if form.is_valid():
        try:
            service.signer_pv(session, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error("mot_de_passe", str(refus))
        else:
            messages.success(request, "Votre signature du PV est enregistrée.")
            return redirect(session)
    return page_du_hub(request, session, form_signature=form)


@require_POST
def pv_deposer(request, pk):
    """Keep the scan of the hand-signed PV; the results become final."""
    session = session_geree(request, pk)
    form = PVSigneForm(request.POST, request.FILES)
    if form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            service.deposer_pv_signe(session, contenu=lire_pdf(fichier), par=request.user)
        except ErreurMetier as refus:
            form.add_error("fichier", str(refus))
        else:
            messages.success(request, "Le PV signé est déposé : les résultats sont définitifs.")
            return redirect(session)
    televersement.expliquer(form, request)
    return page_du_hub(request, session, form_pv_signe=form)
