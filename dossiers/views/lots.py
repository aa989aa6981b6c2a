"""Do one act on many dossiers: choose it, see who is left out and why, confirm, follow."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from cqpm.commun.errors import ErreurMetier
from dossiers import lots as registre
from dossiers.forms.selection import cles_choisies
from dossiers.models import Lot
from dossiers.permissions import peut_inscrire
from dossiers.selectors.lots import apercu, centre_du_lot, dossiers_choisis, suivi
from dossiers.services import lots as service

PAR_PAGE = 50


def lots(request):
    """The batch acts of one's centres, the latest first."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    lignes = Lot.objects.visible_par(request.user).select_related("demande_par")
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "dossiers/lots/lots.html", {"page": page})


def lot_preparer(request):
    """Three steps on one address: what the act asks, the preview, the lot. Nothing is kept before.

    Opened without a selection (a reload after signing in again), it goes back to the list.
    """
    if not peut_inscrire(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return redirect("dossiers:liste")
    acte = registre.par_code(request.POST.get("acte", ""))
    choisis = _choisis(request)
    if acte is None or not choisis:
        if acte is None:
            messages.error(request, "Choisissez ce qu'il faut faire des dossiers cochés.")
        return redirect("dossiers:liste")
    etape = request.POST.get("etape", "")
    donnees = request.POST if etape else None
    centre = centre_du_lot(choisis, request.user)
    form = acte.formulaire(donnees, centre=centre, utilisateur=request.user)
    contexte = {"acte": acte, "dossiers": choisis, "form": form}
    if not etape or etape == "retour" or not form.is_valid():
        return render(request, "dossiers/lots/preparer.html", contexte)
    trie = apercu(acte, choisis, form, request.user)
    if etape == "confirmer":
        try:
            return redirect(service.creer_lot(acte, trie.inclus, form, par=request.user))
        except ErreurMetier as erreur:
            messages.error(request, str(erreur))
    form.cacher()
    return render(request, "dossiers/lots/apercu.html", contexte | {"apercu": trie})


def _choisis(request):
    """The dossiers of the selection that this person sees; a message when there is none."""
    try:
        choisis = dossiers_choisis(request.user, cles_choisies(request.POST, request.user))
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
        return []
    if not choisis:
        messages.error(request, "Cochez au moins un dossier dans la liste.")
    elif not centre_du_lot(choisis, request.user):
        messages.error(request, "Ces dossiers dépendent d'un autre centre d'examen.")
        return []
    return choisis


def lot_voir(request, lot_pk):
    """How far the batch is, and each dossier's result."""
    lot = _visible(request, lot_pk)
    return render(request, "dossiers/lots/lot.html", {"lot": lot, "suivi": suivi(lot)})


def lot_etat(request, lot_pk):
    """The progress, polled by the page, which is loaded anew at the end."""
    lot = _visible(request, lot_pk)
    etat = suivi(lot)
    if etat.est_fini and request.htmx:
        return HttpResponseClientRefresh()
    return render(request, "dossiers/lots/_avancement.html", {"lot": lot, "suivi": etat})


@require_POST
def lot_relancer(request, lot_pk):
    """Try again what was refused or failed."""
    lot = _visible(request, lot_pk)
    if not service.relancer(lot, par=request.user):
        messages.info(request, "Aucune ligne de ce lot n'est à reprendre.")
    return redirect(lot)


def _visible(request, pk) -> Lot:
    """The lot of one's own centre, or 404."""
    return get_object_or_404(Lot.objects.visible_par(request.user), pk=pk)
