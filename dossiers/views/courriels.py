"""The mails of the centre: what left, to whom, in which words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from cqpm.commun import courrier
from cqpm.commun.forms import lire_texte
from cqpm.commun.models import Courriel, EtatCourriel, sujet_de
from cqpm.comptes.enums import Role
from dossiers import permissions
from dossiers.selectors import courriels as selecteur
from dossiers.services import courriels as service
from dossiers.views.acces import dossier_visible

PAR_PAGE = 50


def liste(request):
    """Search by subject or address, filter by state; fifty a page."""
    if not permissions.peut_lire_courriels(request.user):
        raise PermissionDenied
    texte, etat = lire_texte(request.GET, "q"), request.GET.get("etat", "")
    trouves = selecteur.chercher(selecteur.courriels_visibles(request.user), texte, etat)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": _lignes(page.object_list),
        "texte": texte,
        "etat": etat,
        "etats": EtatCourriel.choices,
        "peut_regler": request.user.a_role(Role.RESPONSABLE),
    }
    return render(request, "dossiers/courriels/liste.html", contexte)


def du_dossier(request, pk):
    """The mails about one dossier, newest first."""
    dossier = dossier_visible(request, pk)
    if not permissions.est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    courriels = selecteur.courriels_de(sujet_de(dossier))
    page = Paginator(courriels, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"dossier": dossier, "page": page, "lignes": _lignes(page.object_list)}
    return render(request, "dossiers/courriels/du_dossier.html", contexte)


def courriel(request, courriel_pk):
    """One mail: headers, text, attachments."""
    un = _visible(request, courriel_pk)
    contexte = {
        "courriel": un,
        "message": courrier.lire(un.fichier),
        "est_local": courrier.est_local(),
        "sujet": selecteur.nommer([un]).get(un.sujet),
    }
    return render(request, "dossiers/courriels/courriel.html", contexte)


def piece(request, courriel_pk, piece_rang):
    """Download an attachment, where mails are kept as files."""
    message = courrier.lire(_visible(request, courriel_pk).fichier)
    if message is None or not 1 <= piece_rang <= len(message.pieces):
        raise Http404
    une = message.pieces[piece_rang - 1]
    reponse = HttpResponse(une.contenu, content_type=une.type_mime)
    reponse["Content-Disposition"] = content_disposition_header(True, une.nom)
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@require_POST
def non_distribue(request, courriel_pk):
    """Say that a mail came back."""
    un = _visible(request, courriel_pk)
    if service.signaler_non_distribue(un, par=request.user):
        messages.success(
            request,
            "Le courriel est marqué « non distribué ». Cette adresse ne reçoit plus de relance.",
        )
    return redirect("courriels:courriel", un.pk)


@require_POST
def regler(request, courriel_pk):
    """Say that a mail which did not arrive is settled."""
    un = _visible(request, courriel_pk)
    if service.regler(un, par=request.user):
        messages.success(request, "C'est réglé : les relances à cette adresse reprennent.")
    return redirect("courriels:courriel", un.pk)


def _visible(request, pk) -> Courriel:
    return get_object_or_404(selecteur.courriels_visibles(request.user), pk=pk)


def _lignes(courriels) -> list[tuple[Courriel, selecteur.Sujet | None]]:
    """Each mail with what it is about."""
    courriels = list(courriels)
    sujets = selecteur.nommer(courriels)
    return [(un, sujets.get(un.sujet)) for un in courriels]
