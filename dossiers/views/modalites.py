"""The plan of modalités: write it, record the agreement."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers.errors import DateImpossible, PlanRefuse
from dossiers.forms.modalites import AccordForm, PlanForm
from dossiers.permissions import peut_planifier
from dossiers.services import modalites as service
from dossiers.views.acces import dossier_visible


def modalites(request, pk):
    """Choose, capacité by capacité, among what this version allows."""
    dossier = dossier_visible(request, pk)
    if not peut_planifier(request.user, dossier):
        raise PermissionDenied
    form = PlanForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            dossier = service.enregistrer_plan(
                dossier,
                form.choix,
                rapport_attendu_le=form.cleaned_data["rapport_attendu_le"],
                par=request.user,
            )
        except PlanRefuse as erreur:
            form.montrer_fautes(erreur.fautes)
        except DateImpossible as erreur:
            form.add_error("rapport_attendu_le", str(erreur))
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "Les modalités sont enregistrées.")
            return redirect(dossier)
    return render(request, "dossiers/modalites.html", {"dossier": dossier, "form": form})


def accord(request, pk):
    """Record who agreed to the plan, and when (R10)."""
    dossier = dossier_visible(request, pk)
    if not peut_planifier(request.user, dossier):
        raise PermissionDenied
    form = AccordForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            service.enregistrer_accord(dossier, **form.cleaned_data, par=request.user)
        except DateImpossible as erreur:
            form.add_error("date", str(erreur))
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "L'accord sur les modalités est enregistré.")
            return redirect(dossier)
    return render(request, "dossiers/accord.html", {"dossier": dossier, "form": form})
