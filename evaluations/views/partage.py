"""From one's own results to the commission's: share, take back, compare, decide."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from evaluations.forms.grille import AccordForm
from evaluations.permissions import peut_evaluer, peut_lire_grille
from evaluations.selectors.desaccords import desaccords_de
from evaluations.selectors.lignes_grille import MiseEnPage, Phase
from evaluations.services import conclusion as service_conclusion
from evaluations.services import partage as service
from evaluations.views.grille import (
    adresse,
    capacite_visee,
    dossier_evaluable,
    dossier_lu,
    page_refusee,
    pour_soi,
)
from referentiels.models import Critere


@require_POST
@pour_soi
def partager(request, pk, capacite_pk):
    """Share one capacité with the commission."""
    dossier = dossier_evaluable(request, pk)
    return _partager(request, dossier, [capacite_visee(dossier, capacite_pk)])


@require_POST
@pour_soi
def partager_tout(request, pk):
    """Share every capacité that this evaluator has completed.

    With `tout`, every one that is not shared: whoever has evaluated nothing says so in one act.
    """
    dossier = dossier_evaluable(request, pk)
    tout = "tout" in request.POST
    affichees = MiseEnPage(dossier_lu(request, pk), request.user, True).capacites()
    pretes = {
        une.pk
        for une in affichees
        if une.phase == Phase.INDIVIDUELLE and (tout or not une.a_completer)
    }
    return _partager(request, dossier, [un for un in dossier.capacites_visees() if un.pk in pretes])


def _partager(request, dossier, capacites):
    try:
        communes = service.partager(dossier, capacites, par=request.user)
    except ErreurMetier as refus:
        return page_refusee(request, dossier.pk, str(refus))
    _dire_le_partage(request, [une.numero for une in capacites], communes)
    ancre = f"#capacite-{capacites[0].numero}" if capacites else ""
    return redirect(f"{adresse(dossier.pk)}{ancre}")


def _dire_le_partage(request, numeros: list[int], communes: dict[int, int]) -> None:
    if not numeros:
        messages.info(
            request,
            "Aucune de vos capacités n'est complète : notez chaque critère, et commentez ceux qui "
            "ne sont pas acquis ou pas observables.",
        )
    if desaccords := sum(communes.values()):
        pluriel = "s" if desaccords > 1 else ""
        messages.warning(
            request,
            f"En commun : {_capacites(list(communes))}. {desaccords} désaccord{pluriel} à trancher "
            "avant de conclure.",
        )
    elif communes:
        messages.success(
            request, f"En commun : {_capacites(list(communes))}. La commission peut conclure."
        )
    if reste := [numero for numero in numeros if numero not in communes]:
        messages.success(
            request,
            f"Vos résultats sont partagés : {_capacites(reste)}. La commission attend les autres "
            "membres.",
        )


def _capacites(numeros: list[int]) -> str:
    """« capacité 3 », « capacités 1, 4 et 5 »."""
    if len(numeros) == 1:
        return f"capacité {numeros[0]}"
    return f"capacités {', '.join(map(str, numeros[:-1]))} et {numeros[-1]}"


@require_POST
@pour_soi
def reprendre(request, pk, capacite_pk):
    """Take a shared capacité back, before it is in common."""
    dossier = dossier_evaluable(request, pk)
    capacite = capacite_visee(dossier, capacite_pk)
    try:
        service.reprendre(dossier, capacite, par=request.user)
    except ErreurMetier as refus:
        return page_refusee(request, pk, str(refus))
    return redirect(f"{adresse(pk)}#capacite-{capacite.numero}")


def desaccords(request, pk):
    """Where the evaluators differ, first what is still to decide."""
    dossier = dossier_lu(request, pk)
    if not peut_lire_grille(request.user, dossier):
        raise PermissionDenied
    return _page_des_desaccords(request, dossier)


@require_POST
@pour_soi
def trancher(request, pk, critere_pk):
    """Align on one level, or record why the members differ."""
    dossier = dossier_evaluable(request, pk)
    critere = get_object_or_404(Critere.objects.select_related("capacite"), pk=critere_pk)
    capacite_visee(dossier, critere.capacite_id)
    form = AccordForm(request.POST)
    if form.is_valid():
        try:
            service_conclusion.trancher(dossier, critere, **form.valeurs, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            url = reverse("evaluations:desaccords", args=[pk])
            return redirect(f"{url}#desaccords")
    complet = dossier_lu(request, pk)
    return _page_des_desaccords(request, complet, refuse=(critere.pk, form))


def _page_des_desaccords(request, dossier, refuse=(None, None)):
    signee = any(un.signe_le for un in dossier.affectations.all())
    contexte = {
        "dossier": dossier,
        "desaccords": desaccords_de(dossier, request.user),
        "peut_trancher": peut_evaluer(request.user, dossier) and not signee,
        "critere_refuse": refuse[0],
        "form_refuse": refuse[1],
    }
    return render(request, "evaluations/grille/desaccords.html", contexte)
