"""Stop a dossier, take it up again, postpone it (DOMAINE.md §2.2, x)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers import permissions, transitions
from dossiers.errors import DateImpossible
from dossiers.forms.arrets import ArretForm, ReportForm
from dossiers.services import arrets as service
from dossiers.views.acces import dossier_visible
from dossiers.views.motif import avec_motif


def abandonner(request, pk):
    """Stop a dossier: abandonment, absence or mistake, with its reason."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_abandonner(request.user, dossier):
        raise PermissionDenied
    form = ArretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            transitions.abandonner(dossier, **form.cleaned_data, par=request.user)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, f"Le dossier {dossier.numero} est arrêté.")
            return redirect(dossier)
    return render(request, "dossiers/arret.html", {"dossier": dossier, "form": form})


def reprendre(request, pk):
    """Take up a stopped dossier where it was left."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_reprendre(request.user, dossier):
        raise PermissionDenied
    return avec_motif(
        request,
        dossier,
        titre="Reprendre le dossier",
        explication="Le dossier retrouve l'état où il a été arrêté, avec tout ce qui y était "
        "écrit. Le motif reste au journal.",
        bouton="Reprendre le dossier",
        acte=service.reprendre,
        fait="Le dossier est repris là où il en était.",
    )


def reporter(request, pk):
    """Put a dossier aside until a day, with the reason."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_reporter(request.user, dossier):
        raise PermissionDenied
    initial = {"jusqu_au": dossier.report_jusqu_au, "motif": dossier.report_motif}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            dossier = service.reporter(dossier, **form.cleaned_data, par=request.user)
        except ErreurMetier as erreur:
            champ = "jusqu_au" if isinstance(erreur, DateImpossible) else None
            form.add_error(champ, str(erreur))
        else:
            messages.success(
                request, f"Le dossier est reporté jusqu'au {dossier.report_jusqu_au:%d/%m/%Y}."
            )
            return redirect(dossier)
    return render(request, "dossiers/reporter.html", {"dossier": dossier, "form": form})


@require_POST
def lever_report(request, pk):
    """Bring a postponed dossier back before its day."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_reporter(request.user, dossier):
        raise PermissionDenied
    service.lever_report(dossier, par=request.user)
    messages.success(request, "Le report est levé : le dossier reprend son cours.")
    return redirect(dossier)
