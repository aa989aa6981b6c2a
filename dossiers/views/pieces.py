"""Deposit a paper in a dossier, and take back one deposited by mistake."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.models import Document, sujet_de
from dossiers import permissions
from dossiers.enums import NaturePiece
from dossiers.forms.actions import MotifForm
from dossiers.forms.fil import PieceForm
from dossiers.services import pieces as service
from dossiers.views.acces import dossier_visible


def _dossier_garni(request, pk):
    dossier = dossier_visible(request, pk)
    if not permissions.peut_deposer_piece(request.user, dossier):
        raise PermissionDenied
    return dossier


def deposer(request, pk):
    """Keep a paper; a refused file says why, beside what was typed."""
    dossier = _dossier_garni(request, pk)
    form = PieceForm()
    if request.method == "POST":
        form = PieceForm(request.POST, request.FILES)
        televersement.expliquer(form, request)
    if form.is_valid():
        donnees = form.cleaned_data
        try:
            document = service.deposer(
                dossier,
                donnees["fichier"],
                nature=donnees["nature"],
                titre=donnees["titre"],
                par=request.user,
            )
        except ErreurMetier as refus:
            form.add_error("fichier", str(refus))
        else:
            messages.success(request, f"« {document.titre} » est dans le dossier.")
            return redirect(f"{dossier.get_absolute_url()}#documents")
    return render(request, "dossiers/piece.html", {"dossier": dossier, "form": form})


def retirer(request, pk, document_pk):
    """Ask why, then remove the paper."""
    dossier = _dossier_garni(request, pk)
    pieces = Document.objects.filter(sujet=sujet_de(dossier), nature__in=NaturePiece.values)
    piece = get_object_or_404(pieces, pk=document_pk)
    form = MotifForm(request.POST or None, bouton="Retirer la pièce")
    if request.method == "POST" and form.is_valid():
        try:
            service.retirer(dossier, piece, motif=form.cleaned_data["motif"], par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"« {piece.titre} » est retiré du dossier.")
            return redirect(f"{dossier.get_absolute_url()}#documents")
    contexte = {
        "dossier": dossier,
        "form": form,
        "titre": "Retirer une pièce",
        "explication": f"« {piece.titre} » ({piece.nom}) et son fichier seront effacés. Le journal "
        "gardera ce qui a été retiré, par qui et pourquoi.",
    }
    return render(request, "dossiers/motif.html", contexte)
