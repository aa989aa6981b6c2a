"""Who sits on a jury, and who is here."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from evaluations.forms.jury import CorrectionMembreForm, HeureForm, MembreForm
from evaluations.services import jury as service
from evaluations.views.sessions import agir, enregistrer_les_presences, session_geree


def membre_ajouter(request, pk):
    """Seat a member."""
    la_session = session_geree(request, pk)
    connu = {champ: request.GET[champ] for champ in MembreForm.CONNUS if champ in request.GET}
    form = MembreForm(request.POST or None, session=la_session, initial=connu)
    if request.method == "POST" and form.is_valid():
        try:
            membre = service.ajouter_membre(la_session, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{membre} siège dans la session.")
            return redirect(la_session)
    contexte = {"form": form, "session": la_session}
    return render(request, "evaluations/jury/membre_form.html", contexte)


@require_POST
def membre_retirer(request, pk, membre_pk):
    """Take a member off the session."""
    la_session = session_geree(request, pk)
    membre = get_object_or_404(la_session.membres, pk=membre_pk)
    return agir(
        request,
        la_session,
        lambda: service.retirer_membre(membre, par=request.user),
        f"{membre} ne siège plus dans la session.",
    )


@require_POST
def presences(request, pk):
    """Record who is here and who is excused."""
    la_session = session_geree(request, pk)
    return agir(
        request,
        la_session,
        lambda: enregistrer_les_presences(request, la_session),
        "Les présences sont enregistrées.",
    )


@require_POST
def mouvement(request, pk, membre_pk):
    """An arrival or a departure at an hour; or the last one taken back."""
    la_session = session_geree(request, pk)
    membre = get_object_or_404(la_session.membres, pk=membre_pk)
    acte = request.POST.get("acte", "")
    if acte == "annuler":
        return agir(
            request,
            la_session,
            lambda: service.annuler_mouvement(membre, par=request.user),
            f"{membre} : le mouvement est annulé.",
        )
    form = HeureForm(request.POST)
    services = {"arrivee": service.noter_arrivee, "depart": service.noter_depart}
    if acte not in services or not form.is_valid():
        messages.error(request, "Écrivez l'heure, par exemple 14:30.")
        return redirect(la_session)
    heure = form.cleaned_data["heure"]
    quoi = "arrive" if acte == "arrivee" else "part"
    return agir(
        request,
        la_session,
        lambda: services[acte](membre, heure=heure, par=request.user),
        f"{membre} {quoi} à {heure:%H:%M}.",
    )


@require_POST
def presider(request, pk, membre_pk):
    """Give the chair to a member."""
    la_session = session_geree(request, pk)
    membre = get_object_or_404(la_session.membres, pk=membre_pk)
    return agir(
        request,
        la_session,
        lambda: service.designer_president(membre, par=request.user),
        f"{membre} préside le jury.",
    )


def membre_modifier(request, pk, membre_pk):
    """Correct where to write to a member, and what they represent."""
    la_session = session_geree(request, pk)
    membre = get_object_or_404(la_session.membres, pk=membre_pk)
    form = CorrectionMembreForm(request.POST or None, instance=membre)
    if request.method == "POST" and form.is_valid():
        try:
            service.corriger_membre(membre, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{membre} : la correction est enregistrée.")
            return redirect(la_session)
    contexte = {"form": form, "session": la_session, "membre": membre}
    return render(request, "evaluations/jury/membre_form.html", contexte)
