"""Send the convocations of a meeting, print them, give them by hand."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.forms import lire_entier
from cqpm.commun.models import Document, sujet_de
from dossiers import permissions
from dossiers.models import Convocation, Seance
from dossiers.services import convocations as service
from dossiers.views.acces import dossier_visible


@require_POST
def convoquer(request, pk, seance_pk):
    """Send each person what they still lack: convocation, update or cancellation."""
    seance = _seance(request, pk, seance_pk)
    try:
        prevenus = service.convoquer(
            seance,
            version=lire_entier(request.POST, "version"),
            tuteur=request.POST.get("tuteur") == "1",
            par=request.user,
        )
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        phrase = "Rien de plus à envoyer : chacun a reçu cette version, ou va la recevoir."
        if prevenus:
            phrase = f"L'envoi est lancé : {', '.join(prevenus)}."
        messages.success(request, phrase)
    return redirect(seance)


@require_POST
def convocation_remise(request, pk, seance_pk, convocation_pk):
    """Someone received the paper by hand, or was told."""
    seance = _seance(request, pk, seance_pk)
    convocation = get_object_or_404(Convocation, pk=convocation_pk, seance=seance)
    try:
        service.remettre(
            convocation, version=lire_entier(request.POST, "version"), par=request.user
        )
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, f"La remise à {convocation.nom} est enregistrée.")
    return redirect(seance)


def convocation_pdf(request, pk, seance_pk, convocation_pk):
    """The paper as it was last drawn for one person."""
    seance = _seance(request, pk, seance_pk, lecture=True)
    convocation = get_object_or_404(Convocation, pk=convocation_pk, seance=seance)
    papiers = Document.objects.filter(
        sujet=sujet_de(seance), travail__parametres__convocation=convocation.pk
    )
    if not (papier := papiers.first()):
        raise Http404
    return reponse_document(papier)


def _seance(request, pk: int, seance_pk: int, *, lecture: bool = False) -> Seance:
    dossier = dossier_visible(request, pk)
    permis = permissions.est_gestionnaire if lecture else permissions.peut_organiser_seances
    if not permis(request.user, dossier):
        raise PermissionDenied
    return get_object_or_404(Seance, pk=seance_pk, dossier=dossier)
