"""The grid on paper: print it blank or filled, deposit the scan that the commission signed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.models import Document, Travail, sujet_de
from dossiers.views.acces import dossier_visible
from evaluations.enums import GrillePapier
from evaluations.forms.papier import ScanForm
from evaluations.permissions import peut_deposer_scan, peut_lire_grille
from evaluations.services import papier as service


def papier(request, pk):
    """What to print, what to sign, and how far each PDF is."""
    return _page(request, _dossier_lu(request, pk))


@require_POST
def vierge(request, pk):
    """Ask for the grid to fill with a pen."""
    return _demander(request, pk, service.demander_vierge)


@require_POST
def remplie(request, pk):
    """Ask for the commission's grid, to sign by hand."""
    return _demander(request, pk, service.demander_remplie)


def travail(request, pk, travail_pk):
    """The progress of one of these PDFs, polled by the page.

    Once the grid to sign is there the page is read again: it now asks for the scan.
    """
    dossier = _dossier_lu(request, pk)
    jobs = Travail.objects.select_related("document").filter(
        sujet=sujet_de(dossier), nature__in=GrillePapier.values
    )
    job = get_object_or_404(jobs, pk=travail_pk)
    if request.htmx and job.nature == GrillePapier.REMPLIE and job.est_fini:
        return HttpResponseClientRefresh()
    contexte = {"dossier": dossier, "travail": job}
    return render(request, "evaluations/papier/_travail.html", contexte)


def document(request, pk, document_pk):
    """Download one of the dossier's grids: to fill, to sign, or signed."""
    dossier = _dossier_lu(request, pk)
    grilles = Document.objects.filter(sujet=sujet_de(dossier), nature__in=GrillePapier.values)
    return reponse_document(get_object_or_404(grilles, pk=document_pk))


@require_POST
def deposer(request, pk):
    """Keep the scan of the signed grid, which closes it; a refusal says why, beside the file."""
    dossier = _dossier_lu(request, pk)
    form = ScanForm(request.POST, request.FILES, commission=dossier.commission)
    televersement.expliquer(form, request)
    if form.is_valid():
        try:
            service.deposer_scan(dossier, form.cleaned_data["fichier"], par=request.user)
        except ErreurMetier as refus:
            form.add_error("fichier", str(refus))
        else:
            messages.success(request, "La grille signée est déposée : les évaluations sont closes.")
            return redirect("evaluations:grille", pk)
    return _page(request, dossier, form=form)


def _dossier_lu(request, pk):
    dossier = dossier_visible(request, pk)
    if not peut_lire_grille(request.user, dossier):
        raise PermissionDenied
    return dossier


def _demander(request, pk, demander):
    dossier = _dossier_lu(request, pk)
    try:
        demander(dossier, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    return redirect(reverse("evaluations:grille_papier", args=[pk]))


def _page(request, dossier, *, form=None):
    contexte = {
        "dossier": dossier,
        "papier": service.etat(dossier),
        "peut_deposer": peut_deposer_scan(request.user, dossier),
        "form": form or ScanForm(commission=dossier.commission),
    }
    return render(request, "evaluations/papier/papier.html", contexte)
