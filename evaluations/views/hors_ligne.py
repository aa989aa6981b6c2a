"""What an evaluator's device needs to work without network: the worker, the page, the list."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cqpm.comptes.enums import Role
from evaluations.selectors.mes_grilles import GrilleOuverte
from evaluations.selectors.mes_grilles import mes_grilles as lire_mes_grilles


@require_safe
def travailleur(request):
    """The service worker, at the root of the site: from there it sees every page.

    Browsers ask for it again at each visit: a kept copy would hold back a new release.
    """
    programme = Path(finders.find("js/travailleur.js")).read_bytes()
    reponse = HttpResponse(programme, content_type="text/javascript; charset=utf-8")
    reponse["Service-Worker-Allowed"] = "/"
    reponse["Cache-Control"] = "no-cache"
    return reponse


@require_safe
def hors_ligne(request):
    """What a device shows instead of a page that it does not have; it names nobody."""
    return render(request, "evaluations/hors_ligne/secours.html")


def mes_grilles(request):
    """One's open grids, those of the day first; as JSON for the device that keeps them."""
    if not request.user.a_role(Role.EVALUATEUR):
        raise PermissionDenied
    grilles = lire_mes_grilles(request.user)
    if request.accepts("text/html"):
        contexte = {"grilles": grilles}
        reponse = render(request, "evaluations/hors_ligne/mes_grilles.html", contexte)
    else:
        lignes = [_en_json(une) for une in grilles]
        reponse = JsonResponse({"utilisateur": request.user.pk, "grilles": lignes})
    reponse["Cache-Control"] = "private, no-store"
    patch_vary_headers(reponse, ["Accept"])
    return reponse


def _en_json(grille: GrilleOuverte) -> dict:
    return {
        "dossier": grille.dossier.pk,
        "titre": grille.titre,
        "url": reverse("evaluations:grille", args=[grille.dossier.pk]),
        "du_jour": grille.du_jour,
    }
