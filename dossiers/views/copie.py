"""Take a plan from another dossier or from the centre's habits, and go back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier, lire_texte
from dossiers.permissions import peut_planifier
from dossiers.selectors.copie import origines_possibles, plan_habituel_de, proposer_origines
from dossiers.selectors.plan import lire_plan
from dossiers.selectors.remplacement import comparer_plans
from dossiers.services import copie as service
from dossiers.services import plan_habituel as service_habituel
from dossiers.views.acces import dossier_visible


def copier(request, pk):
    """Look for the dossier whose plan will be copied."""
    dossier = _dossier_a_planifier(request, pk)
    texte = lire_texte(request.GET, "q")
    contexte = {
        "dossier": dossier,
        "texte": texte,
        "origines": proposer_origines(dossier, request.user, texte),
        "habituel": plan_habituel_de(dossier),
    }
    return render(request, "dossiers/copier_plan.html", contexte)


def copier_de(request, pk, origine_pk):
    """Show what the other dossier's plan would change here, then copy it."""
    dossier = _dossier_a_planifier(request, pk)
    origine = get_object_or_404(origines_possibles(dossier, request.user), pk=origine_pk)
    return _remplacer(
        request,
        dossier,
        titre=f"Copier le plan du dossier {origine.numero}",
        apercu=lambda: service.plan_copie(dossier, origine),
        acte=lambda **vue: service.copier(dossier, origine, par=request.user, **vue),
    )


def appliquer_habituel(request, pk):
    """Show what the centre's usual plan would change here, then apply it."""
    dossier = _dossier_a_planifier(request, pk)
    return _remplacer(
        request,
        dossier,
        titre="Appliquer le plan habituel du centre",
        apercu=lambda: service_habituel.plan_applique(dossier),
        acte=lambda **vue: service_habituel.appliquer(dossier, par=request.user, **vue),
    )


def _remplacer(request, dossier, *, titre, apercu, acte):
    """One page for every replacement: before and after, side by side, then the act."""
    try:
        if request.method == "POST":
            acte(version=lire_texte(request.POST, "version") or None)
            messages.success(request, "Le plan est remplacé : relisez-le.")
            return redirect("dossiers:modalites", dossier.pk)
        nouveau = apercu()
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
        return redirect("dossiers:modalites", dossier.pk)
    actuel = lire_plan(dossier)
    contexte = {
        "dossier": dossier,
        "titre": titre,
        "version": actuel.version_entiere,
        "comparaison": comparer_plans(dossier, actuel, nouveau),
    }
    return render(request, "dossiers/remplacer_plan.html", contexte)


@require_POST
def enregistrer_habituel(request, pk):
    """Keep this plan as the centre's usual one."""
    dossier = _dossier_a_planifier(request, pk)
    try:
        service_habituel.enregistrer(dossier, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(
            request,
            "Ces modalités sont le plan habituel de votre centre pour ce CQPM : appliquez-le aux "
            "autres dossiers depuis leur liste.",
        )
    return redirect("dossiers:modalites", dossier.pk)


@require_POST
def revenir(request, pk):
    """Bring back the plan before its last change."""
    dossier = _dossier_a_planifier(request, pk)
    try:
        service.revenir(dossier, lire_entier(request.POST, "changement"), par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
    else:
        messages.success(request, "Le plan précédent est rétabli.")
    return redirect("dossiers:modalites", dossier.pk)


def _dossier_a_planifier(request, pk):
    dossier = dossier_visible(request, pk)
    if not peut_planifier(request.user, dossier):
        raise PermissionDenied
    return dossier
