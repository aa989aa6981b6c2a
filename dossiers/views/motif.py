"""One page for every act that must be explained."""

from django.contrib import messages
from django.shortcuts import redirect, render

from cqpm.commun.errors import ErreurMetier
from dossiers.forms.actions import MotifForm


def avec_motif(request, dossier, *, titre, explication, bouton, acte, fait):
    """Ask a reason, then act."""
    form = MotifForm(request.POST or None, bouton=bouton)
    if request.method == "POST" and form.is_valid():
        try:
            acte(dossier, motif=form.cleaned_data["motif"], par=request.user)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, fait)
            return redirect(dossier)
    contexte = {"dossier": dossier, "form": form, "titre": titre, "explication": explication}
    return render(request, "dossiers/motif.html", contexte)
