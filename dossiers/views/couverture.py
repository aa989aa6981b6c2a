"""The coverage map of a dossier: what will prove each critère."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers.errors import PlanModifie
from dossiers.forms.couverture import CouvertureForm
from dossiers.permissions import peut_lire_documents, peut_planifier
from dossiers.services.situations import enregistrer_situations
from dossiers.views.acces import dossier_visible


def couverture(request, pk):
    """Show the map to staff and commission; staff write it until the transmission."""
    dossier = dossier_visible(request, pk)
    ecrit = peut_planifier(request.user, dossier)
    if not (ecrit or (request.method == "GET" and peut_lire_documents(request.user, dossier))):
        raise PermissionDenied
    form = CouvertureForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid() and _enregistrer(request, dossier, form):
        return redirect("dossiers:couverture", dossier.pk)
    contexte = {
        "dossier": dossier,
        "form": form,
        "carte": form.carte,
        "carte_typee": form.carte_typee,
        "ecrit": ecrit,
    }
    return render(request, "dossiers/couverture.html", contexte)


def _enregistrer(request, dossier, form) -> bool:
    version = form.cleaned_data["version"] or None
    try:
        enregistrer_situations(dossier, form.gardees, par=request.user, version=version)
    except PlanModifie as erreur:
        form.montrer_l_autre()
        form.add_error(None, str(erreur))
    except ErreurMetier as erreur:
        form.add_error(None, str(erreur))
    else:
        messages.success(request, "La couverture des critères est enregistrée.")
        return True
    return False
