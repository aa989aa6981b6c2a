"""The history of a brouillon: read it, undo, go back, throw the brouillon away."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier
from referentiels.errors import BrouillonModifie
from referentiels.services import brouillon, versions
from referentiels.views.acces import brouillon_a_modifier

PERIME = (
    "Le brouillon a été modifié par ailleurs depuis que vous avez ouvert cette page : rien n'a été "
    "annulé. Regardez l'historique, puis recommencez si vous le voulez encore."
)


def historique(request: HttpRequest, pk: int):
    """Who did what and when; each content that is kept can be taken up again."""
    referentiel = brouillon_a_modifier(request, pk)
    actes = referentiel.actes.select_related("auteur").defer("document")
    retrouvables = set(
        referentiel.actes.filter(document__isnull=False).values_list("revision", flat=True)
    ) - {referentiel.revision}
    contexte = {"referentiel": referentiel, "actes": actes, "retrouvables": retrouvables}
    return render(request, "referentiels/edition/historique.html", contexte)


@require_POST
def annuler(request: HttpRequest, pk: int):
    """Undo the last change, then back to the page that asked."""
    referentiel = brouillon_a_modifier(request, pk)
    revision = lire_entier(request.POST, "revision")
    _rejouer(
        request,
        partial(brouillon.annuler, referentiel, revision=revision, par=request.user),
        "La dernière modification est annulée.",
    )
    return _retour(request, pk)


@require_POST
def revenir(request: HttpRequest, pk: int):
    """Take up again the content of an earlier revision."""
    referentiel = brouillon_a_modifier(request, pk)
    revision, cible = (lire_entier(request.POST, nom) for nom in ("revision", "cible"))
    _rejouer(
        request,
        partial(brouillon.revenir, referentiel, cible, revision=revision, par=request.user),
        "Le brouillon a repris cet état. Rien de l'histoire n'est perdu.",
    )
    return redirect("referentiels:historique", pk)


def _rejouer(request: HttpRequest, acte: Callable[[], object], reussite: str) -> None:
    """Take an earlier content up again, and say what came of it."""
    try:
        acte()
    except BrouillonModifie:
        messages.error(request, PERIME)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, reussite)


def _retour(request: HttpRequest, pk: int) -> HttpResponse:
    page = request.POST.get("retour", "")
    if page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return redirect(page)
    return redirect("referentiels:modifier", pk)


def supprimer(request: HttpRequest, pk: int):
    """Ask, then throw the brouillon away with its history."""
    referentiel = brouillon_a_modifier(request, pk)
    if request.method != "POST":
        contexte = {"referentiel": referentiel, "nombre": referentiel.actes.count()}
        return render(request, "referentiels/edition/supprimer.html", contexte)
    nom = str(referentiel)
    try:
        versions.supprimer(referentiel)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
        return redirect(referentiel)
    messages.success(request, f"Le brouillon « {nom} » est supprimé.")
    return redirect("referentiels:liste")
