"""Read a brouillon again beside its source, and tick its doubtful places (R6)."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from referentiels.fiche import provenance_de
from referentiels.models import Referentiel
from referentiels.relecture import relecture
from referentiels.services.relecture import cocher, decocher, semblables
from referentiels.views.acces import brouillon_a_modifier


def relire(request: HttpRequest, pk: int):
    """The source, passage by passage, beside what became of it; without JavaScript, one form."""
    referentiel = brouillon_a_modifier(request, pk)
    if request.method == "POST":
        serie = _numeros(request, "semblables")
        _enregistrer(request, referentiel, serie)
        ancre = f"#point-{min(serie)}" if serie else ""
        return redirect(request.get_full_path() + ancre)
    contexte = {
        "referentiel": referentiel,
        "relecture": relecture(referentiel),
        "provenance": provenance_de(referentiel),
        "tout": "tout" in request.GET,
    }
    return render(request, "referentiels/relire.html", contexte)


def _numeros(request: HttpRequest, nom: str) -> set[int]:
    return {int(pk) for pk in request.POST.getlist(nom) if pk.isdecimal() and len(pk) < 10}


def _enregistrer(request: HttpRequest, referentiel: Referentiel, serie: set[int]) -> None:
    """Only what the person changed: another reader's ticks are not undone by an old page.

    `serie` are the points that the person asks to tick with all those that say the same.
    """
    coches, etaient = _numeros(request, "relu"), _numeros(request, "etait")
    coches_ici = (coches - etaient) | semblables(referentiel, serie)
    faits = cocher(referentiel, coches_ici, par=request.user)
    defaits = decocher(referentiel, etaient - coches, par=request.user)
    if faits or defaits:
        messages.success(request, "La relecture est enregistrée.")


@require_POST
def pointer(request: HttpRequest, pk: int, point_pk: int):
    """Tick or untick one place, and answer the bar that counts what is left."""
    referentiel = brouillon_a_modifier(request, pk)
    point = get_object_or_404(referentiel.points_a_relire, pk=point_pk)
    acte = cocher if str(point.pk) in request.POST.getlist("relu") else decocher
    acte(referentiel, [point.pk], par=request.user)
    contexte = {"referentiel": referentiel, "relecture": relecture(referentiel)}
    return render(request, "referentiels/partials/_relecture_barre.html", contexte)
