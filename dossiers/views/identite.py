"""The candidate's identity after the transmission, and the NIR."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers import nir as chiffre
from dossiers.forms.identite import NirForm, RectificationForm, RegistreForm
from dossiers.permissions import (
    est_gestionnaire,
    peut_completer_registre,
    peut_rectifier_identite,
    peut_tenir_nir,
)
from dossiers.services import identite as service
from dossiers.views.acces import dossier_visible


def rectifier(request, pk):
    """Correct the identity with its reason, until the PV is signed."""
    dossier = dossier_visible(request, pk)
    if not peut_rectifier_identite(request.user, dossier):
        raise PermissionDenied
    form = RectificationForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            service.rectifier_identite(
                dossier, form.identite, motif=form.cleaned_data["motif"], par=request.user
            )
        except ErreurMetier as erreur:
            champ = getattr(erreur, "champ", None)
            form.add_error(champ if champ in form.fields else None, str(erreur))
        else:
            messages.success(request, "L'identité est rectifiée.")
            return redirect(dossier)
    return render(request, "dossiers/identite.html", {"dossier": dossier, "form": form})


def completer_registre(request, pk):
    """Complete what only the national register wants, once the candidate is certified."""
    dossier = _dossier_du_registre(request, pk)
    if not peut_completer_registre(request.user, dossier):
        raise Http404
    form = RegistreForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            service.completer_registre(dossier, form.identite, par=request.user)
        except ErreurMetier as erreur:
            champ = getattr(erreur, "champ", None)
            form.add_error(champ if champ in form.fields else None, str(erreur))
        else:
            messages.success(request, "Les données du registre national sont enregistrées.")
            return redirect(dossier)
    return render(request, "dossiers/completer_registre.html", {"dossier": dossier, "form": form})


@never_cache
@sensitive_post_parameters("nir")
def nir(request, pk):
    """Record or replace the NIR; what was typed is never shown again."""
    dossier = _dossier_du_registre(request, pk)
    form = NirForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.enregistrer_nir(dossier, form.cleaned_data["nir"], par=request.user)
        except ErreurMetier as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "Le NIR est enregistré, chiffré.")
            return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "masque": chiffre.masquer(dossier.candidat.nir_chiffre),
    }
    return render(request, "dossiers/nir.html", contexte)


@require_POST
def nir_effacer(request, pk):
    """Forget the NIR."""
    dossier = _dossier_du_registre(request, pk)
    service.effacer_nir(dossier, par=request.user)
    messages.success(request, "Le NIR est effacé.")
    return redirect(dossier)


def _dossier_du_registre(request, pk):
    """A dossier whose version is in the RNCP: elsewhere the NIR does not exist (R44)."""
    dossier = dossier_visible(request, pk)
    if not est_gestionnaire(request.user, dossier):
        raise PermissionDenied
    if not peut_tenir_nir(request.user, dossier):
        raise Http404
    return dossier
