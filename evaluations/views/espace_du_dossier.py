"""How staff give a candidate their space: send the link, hand one over, close it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.liens import Cle
from dossiers.models import Dossier
from dossiers.permissions import est_gestionnaire
from dossiers.views.acces import dossier_visible
from evaluations.selectors.espace import adresse, suivi_de
from evaluations.services import espace as service


def espace_du_dossier(request, pk):
    """Where the candidate's space stands, and what can be done about it."""
    return _page(request, _dossier(request, pk))


@require_POST
def envoyer(request, pk):
    """Mail a link and its code to the candidate."""
    dossier = _dossier(request, pk)
    try:
        service.envoyer(dossier, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"Le lien part à {dossier.candidat.courriel}.")
    return redirect("evaluations:espace_du_dossier", pk)


@require_POST
@never_cache
def copier(request, pk):
    """Show a new link and its code, this once: only their fingerprints are kept."""
    dossier = _dossier(request, pk)
    return _page(request, dossier, acces=service.copier(dossier, par=request.user))


@require_POST
def fermer(request, pk):
    """Close every link to this space."""
    dossier = _dossier(request, pk)
    try:
        service.fermer(dossier, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "L'espace est fermé : plus aucun lien ne s'ouvre.")
    return redirect("evaluations:espace_du_dossier", pk)


def courriel(request, pk):
    """The progress of the mail, polled by the page."""
    dossier = _dossier(request, pk)
    contexte = {"dossier": dossier, "travail": suivi_de(dossier).envoi}
    return render(request, "evaluations/espace_du_dossier/_courriel.html", contexte)


def _dossier(request: HttpRequest, pk: int) -> Dossier:
    dossier = dossier_visible(request, pk)
    if not est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    return dossier


def _page(request: HttpRequest, dossier: Dossier, *, acces: Cle | None = None) -> HttpResponse:
    suivi = suivi_de(dossier)
    contexte = {
        "dossier": dossier,
        "suivi": suivi,
        "travail": suivi.envoi,
        "adresse": adresse(acces.jeton) if acces else "",
        "code": acces.code_lisible if acces else "",
    }
    return render(request, "evaluations/espace_du_dossier/espace.html", contexte)
