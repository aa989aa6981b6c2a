"""The commission of a dossier: name, replace, remove."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.comptes.models import Utilisateur
from dossiers import permissions
from dossiers.forms.commission import EvaluateurForm
from dossiers.models import Dossier
from dossiers.selectors.commission import charges, membres_et_charge, seances_a_venir
from dossiers.selectors.reglages import reglages_de
from dossiers.services import commission as service
from dossiers.views.acces import dossier_visible


def commission(request, pk):
    """See the evaluators, how busy they are, and add one (R22–R24)."""
    dossier = _modifiable(request, pk)
    a_venir = seances_a_venir(dossier.centre_id)
    form = _formulaire(request, dossier, a_venir)
    if request.method == "POST" and form.is_valid():
        evaluateur = form.cleaned_data["evaluateur"]
        motif = form.cleaned_data.get("derogation", "")
        try:
            service.affecter_evaluateur(dossier, evaluateur, par=request.user, derogation=motif)
        except ErreurMetier as erreur:
            form.add_error("evaluateur", str(erreur))
        else:
            messages.success(request, f"{evaluateur} fait partie de la commission.")
            return redirect("dossiers:commission", dossier.pk)
    contexte = {
        "dossier": dossier,
        "form": form,
        "membres": membres_et_charge(dossier, a_venir),
        "minimum": reglages_de(dossier.centre).commission_minimale,
    }
    return render(request, "dossiers/commission.html", contexte)


@require_POST
def retirer_evaluateur(request, pk, utilisateur_pk):
    """Take a person out of the commission."""
    dossier = _modifiable(request, pk)
    evaluateur = _membre(dossier, utilisateur_pk)
    try:
        service.retirer_evaluateur(dossier, evaluateur, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(
            request,
            f"{evaluateur} ne fait plus partie de la commission. Ce qui a été noté ou signé reste "
            "au dossier.",
        )
    return redirect("dossiers:commission", dossier.pk)


def remplacer_evaluateur(request, pk, utilisateur_pk):
    """Put another evaluator in the place of this one, in one act."""
    dossier = _modifiable(request, pk)
    sortant = _membre(dossier, utilisateur_pk)
    bouton = f"Remplacer {sortant}"
    form = _formulaire(request, dossier, seances_a_venir(dossier.centre_id), bouton=bouton)
    if request.method == "POST" and form.is_valid():
        entrant = form.cleaned_data["evaluateur"]
        motif = form.cleaned_data.get("derogation", "")
        try:
            service.remplacer_evaluateur(
                dossier, sortant, entrant, par=request.user, derogation=motif
            )
        except ErreurMetier as erreur:
            form.add_error("evaluateur", str(erreur))
        else:
            messages.success(request, f"{entrant} remplace {sortant}.")
            return redirect(dossier)
    contexte = {"dossier": dossier, "form": form, "sortant": sortant}
    return render(request, "dossiers/remplacer.html", contexte)


def _modifiable(request, pk: int) -> Dossier:
    dossier = dossier_visible(request, pk)
    if not permissions.peut_composer_commission(request.user, dossier):
        raise PermissionDenied
    return dossier


def _membre(dossier: Dossier, utilisateur_pk: int) -> Utilisateur:
    return get_object_or_404(
        Utilisateur.objects.filter(pk__in=[un.pk for un in dossier.commission]), pk=utilisateur_pk
    )


def _formulaire(request, dossier: Dossier, a_venir, **options) -> EvaluateurForm:
    return EvaluateurForm(
        request.POST or None,
        dossier=dossier,
        charge=charges(a_venir),
        deroge=permissions.peut_deroger_commission(request.user, dossier),
        **options,
    )
