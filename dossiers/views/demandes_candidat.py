"""Answer what a candidate asks about their data."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers import permissions
from dossiers.forms.demandes_candidat import ReponseDemandeForm
from dossiers.selectors.demandes_candidat import demandes_du_dossier
from dossiers.services import demandes_candidat as service
from dossiers.views.acces import dossier_visible


def demande_candidat(request, pk, question_pk):
    """Read a request and answer it; one already answered shows its answer."""
    dossier = dossier_visible(request, pk)
    if not permissions.peut_traiter_demande(request.user, dossier):
        raise PermissionDenied
    demande = get_object_or_404(demandes_du_dossier(dossier), pk=question_pk)
    form = ReponseDemandeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.traiter(demande, reponse=form.cleaned_data["reponse"], par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
            demande.refresh_from_db()
        else:
            messages.success(request, _fait(dossier))
            return redirect(dossier)
    contexte = {"dossier": dossier, "demande": demande, "form": form}
    return render(request, "dossiers/demande_candidat.html", contexte)


def _fait(dossier) -> str:
    if dossier.candidat.courriel:
        return f"La réponse part à {dossier.candidat.courriel}."
    return "La réponse est enregistrée. Le candidat n'a pas d'adresse : prévenez-le."
