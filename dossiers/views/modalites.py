"""The plan of modalités: write it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone

from cqpm.commun.errors import ErreurMetier
from dossiers.errors import DateImpossible, PlanModifie, PlanRefuse
from dossiers.forms.plan import PlanForm
from dossiers.permissions import peut_planifier
from dossiers.selectors.copie import plan_habituel_de
from dossiers.selectors.couverture import alerte_couverture
from dossiers.selectors.plan import dernier_changement
from dossiers.services import modalites as service
from dossiers.views.acces import dossier_visible


def modalites(request, pk):
    """Choose, capacité by capacité, among what this version allows."""
    dossier = dossier_visible(request, pk)
    if not peut_planifier(request.user, dossier):
        raise PermissionDenied
    form = PlanForm(request.POST or None, dossier=dossier)
    if "partout" in request.POST:
        form.prevoir_partout(request.POST["partout"])
    elif request.method == "POST" and form.is_valid() and _enregistrer(request, dossier, form):
        return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "alerte": alerte_couverture(dossier, form.plan),
        "habituel": plan_habituel_de(dossier),
        "changement": dernier_changement(dossier),
    }
    return render(request, "dossiers/modalites.html", contexte)


def _enregistrer(request, dossier, form) -> bool:
    """Save the plan, or put each refusal beside what was typed."""
    champs = {
        champ: form.cleaned_data[champ]
        for champ in ("rapport_attendu_le", "rapport_forme", "version")
    }
    champs["version"] = champs["version"] or None
    try:
        service.enregistrer_plan(dossier, form.choix, **champs, par=request.user)
    except PlanRefuse as erreur:
        form.montrer_fautes(erreur.fautes)
    except DateImpossible as erreur:
        form.add_error("rapport_attendu_le", str(erreur))
    except PlanModifie as erreur:
        form.montrer_l_autre()
        form.add_error(None, str(erreur))
    except ErreurMetier as erreur:
        form.add_error(None, str(erreur))
    else:
        messages.success(request, "Les modalités sont enregistrées.")
        _prevenir_d_une_date_passee(request, champs["rapport_attendu_le"])
        return True
    return False


def _prevenir_d_une_date_passee(request, date) -> None:
    if date and date < timezone.localdate():
        messages.warning(
            request,
            f"La date limite du rapport, le {date:%d/%m/%Y}, est déjà passée : vérifiez-la.",
        )
