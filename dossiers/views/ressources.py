"""The resource centre's own space: it reads what was sent to it and answers, nothing else (R14)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.forms import lire_texte
from dossiers.enums import SuiviRessources
from dossiers.forms.ressources import (
    AccordRessourcesForm,
    CorrectionFormSet,
    corrections_avec_une_ligne_de_plus,
)
from dossiers.models import Transmission
from dossiers.permissions import est_du_centre_de_ressources
from dossiers.selectors.ressources import comptes_par_suivi, echanges_avec, transmissions_recues
from dossiers.selectors.transmission import contenu_transmis, version_de
from dossiers.services import transmission as service

PAR_PAGE = 50


def recus(request):
    """What was sent to this person's centres: what waits first, the oldest on top."""
    if not est_du_centre_de_ressources(request.user):
        raise PermissionDenied
    texte, suivi = lire_texte(request.GET, "q"), request.GET.get("suivi", "")
    suivi = suivi if suivi in SuiviRessources.values else ""
    lignes = transmissions_recues(request.user, texte=texte, suivi=suivi)
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "transmissions": page.object_list,
        "texte": texte,
        "suivi": suivi,
        "comptes": comptes_par_suivi(request.user),
    }
    return render(request, "dossiers/ressources/recus.html", contexte)


def recu(request, transmission_pk):
    """One sending as it was sent, its answer, and the exchange so far."""
    transmission = _transmission(request, transmission_pk)
    contexte = {
        "transmission": transmission,
        "version": version_de(transmission),
        "contenu": contenu_transmis(transmission),
        "echanges": echanges_avec(transmission, request.user),
        "document": getattr(transmission.travail, "document", None),
    }
    return render(request, "dossiers/ressources/recu.html", contexte)


@require_POST
def accuser(request, transmission_pk):
    """Acknowledge: the dossier arrived."""
    transmission = _transmission(request, transmission_pk)
    try:
        service.accuser_reception(transmission, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "La réception est enregistrée ; le centre d'examen la voit.")
    return redirect("dossiers:recu", transmission.pk)


def accord(request, transmission_pk):
    """Agree to the modalités, with a comment or without."""
    transmission = _transmission(request, transmission_pk)
    form = AccordRessourcesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.donner_accord(transmission, **form.cleaned_data, par=request.user)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "Votre accord est enregistré ; le centre d'examen le voit.")
            return redirect("dossiers:recu", transmission.pk)
    contexte = {"transmission": transmission, "form": form}
    return render(request, "dossiers/ressources/accord.html", contexte)


def corriger(request, transmission_pk):
    """Ask for corrections, part by part; « ajouter » only gives one more line."""
    transmission = _transmission(request, transmission_pk)
    dossier, erreur_generale = transmission.dossier, ""
    if "ajouter" in request.POST:
        lignes = corrections_avec_une_ligne_de_plus(request.POST, dossier)
    else:
        lignes = CorrectionFormSet(request.POST or None, form_kwargs={"dossier": dossier})
        if request.method == "POST" and lignes.is_valid():
            try:
                service.demander_corrections(transmission, lignes.corrections(), par=request.user)
            except ErreurMetier as erreur:
                erreur_generale = str(erreur)
            else:
                messages.success(request, "Vos demandes de correction sont envoyées.")
                return redirect("dossiers:recu", transmission.pk)
    contexte = {"transmission": transmission, "lignes": lignes, "erreur": erreur_generale}
    return render(request, "dossiers/ressources/corriger.html", contexte)


def document(request, transmission_pk):
    """Download the PDF as it was sent."""
    transmission = _transmission(request, transmission_pk)
    produit = getattr(transmission.travail, "document", None)
    if produit is None:
        raise Http404
    return reponse_document(produit)


def _transmission(request, transmission_pk: int) -> Transmission:
    """What was sent to another centre does not exist (404)."""
    transmissions = Transmission.objects.visible_par(request.user).select_related(
        "centre",
        "travail__document",
        "dossier__centre",
        "dossier__candidat",
        "dossier__referentiel",
        "dossier__entreprise",
    )
    return get_object_or_404(transmissions, pk=transmission_pk)
