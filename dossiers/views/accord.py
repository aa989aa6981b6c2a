"""The agreement on the modalités: record it, show what was agreed, withdraw it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from dossiers.errors import DateImpossible
from dossiers.forms.accord import AccordForm
from dossiers.forms.actions import MotifForm
from dossiers.permissions import peut_planifier
from dossiers.selectors.plan import dernier_changement, plan_par_capacite
from dossiers.services import accord as service
from dossiers.views.acces import dossier_visible


def accord(request, pk):
    """Record who agreed to the plan, and when (R10)."""
    dossier = dossier_visible(request, pk)
    if not peut_planifier(request.user, dossier):
        raise PermissionDenied
    form = AccordForm(request.POST or None, request.FILES or None, dossier=dossier)
    televersement.expliquer(form, request)
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data | {"version": form.cleaned_data["version"] or None}
        try:
            service.enregistrer_accord(dossier, **donnees, par=request.user)
        except DateImpossible as erreur:
            form.add_error("date", str(erreur))
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "L'accord sur les modalités est enregistré.")
            return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "plan": plan_par_capacite(dossier),
        "changement": dernier_changement(dossier),
    }
    return render(request, "dossiers/accord.html", contexte)


def retirer_accord(request, pk):
    """Withdraw the recorded agreement, with a reason."""
    dossier = dossier_visible(request, pk)
    if not peut_planifier(request.user, dossier):
        raise PermissionDenied
    form = MotifForm(request.POST or None, bouton="Retirer l'accord")
    if request.method == "POST" and form.is_valid():
        try:
            service.retirer_accord(dossier, motif=form.cleaned_data["motif"], par=request.user)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "L'accord est retiré. Il reste au journal.")
            return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "titre": "Retirer l'accord sur les modalités",
        "explication": "Le dossier ne pourra être transmis qu'après un nouvel accord. "
        "Le motif reste au journal.",
    }
    return render(request, "dossiers/motif.html", contexte)
