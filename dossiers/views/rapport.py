"""The candidate's report, on the centre's side: receive it, accept or refuse a late one (R13)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import FichierRefuse
from dossiers import permissions
from dossiers.errors import DepotRefuse
from dossiers.forms.actions import RapportForm
from dossiers.selectors.rapport import rapport_du_dossier
from dossiers.services import rapport as service
from dossiers.views.acces import dossier_visible
from dossiers.views.motif import avec_motif


def _dossier_au_rapport(request, pk, permis):
    dossier = dossier_visible(request, pk)
    if not permis(request.user, dossier):
        raise PermissionDenied
    return dossier


def rapport(request, pk):
    """Record that the candidate's report has arrived, with its file if there is one (R13)."""
    dossier = _dossier_au_rapport(request, pk, permissions.peut_enregistrer_rapport)
    form = RapportForm()
    if request.method == "POST":
        form = RapportForm(request.POST, request.FILES)
        televersement.expliquer(form, request)
    if form.is_valid() and _recevoir(request, dossier, form):
        messages.success(request, "La réception du rapport est enregistrée.")
        return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "rapport": rapport_du_dossier(dossier, au_centre=True),
        "peut_deroger": permissions.peut_accepter_rapport(request.user, dossier),
    }
    return render(request, "dossiers/rapport.html", contexte)


def _recevoir(request, dossier, form) -> bool:
    """Keep the file, or the date alone; each refusal beside its field."""
    date, fichier = form.cleaned_data["date"], form.cleaned_data["fichier"]
    try:
        if fichier:
            service.deposer(dossier, fichier, par=request.user, recu_le=date)
        else:
            service.recevoir_rapport(dossier, date=date, par=request.user)
    except (FichierRefuse, DepotRefuse) as refus:
        form.add_error("fichier", str(refus))
    except ErreurMetier as refus:
        form.add_error("date", str(refus))
    else:
        return True
    return False


def rapport_derogation(request, pk):
    """Let the evaluation go on without the report: the manager's reason is kept (R13)."""
    dossier = _dossier_au_rapport(request, pk, permissions.peut_accepter_rapport)
    return avec_motif(
        request,
        dossier,
        titre="Évaluer sans le rapport",
        explication="Les capacités évaluées sur présentation pourront être notées sans rapport. "
        "Le motif reste au journal et le jury le lit.",
        bouton="Autoriser l'évaluation sans le rapport",
        acte=service.deroger_au_rapport,
        fait="L'évaluation est autorisée sans le rapport.",
    )


def rapport_accepter(request, pk, depot_pk):
    """Accept a late report, with the manager's reason (R13)."""
    dossier = _dossier_au_rapport(request, pk, permissions.peut_accepter_rapport)
    depot = get_object_or_404(dossier.depots_rapport, pk=depot_pk)
    return avec_motif(
        request,
        dossier,
        titre="Accepter le rapport en retard",
        explication=f"{_identifier(depot)} Les capacités évaluées sur présentation pourront être "
        f"notées. Le motif reste au journal et le jury le lit. {_au_candidat(dossier)}",
        bouton="Accepter malgré le retard",
        acte=lambda dossier, **champs: service.accepter(depot, **champs),
        fait="Le rapport est accepté malgré le retard.",
    )


def rapport_refuser(request, pk, depot_pk):
    """Refuse a late report, with a reason that the candidate reads (R13)."""
    dossier = _dossier_au_rapport(request, pk, permissions.peut_enregistrer_rapport)
    depot = get_object_or_404(dossier.depots_rapport, pk=depot_pk)
    return avec_motif(
        request,
        dossier,
        titre="Refuser le rapport en retard",
        explication=f"{_identifier(depot)} La commission ne le lira pas et le rapport sera de "
        f"nouveau attendu. Le motif reste au journal. {_au_candidat(dossier)}",
        bouton="Refuser le rapport",
        acte=lambda dossier, **champs: service.refuser(depot, **champs),
        fait="Le rapport est refusé : il est de nouveau attendu.",
    )


def _identifier(depot) -> str:
    limite = f", attendu le {depot.attendu_le:%d/%m/%Y}" if depot.attendu_le else ""
    return f"« {depot.nom} »{limite}."


def _au_candidat(dossier) -> str:
    if dossier.candidat.courriel:
        return f"Il part aussi à {dossier.candidat.courriel}."
    return "Le candidat n'a pas d'adresse électronique : prévenez-le."
