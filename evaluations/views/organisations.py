"""The unions that the juries count on: a list that each cycle of representativity changes (R27)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from cqpm.commun.errors import ErreurMetier
from evaluations import permissions
from evaluations.forms.organisations import OrganisationForm
from evaluations.models import OrganisationSyndicale
from evaluations.services import organisations as service


def organisations(request):
    """Every period, those in force first."""
    if not permissions.peut_organiser_sessions(request.user):
        raise PermissionDenied
    aujourd_hui = timezone.localdate()
    lignes = [(une, _etat(une, aujourd_hui)) for une in OrganisationSyndicale.objects.all()]
    contexte = {
        "lignes": sorted(lignes, key=lambda ligne: ligne[1] != EN_VIGUEUR),
        "tient": permissions.peut_tenir_les_organisations(request.user),
    }
    return render(request, "evaluations/jury/organisations.html", contexte)


EN_VIGUEUR = ("Représentative", "succes")


def _etat(une: OrganisationSyndicale, jour) -> tuple[str, str]:
    """Words and tone of its badge."""
    if une.depuis > jour:
        return ("À venir", "info")
    if une.jusqu_au and une.jusqu_au < jour:
        return ("Période terminée", "neutre")
    return EN_VIGUEUR


def organisation_ajouter(request):
    """Add a period."""
    return _formulaire(request, None)


def organisation_modifier(request, organisation_pk):
    """Change the name, or end a period."""
    return _formulaire(request, organisation_pk)


def _formulaire(request, organisation_pk: int | None):
    if not permissions.peut_tenir_les_organisations(request.user):
        raise PermissionDenied
    connue = None
    if organisation_pk is not None:
        connue = get_object_or_404(OrganisationSyndicale, pk=organisation_pk)
    form = OrganisationForm(request.POST or None, instance=connue)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = service.enregistrer(form.save(commit=False), par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{organisation.sigle} est enregistrée.")
            return redirect("evaluations:organisations")
    contexte = {"form": form, "organisation": connue}
    return render(request, "evaluations/jury/organisation_form.html", contexte)
