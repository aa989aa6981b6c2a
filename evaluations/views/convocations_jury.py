"""Convene the members of a jury; print what is given by hand; certify who came (R29)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from evaluations.enums import EtatSession
from evaluations.forms.demandes import EnvoiForm
from evaluations.selectors.composition import delai_des_convocations
from evaluations.selectors.convocations import LigneConvocation, convocations_de
from evaluations.services.jury import convocations as service
from evaluations.views.sessions import session_geree


def convocations(request, pk):
    """Who received what; send the rest."""
    session = session_geree(request, pk)
    lignes = convocations_de(session)
    if request.method == "POST":
        return _convoquer(request, session)
    contexte = {
        "session": session,
        "lignes": lignes,
        "delai": delai_des_convocations(session),
        "prepare": session.etat == EtatSession.PREPARATION,
        "est_close": session.etat in {EtatSession.CLOSE, EtatSession.SIGNEE},
        "en_cours": any(ligne.est_en_route for ligne in lignes),
        "reste": any(ligne.a_envoyer for ligne in lignes),
        "aujourd_hui": timezone.localdate(),
    }
    return render(request, "evaluations/jury/convocations.html", contexte)


def _convoquer(request, session):
    try:
        prevenus = service.convoquer(session, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        phrase = "Rien de plus à envoyer : chacun connaît cette version, ou va la recevoir."
        if prevenus:
            phrase = f"L'envoi est lancé : {', '.join(prevenus)}."
        messages.success(request, phrase)
    return redirect("evaluations:convocations_jury", session.pk)


@require_POST
def convocation_remise(request, pk, membre_pk):
    """Someone was given the paper, or told of the change, on that day."""
    session = session_geree(request, pk)
    membre = get_object_or_404(session.membres, pk=membre_pk)
    form = EnvoiForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Écrivez la date de la remise, par exemple 30/06/2027.")
    else:
        try:
            service.remettre(membre, le=form.cleaned_data["le"], par=request.user)
        except ErreurMetier as refus:
            messages.error(request, str(refus))
        else:
            messages.success(request, f"La remise à {membre} est enregistrée.")
    return redirect("evaluations:convocations_jury", session.pk)


def convocation_du_membre(request, pk, membre_pk):
    """The paper as it was last drawn for one member."""
    ligne = _ligne(request, pk, membre_pk)
    if ligne.papier is None:
        raise Http404
    return reponse_document(ligne.papier)


@require_POST
def attestations(request, pk):
    """Ask for the certificates of attendance."""
    session = session_geree(request, pk)
    try:
        nombre = service.demander_attestations(session, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        s = "s" if nombre > 1 else ""
        messages.success(request, f"{nombre} attestation{s} en cours de production.")
    return redirect(f"{reverse('evaluations:convocations_jury', args=[session.pk])}#attestations")


def attestation(request, pk, membre_pk):
    """One member's certificate."""
    travail = _ligne(request, pk, membre_pk).attestation
    if travail is None or not hasattr(travail, "document"):
        raise Http404
    return reponse_document(travail.document)


def _ligne(request, pk: int, membre_pk: int) -> LigneConvocation:
    for ligne in convocations_de(session_geree(request, pk)):
        if ligne.membre.pk == membre_pk:
            return ligne
    raise Http404
