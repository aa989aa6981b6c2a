"""Which member has a link with which candidate, and withdraws for them alone (R30)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from evaluations.forms.conflits import ConflitForm
from evaluations.permissions import peut_declarer_un_lien, peut_gerer_session
from evaluations.selectors.conflits import Case, matrice_des_conflits
from evaluations.services.jury import conflits as service
from evaluations.views.sessions import session_visible


def conflits(request, pk):
    """Members in front of candidates."""
    session = session_visible(request, pk)
    contexte = {
        "session": session,
        "lignes": matrice_des_conflits(session),
        "declarables": {
            un.pk
            for un in session.membres.all()
            if peut_declarer_un_lien(request.user, session, un)
        },
        "gere": peut_gerer_session(request.user, session),
    }
    return render(request, "evaluations/jury/conflits.html", contexte)


def conflit(request, pk, membre_pk, dossier_pk):
    """Declare one link, or answer the one that was found."""
    session, membre, deliberation = _case(request, pk, membre_pk, dossier_pk)
    connu = deliberation.conflits.filter(membre=membre).first()
    initial = None
    if connu:
        suite = "oui" if connu.se_retire or connu.attend_reponse else "non"
        initial = {"nature": connu.nature, "se_retire": suite, "precision": connu.precision}
    form = ConflitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            service.declarer(membre, deliberation, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"{membre} : le lien est enregistré.")
            return redirect("evaluations:conflits", session.pk)
    contexte = {
        "session": session,
        "membre": membre,
        "deliberation": deliberation,
        "case": Case(membre, connu),
        "form": form,
    }
    return render(request, "evaluations/jury/conflit.html", contexte)


@require_POST
def conflit_lever(request, pk, membre_pk, dossier_pk):
    """Take a declaration back."""
    session, membre, deliberation = _case(request, pk, membre_pk, dossier_pk)
    try:
        service.lever(membre, deliberation, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"{membre} : la déclaration est retirée.")
    return redirect("evaluations:conflits", session.pk)


def _case(request, pk: int, membre_pk: int, dossier_pk: int):
    session = session_visible(request, pk)
    membre = get_object_or_404(session.membres, pk=membre_pk)
    if not peut_declarer_un_lien(request.user, session, membre):
        raise PermissionDenied
    deliberations = session.deliberations.select_related("dossier__candidat")
    return session, membre, get_object_or_404(deliberations, dossier__pk=dossier_pk)
