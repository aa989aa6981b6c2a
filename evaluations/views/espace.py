"""The pages of the candidate's space, past its door: what to send, what is planned, the results."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.models import Document
from cqpm.commun.pages_personnelles import avec_formulaire
from dossiers.agenda import publication
from dossiers.enums import EtatSeance
from dossiers.errors import DemandeRefusee
from dossiers.models import DepotRapport, Seance
from dossiers.selectors.rapport import rapport_du_dossier
from dossiers.services.demandes_candidat import demander
from dossiers.services.rapport import deposer
from evaluations.forms.espace import DemandeForm, DepotForm
from evaluations.selectors.donnees_candidat import donnees_du_candidat
from evaluations.selectors.espace import Acces, page_espace, seances_du_candidat
from evaluations.selectors.pieces import pieces_du_candidat
from evaluations.services.espace import noter_le_telechargement
from evaluations.views.porte_espace import dans_l_espace, porte


@require_http_methods(["GET", "HEAD", "POST"])
@porte
def accueil(request: HttpRequest, acces: Acces) -> HttpResponse:
    """What comes next, then all that is planned, the report, the results."""
    contexte = {
        "page": page_espace(acces.dossier),
        "rapport": rapport_du_dossier(acces.dossier),
    }
    return _page(request, acces, "accueil", contexte)


# --- The report ---------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@dans_l_espace
def rapport(request: HttpRequest, acces: Acces) -> HttpResponse:
    """Send the report, replace it, read its receipt; a refused file says why."""
    form = DepotForm()
    if request.method == "POST":
        form = DepotForm(request.POST, request.FILES)
        televersement.expliquer(form, request)
    if form.is_valid():
        try:
            deposer(acces.dossier, form.cleaned_data["fichier"], par=None)
        except ErreurMetier as refus:
            form.add_error("fichier", str(refus))
        else:
            return redirect(f"{_adresse(request, 'espace_rapport')}#recu")
    contexte = {"form": form, "rapport": rapport_du_dossier(acces.dossier)}
    return _page(request, acces, "rapport", contexte)


@require_safe
@dans_l_espace
def rapport_fichier(request: HttpRequest, acces: Acces, envoi_pk: int) -> HttpResponseBase:
    """The candidate's own file, as it was received."""
    depots = DepotRapport.objects.filter(dossier=acces.dossier, document__isnull=False)
    return _fichier(request, acces, get_object_or_404(depots, pk=envoi_pk).document)


# --- The meetings -------------------------------------------------------------------------------


@require_safe
@dans_l_espace
def agenda(request: HttpRequest, acces: Acces, seance_pk: int) -> HttpResponse:
    """One meeting, for the candidate's own calendar."""
    seances = Seance.objects.filter(dossier=acces.dossier, etat=EtatSeance.PREVUE)
    seance = get_object_or_404(seances, pk=seance_pk)
    seance.dossier = acces.dossier
    reponse = HttpResponse(publication([seance]), content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="seance-{seance.jour:%Y-%m-%d}.ics"'
    return reponse


@require_safe
@dans_l_espace
def convocation(request: HttpRequest, acces: Acces, seance_pk: int) -> HttpResponseBase:
    """The candidate's own convocation to one meeting, as it stands."""
    for une in seances_du_candidat(acces.dossier):
        if une.seance.pk == seance_pk and une.convocation:
            return _fichier(request, acces, une.convocation)
    raise Http404


# --- What the jury gave them, once the PV is signed (R53) ---------------------------------------


@require_safe
@dans_l_espace
def piece(request: HttpRequest, acces: Acces, piece_pk: int) -> HttpResponseBase:
    """One of the candidate's own papers: notification, letter or attestation."""
    for une in pieces_du_candidat(acces.dossier):
        if une.pk == piece_pk:
            return _fichier(request, acces, une.document)
    raise Http404


# --- Their data ---------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@dans_l_espace
def donnees(request: HttpRequest, acces: Acces) -> HttpResponse:
    """What the centre holds, why, and how to have it corrected."""
    form = DemandeForm()
    if request.method == "POST":
        form = DemandeForm(request.POST)
    if form.is_valid():
        try:
            demander(acces.dossier, **form.cleaned_data)
        except DemandeRefusee as refus:
            form.add_error(refus.champ or None, str(refus))
        else:
            return redirect(f"{_adresse(request, 'espace_donnees')}#demandes")
    contexte = {
        "form": form,
        "demandes": acces.dossier.demandes_candidat.all(),
        "amenagements": acces.dossier.amenagements.all(),
    }
    return _page(request, acces, "donnees", contexte)


@dans_l_espace
@require_POST
def telecharger(request: HttpRequest, acces: Acces) -> HttpResponse:
    """Everything, in a file that another service can read; the journal says that it left (R50)."""
    noter_le_telechargement(acces.dossier)
    reponse = JsonResponse(
        donnees_du_candidat(acces.dossier), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    nom = f"mes-donnees-{acces.dossier.numero}.json"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _fichier(request: HttpRequest, acces: Acces, document: Document) -> HttpResponseBase:
    """The file, or a page that says why it does not come."""
    try:
        return reponse_document(document)
    except ErreurMetier as refus:
        page = _page(request, acces, "fichier_absent", {"refus": str(refus)})
        page.status_code = 404
        return page


def _page(request: HttpRequest, acces: Acces, nom: str, contexte: dict) -> HttpResponse:
    """Each page has a form, were it only « Quitter »."""
    commun = {
        "jeton": request.resolver_match.kwargs["jeton"],
        "dossier": acces.dossier,
        "centre": acces.dossier.centre,
        "ici": nom,
    }
    page = render(request, f"evaluations/espace/{nom}.html", commun | contexte)
    return avec_formulaire(page)


def _adresse(request: HttpRequest, nom: str) -> str:
    return reverse(f"evaluations:{nom}", args=[request.resolver_match.kwargs["jeton"]])
