"""What changes between two versions: choose them, then read the differences."""

from django.shortcuts import redirect, render

from referentiels.differences.comparaison import comparer as comparer_documents
from referentiels.echange.exportation import exporter
from referentiels.forms.comparaison import ComparaisonForm
from referentiels.models import Referentiel
from referentiels.views.acces import version_visible


def choisir(request, pk):
    """Choose the version to compare with; the older of the two is read first."""
    referentiel = version_visible(request, pk)
    form = ComparaisonForm(
        request.GET if "autre" in request.GET else None,
        referentiel=referentiel,
        autres=Referentiel.objects.visible_par(request.user).exclude(pk=pk),
    )
    if form.is_valid():
        deux = sorted([referentiel, form.cleaned_data["autre"]], key=_anciennete)
        return redirect("referentiels:comparer", *(version.pk for version in deux))
    return render(
        request, "referentiels/comparer_avec.html", {"referentiel": referentiel, "form": form}
    )


def _anciennete(referentiel: Referentiel) -> tuple:
    """A brouillon without a date comes last."""
    date = referentiel.date_modification
    return date is None, date, referentiel.pk


def comparer(request, pk, autre):
    """What changes from the first version to the second; `?afficher=tout` shows the rest too."""
    ancien, nouveau = version_visible(request, pk), version_visible(request, autre)
    differences = comparer_documents(exporter(ancien), exporter(nouveau))
    tout = request.GET.get("afficher") == "tout"
    contexte = {
        "ancien": ancien,
        "nouveau": nouveau,
        "differences": differences,
        "tout": tout,
        "chapitres": [un for un in differences.chapitres if un.change or (tout and un.existe)],
        "inchanges": [un.titre for un in differences.chapitres if un.existe and not un.change],
    }
    return render(request, "referentiels/comparer.html", contexte)
