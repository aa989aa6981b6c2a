"""Smaller acts on a dossier: report, stop."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers import permissions, transitions
from dossiers.forms.actions import MotifForm, RapportForm
from dossiers.services import modalites as service_modalites
from dossiers.views.acces import dossier_visible


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
    return _avec_motif(
        request,
        dossier,
        titre="Évaluer sans le rapport",
        explication="Les capacités évaluées sur présentation pourront être notées sans rapport. "
        "Le motif reste au journal et le jury le lit.",
        bouton="Autoriser l'évaluation sans le rapport",
        acte=service_modalites.deroger_au_rapport,
        fait="L'évaluation est autorisée sans le rapport.",
    )


def abandonner(request, pk):
    """Stop a dossier, with its reason."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_abandonner(request.user, dossier):
        raise PermissionDenied
    return _avec_motif(
        request,
        dossier,
        titre="Abandonner le dossier",
        explication="Le dossier s'arrête ici : plus personne ne pourra l'évaluer ni le présenter "
        "à un jury. Une nouvelle inscription restera possible.",
        bouton="Abandonner le dossier",
        acte=transitions.abandonner,
        fait="Le dossier est abandonné.",
    )


def _avec_motif(request, dossier, *, titre, explication, bouton, acte, fait):
    """Ask a reason, then act: one page for every act that must be explained."""
    form = MotifForm(request.POST or None, bouton=bouton)
    if request.method == "POST" and form.is_valid():
        try:
            acte(dossier, motif=form.cleaned_data["motif"], par=request.user)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, fait)
            return redirect(dossier)
    contexte = {"dossier": dossier, "form": form, "titre": titre, "explication": explication}
    return render(request, "dossiers/motif.html", contexte)
