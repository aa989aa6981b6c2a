"""Take the list away as a file: at once when it is short, by a job when it is long."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cqpm.commun import travaux
from cqpm.commun.fichiers import reponse_document, reponse_produit
from cqpm.commun.forms import lire_texte
from cqpm.commun.models import Document
from cqpm.commun.pagination import compter
from dossiers.forms.filtres import FiltreDossiers
from dossiers.forms.liste import ExportForm
from dossiers.models import ExportDossiers
from dossiers.permissions import peut_exporter
from dossiers.selectors.colonnes import colonnes_choisies, colonnes_offertes
from dossiers.selectors.table import IMMEDIAT_MAX
from dossiers.services.exports import demander_export, exporter

RECENTS = 20
REFUS = (
    "L'export n'est pas fait : le format ou un filtre n'est pas valable. "
    "Corrigez les filtres de la liste, puis recommencez."
)


@require_POST
def exporter_liste(request):
    """Answer with the file, or with the page where it will be ready."""
    if not peut_exporter(request.user):
        raise PermissionDenied
    filtre = FiltreDossiers.de_l_adresse(lire_texte(request.POST, "liste"), request.user)
    form = ExportForm(request.POST)
    if filtre.erreurs or not form.is_valid():
        messages.error(request, REFUS)
        return redirect(f"{reverse('dossiers:liste')}?{filtre.requete}")
    toutes = form.cleaned_data["etendue"] == "toutes"
    colonnes = (colonnes_offertes if toutes else colonnes_choisies)(request.user)
    trace = {
        "nature": form.cleaned_data["nature"],
        "filtre": filtre.requete,
        "libelle": filtre.en_mots,
        "par": request.user,
    }
    _, est_longue = compter(filtre.qs, IMMEDIAT_MAX)
    if est_longue:
        demander_export(colonnes, **trace)
        return redirect("dossiers:exports")
    return reponse_produit(exporter(filtre.dossiers, colonnes, **trace))


def exports(request):
    """The last exports of this person: progress, then the file."""
    if not peut_exporter(request.user):
        raise PermissionDenied
    siens = ExportDossiers.objects.filter(demande_par=request.user)
    recents = siens.select_related("travail__document")[:RECENTS]
    return render(request, "dossiers/exports.html", {"exports": recents})


def export_etat(request, export_pk):
    """The progress of one export, polled by its page."""
    export = _le_sien(request, export_pk)
    return render(request, "dossiers/partials/_export.html", {"export": export})


def export_fichier(request, export_pk):
    """Download the file of one's own export."""
    export = _le_sien(request, export_pk)
    return reponse_document(get_object_or_404(Document, travail=export.travail))


@require_POST
def export_relancer(request, export_pk):
    """Queue a failed export again."""
    travaux.relancer_echec(_le_sien(request, export_pk).travail, par=request.user)
    return redirect("dossiers:exports")


def _le_sien(request, export_pk) -> ExportDossiers:
    """One's own export made by a job; anybody else's does not exist (404)."""
    if not peut_exporter(request.user):
        raise PermissionDenied
    siens = ExportDossiers.objects.filter(demande_par=request.user, travail__isnull=False)
    return get_object_or_404(siens.select_related("travail__document"), pk=export_pk)
