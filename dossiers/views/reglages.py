"""The settings of an exam centre, for its manager."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cqpm.commun.forms import lire_entier
from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre
from dossiers.forms.reglages import ReglagesForm
from dossiers.permissions import peut_regler
from dossiers.selectors.reglages import centres_a_regler, journal_des_reglages, reglages_de
from dossiers.services.reglages import changer_reglages


def reglages(request):
    """Options and contact data, then who changed them."""
    centre = centre_a_regler(request)
    form = ReglagesForm(request.POST or None, centre=centre, reglages=reglages_de(centre))
    if request.method == "POST" and form.is_valid():
        changes = changer_reglages(centre, form.cleaned_data, par=request.user)
        messages.success(request, " ".join(changes) or "Rien n'a changé.")
        return redirect(f"{reverse('dossiers:reglages')}?centre={centre.pk}")
    contexte = {
        "centre": centre,
        "centres": centres_a_regler(request.user),
        "form": form,
        "journal": journal_des_reglages(centre),
    }
    return render(request, "dossiers/reglages/reglages.html", contexte)


def centre_a_regler(request) -> Centre:
    """The centre of `?centre=`, else the first one that this person manages; 403 or 404 if none."""
    if not peut_regler(request.user):
        raise PermissionDenied
    centres = Centre.objects.filter(pk__in=request.user.centres_de(Role.RESPONSABLE))
    if "centre" in request.GET:
        return get_object_or_404(centres, pk=lire_entier(request.GET, "centre"))
    return centres.first()
