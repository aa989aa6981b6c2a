"""After a partial result: what is kept, what is missing, and a new presentation (R38, R39)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers.models import CapaciteConservee
from dossiers.permissions import est_gestionnaire, peut_se_representer
from dossiers.services.presentation import presentation_suivante, reevaluer
from dossiers.views.acces import dossier_visible
from evaluations.forms.presentation import PresentationForm, SessionDuDossierForm
from evaluations.permissions import peut_inscrire_en_session
from evaluations.selectors.conservation import page_presentation
from evaluations.services import jury
from evaluations.services.presentation import representer


def presentation(request, pk):
    """Show what is kept and until when; register the candidate for the rest."""
    dossier = dossier_visible(request, pk)
    if not est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    if not peut_se_representer(dossier):
        raise Http404
    form = PresentationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            nouveau = representer(dossier, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"Nouvelle présentation : dossier {nouveau.numero}.")
            return redirect(nouveau)
    contexte = {"dossier": dossier, "form": form, "page": page_presentation(dossier)}
    contexte["suite"] = presentation_suivante(dossier)
    return render(request, "evaluations/presentation.html", contexte)


@require_POST
def reevaluer_capacite(request, pk, conservee_pk):
    """Take a kept capacité back into the evaluation, its benefit being over (R32)."""
    dossier = dossier_visible(request, pk)
    if not est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    conservees = CapaciteConservee.objects.select_related("capacite")
    conservee = get_object_or_404(conservees, pk=conservee_pk, dossier=dossier)
    try:
        reevaluer(dossier, conservee, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        numero = conservee.capacite.numero
        messages.success(request, f"La capacité {numero} est à évaluer de nouveau.")
    return redirect(dossier)


def choisir_session(request, pk):
    """Put one ready dossier on the list of a session in preparation (R31)."""
    dossier = dossier_visible(request, pk)
    if not peut_inscrire_en_session(request.user, dossier):
        raise PermissionDenied
    form = SessionDuDossierForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        session = form.cleaned_data["session"]
        try:
            jury.inscrire_dossier(session, dossier, par=request.user)
        except ErreurMetier as refus:
            form.add_error("session", str(refus))
        else:
            messages.success(request, f"Inscrit à la session de jury {session.numero}.")
            return redirect(dossier)
    return render(request, "evaluations/choisir_session.html", {"dossier": dossier, "form": form})
