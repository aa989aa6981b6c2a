"""Register a candidate, correct a registration."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from dossiers.errors import InscriptionRefusee, PlanVerrouille
from dossiers.forms.inscription import InscriptionForm
from dossiers.permissions import peut_inscrire, peut_modifier_inscription
from dossiers.services import inscription
from dossiers.views.acces import dossier_visible


def inscrire(request):
    """Show the registration form, then create the dossier and open its page."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    form = InscriptionForm(request.POST or None, utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            dossier = inscription.inscrire(
                centre=form.cleaned_data["centre"],
                referentiel=form.cleaned_data["referentiel"],
                parcours=form.cleaned_data["parcours"],
                inscrit_le=form.cleaned_data["inscrit_le"],
                identite=form.identite,
                accueil=form.accueil,
                par=request.user,
            )
        except InscriptionRefusee as erreur:
            form.add_error(_champ(form, erreur), str(erreur))
        else:
            messages.success(
                request, f"Inscription de {dossier.candidat} : dossier {dossier.numero}."
            )
            return redirect(dossier)
    return render(request, "dossiers/inscription.html", {"form": form})


def modifier(request, pk):
    """Correct identity, route or company as long as nothing was transmitted."""
    dossier = dossier_visible(request, pk)
    if not peut_modifier_inscription(request.user, dossier):
        raise PermissionDenied
    form = InscriptionForm(request.POST or None, utilisateur=request.user, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            inscription.modifier_inscription(
                dossier,
                parcours=form.cleaned_data["parcours"],
                inscrit_le=form.cleaned_data["inscrit_le"],
                identite=form.identite,
                accueil=form.accueil,
                par=request.user,
            )
        except InscriptionRefusee as erreur:
            form.add_error(_champ(form, erreur), str(erreur))
        except PlanVerrouille as erreur:
            form.add_error(None, str(erreur))
        else:
            messages.success(request, "L'inscription est corrigée.")
            return redirect(dossier)
    return render(request, "dossiers/inscription.html", {"form": form, "dossier": dossier})


def _champ(form, erreur: InscriptionRefusee) -> str | None:
    return erreur.champ if erreur.champ in form.fields else None
