"""Smaller acts on a dossier: report."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers import permissions
from dossiers.forms.actions import RapportForm
from dossiers.services import modalites as service_modalites
from dossiers.views.acces import dossier_visible
from dossiers.views.motif import avec_motif


def rapport(request, pk):
    """Record that the candidate's report has arrived (R13)."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_enregistrer_rapport(request.user, dossier):
        raise PermissionDenied
    form = RapportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service_modalites.recevoir_rapport(
                dossier, date=form.cleaned_data["date"], par=request.user
            )
        except ErreurMetier as erreur:
            form.add_error("date", str(erreur))
        else:
            messages.success(request, "La réception du rapport est enregistrée.")
            return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "peut_deroger": permissions.est_responsable(request.user, dossier),
    }
    return render(request, "dossiers/rapport.html", contexte)


def rapport_derogation(request, pk):
    """Let the evaluation go on without the report: the manager's reason is kept (R13)."""
    dossier = dossier_visible(request, pk)
    if not (
        permissions.peut_enregistrer_rapport(request.user, dossier)
        and permissions.est_responsable(request.user, dossier)
    ):
        raise PermissionDenied
    return avec_motif(
        request,
        dossier,
        titre="Évaluer sans le rapport",
        explication="Les capacités évaluées sur présentation pourront être notées sans rapport. "
        "Le motif reste au journal et le jury le lit.",
        bouton="Autoriser l'évaluation sans le rapport",
        acte=service_modalites.deroger_au_rapport,
        fait="L'évaluation est autorisée sans le rapport.",
    )
