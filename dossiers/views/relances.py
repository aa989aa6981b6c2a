"""The reminders: mine, those of a dossier, and what staff do with them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers import permissions
from dossiers.enums import TERMINES
from dossiers.forms.relances import SuspensionForm
from dossiers.models import Dossier
from dossiers.selectors import relances as selecteur
from dossiers.services import relances_dossier as service
from dossiers.views.acces import dossier_visible

PAR_PAGE = 50


def mes_rappels(request):
    """What the person signed in will be reminded of, and when."""
    page = Paginator(selecteur.rappels_de(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "rappels": page.object_list, "jour": timezone.localdate()}
    return render(request, "dossiers/relances/mes_rappels.html", contexte)


def relances(request, pk):
    """Who is reminded of what, what left and when; suspended until when."""
    dossier = _du_centre(request, pk)
    return _page(request, dossier, SuspensionForm(dossier=dossier))


@require_POST
def suspendre(request, pk):
    """Pause the reminders of an act, or of all of them."""
    dossier = _du_centre(request, pk)
    form = SuspensionForm(request.POST, dossier=dossier)
    if form.is_valid():
        try:
            service.suspendre(dossier, **form.cleaned_data, par=request.user)
        except ErreurMetier as erreur:
            form.add_error("jusqu_au", str(erreur))
        else:
            messages.success(request, "Les relances sont suspendues.")
            return redirect("dossiers:relances", dossier.pk)
    return _page(request, dossier, form)


@require_POST
def reprendre(request, pk, suspension_pk):
    """End a pause before its day."""
    dossier = _du_centre(request, pk)
    suspension = get_object_or_404(dossier.suspensions, pk=suspension_pk)
    service.reprendre(suspension, par=request.user)
    messages.success(request, "Les relances reprennent.")
    return redirect("dossiers:relances", dossier.pk)


@require_POST
def relancer(request, pk, relance_pk):
    """Write to one person now."""
    dossier = _du_centre(request, pk)
    relance = get_object_or_404(dossier.relances.select_related("dossier"), pk=relance_pk)
    try:
        service.relancer_maintenant(relance, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, f"Une relance part à {relance.nom} ({relance.courriel}).")
    return redirect("dossiers:relances", dossier.pk)


def _du_centre(request, pk) -> Dossier:
    """The dossier, for the staff of its centre; others who see it get 403."""
    dossier = dossier_visible(request, pk)
    if not permissions.est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    return dossier


def _page(request, dossier, form):
    contexte = {
        "dossier": dossier,
        "ouvertes": selecteur.relances_du_dossier(dossier).filter(terminee_le=None),
        "finies": selecteur.relances_du_dossier(dossier).exclude(terminee_le=None)[:PAR_PAGE],
        "suspensions": selecteur.suspensions_de(dossier),
        "finie": dossier.etat in TERMINES,
        "form": form,
        "jour": timezone.localdate(),
    }
    return render(request, "dossiers/relances/dossier.html", contexte)
