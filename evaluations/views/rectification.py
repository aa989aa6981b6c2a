"""Correct a signed PV, or give the correction up (R40)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from evaluations.forms.rectification import RectificationForm
from evaluations.permissions import peut_rectifier
from evaluations.services import jury as service
from evaluations.views.sessions import session_geree, session_visible


def rectifier(request, pk):
    """Choose the candidates and say why: the jury meets again for them."""
    session = session_visible(request, pk)
    if not peut_rectifier(request.user, session):
        raise PermissionDenied
    form = RectificationForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        try:
            rectificatif = service.preparer_rectificatif(
                session, **form.cleaned_data, par=request.user
            )
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"Le PV rectificatif {rectificatif.numero} est préparé.")
            return redirect(rectificatif)
    return render(request, "evaluations/jury/rectifier.html", {"form": form, "session": session})


@require_POST
def abandonner(request, pk):
    """Give the correction up: the signed PV stays as it is."""
    rectificatif = session_geree(request, pk)
    origine = rectificatif.rectifie
    try:
        service.abandonner_rectificatif(rectificatif, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect(rectificatif)
    messages.success(request, "Le PV rectificatif est abandonné : le PV signé reste en vigueur.")
    return redirect(origine)
