"""The measures granted to a candidate."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers.forms.amenagements import AmenagementForm
from dossiers.models import Amenagement, Dossier
from dossiers.permissions import peut_amenager
from dossiers.services import amenagements as service
from dossiers.views.acces import dossier_visible


def ajouter(request, pk):
    """Record a measure."""
    return _remplir(request, _dossier(request, pk), None)


def modifier(request, pk, amenagement_pk):
    """Correct a measure."""
    dossier = _dossier(request, pk)
    return _remplir(request, dossier, get_object_or_404(dossier.amenagements, pk=amenagement_pk))


@require_POST
def retirer(request, pk, amenagement_pk):
    """Take a measure out for good."""
    dossier = _dossier(request, pk)
    amenagement = get_object_or_404(dossier.amenagements, pk=amenagement_pk)
    try:
        service.retirer(amenagement, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "L'aménagement est retiré.")
    return redirect(dossier)


def _dossier(request, pk) -> Dossier:
    dossier = dossier_visible(request, pk)
    if not peut_amenager(request.user, dossier):
        raise PermissionDenied
    return dossier


def _remplir(request, dossier: Dossier, amenagement: Amenagement | None):
    form = AmenagementForm(request.POST or None, instance=amenagement)
    if request.method == "POST" and form.is_valid():
        try:
            service.enregistrer(dossier, form.valeur, par=request.user, amenagement=amenagement)
        except ErreurMetier as erreur:
            form.add_error(erreur.champ, str(erreur))
        else:
            messages.success(request, "L'aménagement est enregistré.")
            return redirect(dossier)
    contexte = {"dossier": dossier, "form": form, "amenagement": amenagement}
    return render(request, "dossiers/amenagement.html", contexte)
