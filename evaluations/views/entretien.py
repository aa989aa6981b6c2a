"""The interview with the candidate, where the version requires it (R19)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers.errors import DateImpossible
from dossiers.views.acces import dossier_visible
from evaluations.errors import EntretienModifie
from evaluations.forms.entretien import EntretienForm
from evaluations.permissions import peut_lire_grille, peut_saisir_entretien
from evaluations.selectors.entretien import lire_entretien
from evaluations.services import entretien as service


def entretien(request, pk):
    """Write or complete the interview, until the dossier is on a jury's list; then read it."""
    dossier = dossier_visible(request, pk)
    if not dossier.referentiel.entretien_requis:
        raise Http404
    if not peut_lire_grille(request.user, dossier):
        raise PermissionDenied
    actuel = lire_entretien(dossier)
    contexte = {"dossier": dossier, "entretien": actuel}
    if not peut_saisir_entretien(request.user, dossier):
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "evaluations/entretien/entretien.html", contexte)
    form = EntretienForm(
        request.POST or None, instance=actuel, capacites=dossier.capacites_visees()
    )
    if request.method == "POST" and form.is_valid():
        try:
            service.enregistrer(dossier, **form.saisie, par=request.user)
        except DateImpossible as refus:
            form.add_error("date", str(refus))
        except EntretienModifie as conflit:
            form.rappeler(conflit.actuel)
            form.add_error(None, str(conflit))
            contexte["autre"] = conflit.actuel
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "L'entretien est enregistré.")
            return redirect("evaluations:entretien", pk)
    return render(request, "evaluations/entretien/entretien.html", contexte | {"form": form})
