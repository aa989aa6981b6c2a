"""The papers of each candidate after the jury: read, sent, issued again (R37)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import Document, sujet_de
from evaluations.enums import EtatSession
from evaluations.forms.demandes import EnvoiForm
from evaluations.models import PieceJury, SessionJury
from evaluations.selectors.envoi_pieces import (
    candidats_de,
    envoi_a_tous,
    lignes_d_envoi,
    passages_en_attente,
)
from evaluations.selectors.pieces import NATURE_DUPLICATA
from evaluations.services.jury import pieces as service
from evaluations.views.sessions import agir, remettre_document, session_geree

PAR_PAGE = 50


def pieces(request, pk):
    """Who has which papers, and what left when."""
    return _liste(request, session_geree(request, pk), request.GET.get("page"))


def piece(request, pk, piece_pk):
    """One paper, as it was drawn."""
    return remettre_document(request, _adresse(request, pk), _piece(request, pk, piece_pk).document)


@require_POST
def duplicata_demander(request, pk, piece_pk):
    """Issue an attestation again, dated today."""
    la_piece = _piece(request, pk, piece_pk)
    return agir(
        request,
        _adresse(request, pk),
        lambda: service.demander_duplicata(la_piece, par=request.user),
        "Le duplicata est en cours de production.",
    )


def duplicata(request, pk, piece_pk, duplicata_pk):
    """One duplicata of that paper."""
    la_piece = _piece(request, pk, piece_pk)
    siens = Document.objects.filter(sujet=sujet_de(la_piece), nature=NATURE_DUPLICATA)
    return remettre_document(
        request, _adresse(request, pk), get_object_or_404(siens, pk=duplicata_pk)
    )


@require_POST
def envoyer(request, pk, dossier_pk):
    """Mail one candidate what has not left, or what left and was not received."""
    passage = _passage(request, pk, dossier_pk)
    de_nouveau = "de_nouveau" in request.POST
    return agir(
        request,
        _adresse(request, pk),
        lambda: service.envoyer(passage, de_nouveau=de_nouveau, par=request.user),
        f"L'envoi à {passage.dossier.candidat} est lancé.",
    )


@require_POST
def remettre(request, pk, dossier_pk):
    """One candidate was given their papers, or they left by post, on that day."""
    passage = _passage(request, pk, dossier_pk)
    de_nouveau, form = "de_nouveau" in request.POST, EnvoiForm(request.POST)
    refus = "" if form.is_valid() else "Écrivez la date de la remise, par exemple 30/06/2027."
    if not refus:
        try:
            le = form.cleaned_data["le"]
            service.remettre(passage, le=le, de_nouveau=de_nouveau, par=request.user)
        except ErreurMetier as erreur:
            refus = str(erreur)
    if refus:
        messages.error(request, refus)
        champs = {"refuse": passage.pk, "refuse_de_nouveau": de_nouveau, "refus": refus}
        champs["date_refusee"] = request.POST.get("le", "")
        return _liste(request, passage.session, request.POST.get("page"), **champs)
    messages.success(request, f"La remise à {passage.dossier.candidat} est notée.")
    return redirect(_adresse(request, pk))


@require_POST
def envoyer_tout(request, pk):
    """Mail every candidate what has not left; name those who have no address."""
    session = session_geree(request, pk)
    try:
        partis, sans_adresse = service.envoyer_tout(session, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect(_adresse(request, pk))
    if partis:
        messages.success(request, f"L'envoi est lancé pour {partis} candidat{'s'[: partis > 1]}.")
    if sans_adresse:
        messages.warning(request, f"Sans adresse, à remettre : {', '.join(sans_adresse)}.")
    return redirect(_adresse(request, pk))


def _liste(request, session: SessionJury, numero: str | None, **refuse):
    """`refuse` is the remise that was just refused: which form, and the date typed there."""
    signee = session.etat == EtatSession.SIGNEE
    page = Paginator(candidats_de(session), PAR_PAGE).get_page(numero)
    lignes = lignes_d_envoi(page.object_list) if signee else []
    a_tous = envoi_a_tous(session)
    contexte = {
        "session": session,
        "page": page,
        "lignes": lignes,
        "a_tous": a_tous,
        "part": any(ligne.part for ligne in lignes) or (a_tous and not a_tous.est_fini),
        "reste": signee and passages_en_attente(session).exists(),
        "aujourd_hui": timezone.localdate().isoformat(),
        **refuse,
    }
    return render(request, "evaluations/jury/pieces.html", contexte)


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


def _adresse(request, pk) -> str:
    """The list, on the page where the person was."""
    page = request.POST.get("page", "")
    adresse = reverse("evaluations:pieces_jury", args=[pk])
    return f"{adresse}?page={page}" if page.isdecimal() else adresse
