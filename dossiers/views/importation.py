"""Import candidates: drop a spreadsheet, read what it would do, choose, confirm."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from cqpm.commun import televersement, travaux
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.exports import FORMATS
from dossiers.enums import EtatImport
from dossiers.forms.importation import ImportForm
from dossiers.importation.examen import IGNORER
from dossiers.models import ImportCandidats
from dossiers.permissions import peut_inscrire
from dossiers.selectors.importation import (
    LIBELLES,
    dossiers_importes,
    erreurs,
    lignes_montrees,
    resumer,
)
from dossiers.services import importation as service
from referentiels.enums import EtatReferentiel
from referentiels.models import Referentiel

PAR_PAGE = 50
# The field of a line's choice: « choix-12 ».
CHOIX = "choix-"


def imports(request):
    """What was imported, by whom, and what waits for a confirmation."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    lignes = ImportCandidats.objects.visible_par(request.user).select_related("demande_par")
    page = Paginator(lignes.defer("rapport"), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "dossiers/importation/imports.html", {"page": page})


def importer(request):
    """Drop a file: what cannot be read is refused here, the rest is read by a job."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    form = ImportForm(utilisateur=request.user)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES, utilisateur=request.user)
        televersement.expliquer(form, request)
    if form.is_valid():
        fichier, centre = form.cleaned_data["fichier"], form.cleaned_data["centre"]
        try:
            depose = service.deposer(
                fichier.read(), nom=fichier.name, centre=centre, par=request.user
            )
        except ErreurMetier as erreur:
            form.add_error("fichier", str(erreur))
        else:
            return redirect(depose)
    contexte = {"form": form, "lignes_max": settings.CQPM_IMPORT_LIGNES_MAX}
    contexte["garde"] = settings.CQPM_GARDE_IMPORTS
    return render(request, "dossiers/importation/importer.html", contexte)


def import_modele(request, format):
    """The file to fill."""
    from dossiers.importation.modele import (  # noqa: PLC0415 (a worker has no room for openpyxl)
        ecrire_modele_csv,
        ecrire_modele_xlsx,
    )

    if not peut_inscrire(request.user):
        raise PermissionDenied
    if format not in FORMATS:
        raise Http404
    if format == "csv":
        contenu = ecrire_modele_csv()
    else:
        versions = Referentiel.objects.filter(etat=EtatReferentiel.PUBLIE)
        contenu = ecrire_modele_xlsx(versions, lignes=settings.CQPM_IMPORT_LIGNES_MAX)
    return _fichier(contenu, format, "modele-import-candidats")


def import_voir(request, import_pk):
    """The progress, then every line's result, then the dossiers that were created."""
    importation = _visible(request, import_pk)
    montrer = request.GET.get("montrer", "")
    montrer = montrer if montrer in LIBELLES else ""
    contexte = {"importation": importation, "montrer": montrer}
    if importation.etat == EtatImport.LU:
        lignes = lignes_montrees(importation, montrer)
        contexte |= {
            "comptes": resumer(importation.rapport["lignes"], importation.decisions),
            "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
            "filtres": [(etat, libelle) for etat, (libelle, _) in LIBELLES.items()],
        }
    elif importation.etat == EtatImport.IMPORTE:
        contexte["dossiers"] = dossiers_importes(importation)
    return render(request, "dossiers/importation/import.html", contexte)


def import_etat(request, import_pk):
    """The job's progress, polled by the page, which is loaded anew when the job ends."""
    importation = _visible(request, import_pk)
    if importation.travail and importation.travail.est_fini and request.htmx:
        return HttpResponseClientRefresh()
    return render(request, "dossiers/importation/_travail.html", {"importation": importation})


@require_POST
def import_decider(request, import_pk):
    """Keep the answers about people who may be known; `tous` leaves all their lines out."""
    importation = _visible(request, import_pk)
    if request.POST.get("tous") == IGNORER:
        return _agir(request, importation, service.ignorer_les_doublons)
    choix = {
        nom.removeprefix(CHOIX): valeur
        for nom, valeur in request.POST.items()
        if nom.startswith(CHOIX)
    }
    return _agir(request, importation, service.decider, choix)


@require_POST
def import_confirmer(request, import_pk):
    """Register everyone, in a job."""
    return _agir(request, _visible(request, import_pk), service.confirmer)


@require_POST
def import_abandonner(request, import_pk):
    """Give the import up: its file is removed."""
    return _agir(request, _visible(request, import_pk), service.abandonner)


@require_POST
def import_relancer(request, import_pk):
    """Queue a failed job again."""
    importation = _visible(request, import_pk)
    if importation.travail:
        travaux.relancer_echec(importation.travail, par=request.user)
    return redirect(importation)


def import_erreurs(request, import_pk, format):
    """What is to correct, as a table to keep beside the file."""
    importation = _visible(request, import_pk)
    if format not in FORMATS:
        raise Http404
    contenu = FORMATS[format].ecrire(*erreurs(importation))
    return _fichier(contenu, format, f"erreurs-import-{importation.pk}")


def _visible(request, pk) -> ImportCandidats:
    """The import of one's own centre, or 404."""
    visibles = ImportCandidats.objects.visible_par(request.user)
    liees = visibles.select_related("travail", "fichier", "demande_par", "centre")
    return get_object_or_404(liees, pk=pk)


def _agir(request, importation, acte, *arguments):
    try:
        acte(importation, *arguments, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    suite = request.POST.get("suite", "")
    page = importation.get_absolute_url()
    return redirect(f"{page}?{suite}" if suite.startswith(("page=", "montrer=")) else page)


def _fichier(contenu: bytes, format: str, nom: str) -> HttpResponse:
    reponse = HttpResponse(contenu, content_type=FORMATS[format].type_mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{format}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse
