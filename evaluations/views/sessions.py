"""Plan a jury session: date, dossiers, opening, closing; its hub."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.forms import lire_cles
from cqpm.commun.models import Document
from dossiers.models import Dossier
from evaluations import permissions
from evaluations.enums import EtatSession
from evaluations.forms.grille import SignatureForm
from evaluations.forms.jury import ClotureForm, PVSigneForm, SessionForm
from evaluations.forms.transmission import TransmissionGTPForm
from evaluations.models import SessionJury
from evaluations.selectors.deliberation import page_session, sessions_completes
from evaluations.selectors.liasse import (
    derniere_impression,
    derniere_liasse,
    envoi_precedent,
    rectificatif_depuis,
)
from evaluations.selectors.preparation import dossiers_prets, dossiers_proches
from evaluations.selectors.transmission import echeance_gtp_de
from evaluations.services import jury as service
from evaluations.services.jury import dernier_pv
from evaluations.services.jury.emargement import dernier_travail as dernier_emargement


def sessions(request):
    """The sessions this person organises or sits in, the latest first."""
    lignes = SessionJury.objects.visible_par(request.user).pour_liste(request.user)
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
        try:
            session = service.creer_session(**form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
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


def page_du_hub(request, la_session, **formulaires):
    """Show the hub, with the forms that came back refused."""
    gere = permissions.peut_gerer_session(request.user, la_session)
    prepare = permissions.peut_preparer_session(request.user, la_session)
    a_inscrire = prepare and la_session.rectifie_id is None
    membres = la_session.membres.all()
    siege = next((un for un in membres if un.utilisateur_id == request.user.pk), None)
    suites = gere and la_session.etat == EtatSession.SIGNEE
    hub = page_session(la_session, request.user)
    contexte = {
        "session": la_session,
        "hub": hub,
        "gere": gere,
        "rectifie": permissions.peut_rectifier(request.user, la_session),
        "rectifie_identite": permissions.peut_rectifier_l_identite(request.user, la_session),
        "prepare": prepare,
        "prets": dossiers_prets(la_session) if a_inscrire else [],
        "proches": dossiers_proches(la_session) if a_inscrire else [],
        "maintenant": timezone.localtime(),
        "travail": dernier_pv(la_session),
        "emargement": dernier_emargement(la_session) if gere else None,
        "gtp": echeance_gtp_de(la_session),
        **_envoi(la_session, hub.rectifie_par, prepare=suites),
        "siege": siege,
        "a_signe": siege is not None and hasattr(siege, "signature"),
        "form_signature": SignatureForm(),
        "form_pv_signe": PVSigneForm(),
        "form_gtp": TransmissionGTPForm(),
        **formulaires,
    }
    return render(request, "evaluations/jury/session.html", contexte)


def _envoi(session: SessionJury, rectifie_par: list[SessionJury], *, prepare: bool) -> dict:
    """The making of the pack and of its bundle, the archive made before, what it went past."""
    liasse = derniere_liasse(session) if prepare else None
    return {
        "liasse": liasse,
        "impression": derniere_impression(session) if prepare else None,
        "envoi_precedent": envoi_precedent(session, liasse),
        "rectifie_depuis": rectificatif_depuis(liasse, rectifie_par),
    }


def enregistrer_les_presences(request, la_session) -> None:
    """Keep what is ticked in the composition. Raises SessionRefusee."""
    presents, excuses = lire_cles(request.POST, "present"), lire_cles(request.POST, "excuse")
    service.noter_presences(la_session, presents, excuses=excuses, par=request.user)


def agir(request, ou, acte, fait: str):
    """Run an act of the hub, or of a candidate's page, and come back to it with its sentence."""
    try:
        acte()
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, fait)
    return redirect(ou)


def remettre_document(request, ou, document: Document):
    """Send the file or, when the server no longer has it, come back with its sentence."""
    try:
        return reponse_document(document)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect(ou)


@require_POST
def inscrire_dossiers(request, pk):
    """Put the ready dossiers that are ticked on the list (R31)."""
    la_session = session_geree(request, pk)
    cles = lire_cles(request.POST, "dossier")
    dossiers = Dossier.objects.visible_par(request.user).pour_liste().filter(pk__in=cles)
    if not dossiers:
        messages.error(request, "Cochez au moins un dossier à inscrire.")
        return redirect(la_session)
    inscrits, refus = service.inscrire_dossiers(la_session, dossiers, par=request.user)
    for phrase in refus:
        messages.error(request, phrase)
    if inscrits:
        noms = ", ".join(str(dossier.candidat) for dossier in inscrits)
        messages.success(request, f"Inscrits à la session : {noms}.")
    return redirect(la_session)


@require_POST
def retirer_dossier(request, pk, dossier_pk):
    """Take an undecided dossier off the list."""
    la_session = session_geree(request, pk)
    deliberation = get_object_or_404(la_session.deliberations, dossier__pk=dossier_pk)
    return agir(
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
            enregistrer_les_presences(request, la_session)
        service.ouvrir(la_session, par=request.user)

    return agir(request, la_session, acte, "La session est ouverte : le jury peut délibérer.")


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
    contexte = {"form": form, "session": la_session, "hub": page_session(la_session, request.user)}
    return render(request, "evaluations/jury/clore.html", contexte)
