"""Plan a jury session: date, members, presence, dossiers, opening, closing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers.models import Dossier
from evaluations import permissions
from evaluations.enums import EtatSession
from evaluations.forms.grille import SignatureForm
from evaluations.forms.jury import ClotureForm, MembreForm, PVSigneForm, SessionForm
from evaluations.models import SessionJury
from evaluations.selectors.deliberation import dossiers_prets, page_session, sessions_completes
from evaluations.services import jury as service
from evaluations.services.jury import dernier_pv


def sessions(request):
    """The sessions this person organises or sits in, the latest first."""
    lignes = SessionJury.objects.visible_par(request.user).pour_liste()
    page = Paginator(lignes, 50).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "sessions": page.object_list,
        "peut_organiser": permissions.peut_organiser_sessions(request.user),
    }
    return render(request, "evaluations/jury/sessions.html", contexte)


def session_visible(request, pk) -> SessionJury:
    """The session with its members, or 404 (R22)."""
    visibles = SessionJury.objects.visible_par(request.user).values("pk")
    return get_object_or_404(sessions_completes(), pk=pk, pk__in=visibles)


def session_geree(request, pk) -> SessionJury:
    """The session, for its secretary; a member gets 403."""
    session = session_visible(request, pk)
    if not permissions.peut_gerer_session(request.user, session):
        raise PermissionDenied
    return session


def session_creer(request):
    """Plan a new session."""
    if not permissions.peut_organiser_sessions(request.user):
        raise PermissionDenied
    form = SessionForm(request.POST or None, utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        session = service.creer_session(**form.cleaned_data, par=request.user)
        messages.success(request, f"La session {session.numero} est créée.")
        return redirect(session)
    return render(request, "evaluations/jury/session_form.html", {"form": form})


@require_POST
def session_supprimer(request, pk):
    """Remove a session created by mistake: nothing was decided, nobody is on its list."""
    session = session_geree(request, pk)
    try:
        service.supprimer_session(session, par=request.user)
    except ErreurMetier as erreur:
        messages.error(request, str(erreur))
        return redirect(session)
    messages.success(request, f"La session {session.numero} est supprimée.")
    return redirect("evaluations:sessions")


def session_modifier(request, pk):
    """Change date, place or notices before the session closes."""
    session = session_geree(request, pk)
    form = SessionForm(request.POST or None, instance=session, utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            service.modifier_session(session, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "La session est modifiée.")
            return redirect(session)
    return render(request, "evaluations/jury/session_form.html", {"form": form, "session": session})


def session(request, pk):
    """The hub: composition, presence, list of candidates, what forbids opening or closing, PV."""
    return page_du_hub(request, session_visible(request, pk))


def page_du_hub(request, la_session, *, form_signature=None, form_pv_signe=None):
    gere = permissions.peut_gerer_session(request.user, la_session)
    en_preparation = la_session.etat == EtatSession.PREPARATION
    siege = next(
        (un for un in la_session.membres.all() if un.utilisateur_id == request.user.pk), None
    )
    contexte = {
        "session": la_session,
        "hub": page_session(la_session),
        "gere": gere,
        "prepare": permissions.peut_preparer_session(request.user, la_session),
        "prets": dossiers_prets(la_session) if gere and en_preparation else [],
        "travail": dernier_pv(la_session),
        "siege": siege,
        "a_signe": siege is not None and hasattr(siege, "signature"),
        "form_signature": form_signature or SignatureForm(),
        "form_pv_signe": form_pv_signe or PVSigneForm(),
    }
    return render(request, "evaluations/jury/session.html", contexte)


def membre_ajouter(request, pk):
    """Seat a member."""
    la_session = session_geree(request, pk)
    form = MembreForm(request.POST or None, session=la_session)
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


def _agir(request, la_session, acte, fait: str):
    """Run an act of the hub and come back to it with its sentence."""
    try:
        acte()
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, fait)
    return redirect(la_session)


@require_POST
def membre_retirer(request, pk, membre_pk):
    """Take a member off the session."""
    la_session = session_geree(request, pk)
    membre = get_object_or_404(la_session.membres, pk=membre_pk)
    return _agir(
        request,
        la_session,
        lambda: service.retirer_membre(membre, par=request.user),
        f"{membre} ne siège plus dans la session.",
    )


def _presents(request) -> set[int]:
    """The seats ticked as present; a number too long to be a key is nobody's."""
    cles = request.POST.getlist("present")
    return {int(cle) for cle in cles if cle.isdecimal() and len(cle) < 19}


@require_POST
def presences(request, pk):
    """Record who is here."""
    la_session = session_geree(request, pk)
    return _agir(
        request,
        la_session,
        lambda: service.noter_presences(la_session, _presents(request), par=request.user),
        "Les présences sont enregistrées.",
    )


@require_POST
def inscrire_dossier(request, pk, dossier_pk):
    """Put a ready dossier on the list (R31)."""
    la_session = session_geree(request, pk)
    dossier = get_object_or_404(Dossier.objects.visible_par(request.user), pk=dossier_pk)
    return _agir(
        request,
        la_session,
        lambda: service.inscrire_dossier(la_session, dossier, par=request.user),
        f"Le dossier {dossier.numero} est inscrit à la session.",
    )


@require_POST
def retirer_dossier(request, pk, dossier_pk):
    """Take an undecided dossier off the list."""
    la_session = session_geree(request, pk)
    deliberation = get_object_or_404(la_session.deliberations, dossier__pk=dossier_pk)
    return _agir(
        request,
        la_session,
        lambda: service.retirer_dossier(deliberation, par=request.user),
        "Le dossier est retiré de la session ; il reste prêt pour le jury.",
    )


@require_POST
def ouvrir(request, pk):
    """Open the meeting, with the presences ticked beside the button (R26)."""
    la_session = session_geree(request, pk)

    def acte():
        if "presences" in request.POST:
            service.noter_presences(la_session, _presents(request), par=request.user)
        service.ouvrir(la_session, par=request.user)

    return _agir(request, la_session, acte, "La session est ouverte : le jury peut délibérer.")


def clore(request, pk):
    """Confirm, then close: the decisions are final and the PV is produced."""
    la_session = session_geree(request, pk)
    form = ClotureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.clore(la_session, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "La session est close. Le PV est en cours de production.")
            return redirect(la_session)
    contexte = {"form": form, "session": la_session, "hub": page_session(la_session)}
    return render(request, "evaluations/jury/clore.html", contexte)
