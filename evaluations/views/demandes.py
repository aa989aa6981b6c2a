"""Ask the unions for their representatives, by mail or by post, and follow their answers (R28)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from evaluations.enums import College, EtatSession, ReponseSyndicat
from evaluations.forms.demandes import DemandesForm, EnvoiForm, ReponseForm
from evaluations.models import SessionJury
from evaluations.selectors.composition import delai_des_demandes
from evaluations.selectors.demandes import LigneDemande, lignes_de
from evaluations.services.jury import demandes as service
from evaluations.views.sessions import session_geree


def demandes(request, pk):
    """Every union of the session's day: write to those that are ticked, follow the others."""
    session = session_geree(request, pk)
    lignes = lignes_de(session)
    form = DemandesForm(request.POST or None, lignes=lignes)
    if request.method == "POST" and form.is_valid():
        try:
            parties = service.demander(session, form.adresses, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            noms = ", ".join(une.sigle for une in parties)
            phrase = f"L'envoi est lancé : {noms}." if noms else "Ces messages sont déjà partis."
            messages.success(request, phrase)
            return redirect("evaluations:demandes", session.pk)
    contexte = {
        "session": session,
        "form": form,
        "rangees": list(form.rangees()),
        "delai": delai_des_demandes(session),
        "prepare": session.etat == EtatSession.PREPARATION,
        "en_cours": any(ligne.est_en_route for ligne in lignes),
    }
    return render(request, "evaluations/jury/demandes.html", contexte)


def demande(request, pk, organisation_pk):
    """One union: its letter, what left by post, its answer."""
    session = session_geree(request, pk)
    ligne = _ligne(session, organisation_pk)
    courrier = "envoi" in request.POST
    reponse = request.method == "POST" and not courrier
    form_envoi = EnvoiForm(request.POST if courrier else None)
    form_reponse = ReponseForm(request.POST if reponse else None, initial=_deja_repondu(ligne))
    form = form_envoi if courrier else form_reponse
    if request.method == "POST" and form.is_valid():
        try:
            return _enregistrer(request, session, ligne, form.cleaned_data)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
    contexte = {
        "session": session,
        "ligne": ligne,
        "form_envoi": form_envoi,
        "form_reponse": form_reponse,
        "prepare": session.etat == EtatSession.PREPARATION,
    }
    return render(request, "evaluations/jury/demande.html", contexte)


def _enregistrer(request, session: SessionJury, ligne: LigneDemande, donnees: dict):
    """Keep the sending or the answer; a person who was named is seated next."""
    organisation = ligne.organisation
    if "reponse" not in donnees:
        le = donnees["le"]
        demande = service.noter_courrier(session, organisation, le=le, par=request.user)
        fait = f"La demande à {organisation} est enregistrée."
        if demande.envoyee_le != le:
            fait = (
                f"La relance de {organisation} est notée au journal ; sa demande reste celle du "
                f"{demande.envoyee_le:%d/%m/%Y}."
            )
        messages.success(request, fait)
        return redirect("evaluations:demandes", session.pk)
    service.repondre(session, organisation, **donnees, par=request.user)
    messages.success(request, f"La réponse de {organisation} est enregistrée.")
    if donnees["reponse"] != ReponseSyndicat.DESIGNE:
        return redirect("evaluations:demandes", session.pk)
    prenom, _, nom = donnees["precision"].partition(",")[0].strip().partition(" ")
    connu = {
        "college": College.SALARIES.value,
        "organisation": organisation.sigle,
        "prenom": prenom,
        "nom": nom,
    }
    return redirect(
        f"{reverse('evaluations:membre_ajouter', args=[session.pk])}?{urlencode(connu)}"
    )


def _deja_repondu(ligne: LigneDemande) -> dict:
    if not ligne.a_repondu:
        return {}
    demande = ligne.demande
    return {
        "reponse": demande.reponse,
        "le": demande.repondue_le,
        "precision": demande.precision,
    }


def _ligne(session: SessionJury, organisation_pk: int) -> LigneDemande:
    for ligne in lignes_de(session):
        if ligne.organisation.pk == organisation_pk:
            return ligne
    raise Http404


@require_POST
def lettre_produire(request, pk, organisation_pk):
    """Ask for the letter on paper."""
    session = session_geree(request, pk)
    ligne = _ligne(session, organisation_pk)
    try:
        service.produire_lettre(session, ligne.organisation, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"La lettre à {ligne.organisation} est en cours de production.")
    return redirect("evaluations:demande", session.pk, organisation_pk)


def lettre(request, pk, organisation_pk):
    """The newest letter to one union."""
    ligne = _ligne(session_geree(request, pk), organisation_pk)
    if ligne.lettre is None:
        raise Http404
    return reponse_document(ligne.lettre)
