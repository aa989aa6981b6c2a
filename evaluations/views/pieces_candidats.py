"""The papers of each candidate after the jury: read, sent, issued again (R37)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.models import Document, sujet_de
from evaluations.enums import EtatSession
from evaluations.forms.demandes import EnvoiForm
from evaluations.models import PieceJury
from evaluations.selectors.envoi_pieces import candidats_de, lignes_d_envoi
from evaluations.selectors.pieces import NATURE_DUPLICATA
from evaluations.services.jury import pieces as service
from evaluations.views.sessions import session_geree

PAR_PAGE = 50


def pieces(request, pk):
    """Who has which papers, and what left when."""
    session = session_geree(request, pk)
    page = Paginator(candidats_de(session), PAR_PAGE).get_page(request.GET.get("page"))
    lignes = lignes_d_envoi(page.object_list) if session.etat == EtatSession.SIGNEE else []
    contexte = {
        "session": session,
        "page": page,
        "lignes": lignes,
        "part": any(ligne.part for ligne in lignes),
        "reste": any(ligne.a_envoyer for ligne in lignes),
        "aujourd_hui": timezone.localdate(),
    }
    return render(request, "evaluations/jury/pieces.html", contexte)


def piece(request, pk, piece_pk):
    """One paper, as it was drawn."""
    return _telecharger(request, pk, _piece(request, pk, piece_pk).document)


@require_POST
def duplicata_demander(request, pk, piece_pk):
    """Issue an attestation again, dated today."""
    la_piece = _piece(request, pk, piece_pk)
    return _agir(
        request,
        pk,
        lambda: service.demander_duplicata(la_piece, par=request.user),
        "Le duplicata est en cours de production.",
    )


def duplicata(request, pk, piece_pk, duplicata_pk):
    """One duplicata of that paper."""
    la_piece = _piece(request, pk, piece_pk)
    siens = Document.objects.filter(sujet=sujet_de(la_piece), nature=NATURE_DUPLICATA)
    return _telecharger(request, pk, get_object_or_404(siens, pk=duplicata_pk))


@require_POST
def envoyer(request, pk, dossier_pk):
    """Mail one candidate what has not left."""
    passage = _passage(request, pk, dossier_pk)
    return _agir(
        request,
        pk,
        lambda: service.envoyer(passage, par=request.user),
        f"L'envoi à {passage.dossier.candidat} est lancé.",
    )


@require_POST
def remettre(request, pk, dossier_pk):
    """One candidate was given their papers, or they left by post, on that day."""
    passage = _passage(request, pk, dossier_pk)
    form = EnvoiForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Écrivez la date de la remise, par exemple 30/06/2027.")
        return _retour(request, pk)
    return _agir(
        request,
        pk,
        lambda: service.remettre(passage, le=form.cleaned_data["le"], par=request.user),
        f"La remise à {passage.dossier.candidat} est notée.",
    )


@require_POST
def envoyer_tout(request, pk):
    """Mail every candidate what has not left; name those who have no address."""
    session = session_geree(request, pk)
    try:
        partis, sans_adresse = service.envoyer_tout(session, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return _retour(request, pk)
    if partis:
        messages.success(request, f"L'envoi est lancé pour {partis} candidat{'s'[: partis > 1]}.")
    if sans_adresse:
        messages.warning(request, f"Sans adresse, à remettre : {', '.join(sans_adresse)}.")
    return _retour(request, pk)


def _piece(request, pk, piece_pk) -> PieceJury:
    session = session_geree(request, pk)
    siennes = PieceJury.objects.filter(deliberation__session=session)
    return get_object_or_404(
        siennes.select_related("document", "deliberation__dossier"), pk=piece_pk
    )


def _passage(request, pk, dossier_pk):
    passages = session_geree(request, pk).deliberations.select_related(
        "session", "dossier__candidat"
    )
    return get_object_or_404(passages, dossier__pk=dossier_pk)


def _agir(request, pk, acte, fait: str):
    try:
        acte()
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, fait)
    return _retour(request, pk)


def _telecharger(request, pk, document: Document):
    try:
        return reponse_document(document)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return _retour(request, pk)


def _retour(request, pk):
    """The list, on the page where the person was."""
    page = request.POST.get("page", "")
    adresse = reverse("evaluations:pieces_jury", args=[pk])
    return redirect(f"{adresse}?page={page}" if page.isdecimal() else adresse)
