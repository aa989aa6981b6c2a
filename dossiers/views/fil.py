"""The timeline of a dossier, and the comments that staff leave in it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers import permissions
from dossiers.enums import GenreEvenement
from dossiers.forms.fil import CommentaireForm
from dossiers.models import Commentaire
from dossiers.selectors.fil import page_du_fil
from dossiers.services import commentaires as service
from dossiers.views.acces import dossier_visible


def _dossier_commente(request, pk):
    """The dossier, for its staff; others who see it get 403."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_commenter(request.user, dossier):
        raise PermissionDenied
    return dossier


def journal(request, pk):
    """The whole timeline, page by page; one kind at a time if asked, critères then one by one."""
    dossier = _dossier_commente(request, pk)
    genre = request.GET.get("genre", "")
    contexte = {
        "dossier": dossier,
        "page": page_du_fil(dossier, genre, request.GET.get("page")),
        "genre": genre if genre in GenreEvenement.values else "",
        "genres": GenreEvenement.choices,
    }
    return render(request, "dossiers/journal.html", contexte)


def commenter(request, pk):
    """Add a comment; a refused one is shown again with what was typed."""
    dossier = _dossier_commente(request, pk)
    form = CommentaireForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.commenter(dossier, texte=form.cleaned_data["texte"], par=request.user)
        messages.success(request, "Le commentaire est ajouté au fil du dossier.")
        return redirect(f"{dossier.get_absolute_url()}#fil")
    contexte = {"dossier": dossier, "form": form, "titre": "Commenter le dossier"}
    return render(request, "dossiers/commentaire.html", contexte)


def commentaire_modifier(request, pk, commentaire_pk):
    """Correct one's own comment, within a day."""
    dossier = _dossier_commente(request, pk)
    commentaire = get_object_or_404(Commentaire, pk=commentaire_pk, dossier=dossier)
    form = CommentaireForm(request.POST or None, instance=commentaire, bouton="Corriger")
    if request.method == "POST" and form.is_valid():
        try:
            service.modifier(commentaire, texte=form.cleaned_data["texte"], par=request.user)
        except ErreurMetier as refus:
            form.add_error("texte", str(refus))
        else:
            messages.success(request, "Le commentaire est corrigé.")
            return redirect(f"{dossier.get_absolute_url()}#fil")
    contexte = {"dossier": dossier, "form": form, "titre": "Corriger un commentaire"}
    return render(request, "dossiers/commentaire.html", contexte)


@require_POST
def commentaire_retirer(request, pk, commentaire_pk):
    """Take a comment back: its words are erased."""
    dossier = _dossier_commente(request, pk)
    commentaire = get_object_or_404(Commentaire, pk=commentaire_pk, dossier=dossier)
    try:
        service.retirer(commentaire, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "Le commentaire est retiré.")
    return redirect(f"{dossier.get_absolute_url()}#fil")
