"""Bring in a référentiel from a file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from referentiels.fichiers import importer_fichier
from referentiels.forms.importation import ImportationForm
from referentiels.permissions import peut_preparer


def importer(request):
    """Read a file into a brouillon, then lead to its re-reading; a refusal writes nothing."""
    if not peut_preparer(request.user):
        raise PermissionDenied
    form = ImportationForm()
    if request.method == "POST":
        form = ImportationForm(request.POST, request.FILES)
        televersement.expliquer(form, request)
    if form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            resultat = importer_fichier(fichier.read(), nom=fichier.name, par=request.user)
        except ErreurMetier as erreur:
            form.add_error("fichier", str(erreur).splitlines())
        else:
            messages.success(request, resultat.message)
            suite = "relire" if resultat.referentiel.est_brouillon else "consulter"
            return redirect(f"referentiels:{suite}", resultat.referentiel.pk)
    return render(request, "referentiels/importer.html", {"form": form})
