"""How staff follow the company's opinion: ask, send again, hand over a link, revoke, waive."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.liens import Cle
from dossiers.enums import AVANT_JURY
from dossiers.forms.actions import MotifForm
from dossiers.models import Dossier
from dossiers.views.acces import dossier_visible
from evaluations import liens, permissions
from evaluations.enums import EtatAvis
from evaluations.forms.avis import DemandeAvisForm
from evaluations.models import DemandeAvis
from evaluations.selectors.avis import (
    avis_du_dossier,
    demandes_closes,
    dernier_courriel,
    derniere_declinee,
    papiers_de_l_avis,
    relance_en_cours,
)
from evaluations.services import avis as service


def avis(request, pk):
    """Where the opinion stands, and what can be done about it."""
    return _page(request, _dossier(request, pk, permissions.peut_suivre_avis))


@require_POST
def demander(request, pk):
    """Ask one person of the company, by mail."""
    dossier = _dossier(request, pk, permissions.peut_demander_avis)
    form = DemandeAvisForm(request.POST, dossier=dossier)
    if form.is_valid():
        try:
            demande = service.demander(dossier, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, f"La demande part à {demande.nom} ({demande.courriel}).")
            return redirect("evaluations:avis", pk)
    return _page(request, dossier, form=form)


@require_POST
def renvoyer(request, pk, demande_pk):
    """Send the mail again."""
    demande = _demande(request, pk, demande_pk)
    try:
        service.renvoyer(demande, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"Le courriel repart à {demande.courriel}.")
    return redirect("evaluations:avis", pk)


@require_POST
@never_cache
def lien(request, pk, demande_pk):
    """Show a new personal link, this once: only its fingerprint is kept."""
    demande = _demande(request, pk, demande_pk)
    try:
        acces = service.nouveau_lien(demande, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect("evaluations:avis", pk)
    return _page(request, demande.dossier, acces=acces)


@require_POST
def revoquer(request, pk, demande_pk):
    """Close the request: its links open nothing any more."""
    demande = _demande(request, pk, demande_pk)
    try:
        service.revoquer(demande, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(
            request, f"La demande à {demande.nom} est annulée, ses liens ne s'ouvrent plus."
        )
    return redirect("evaluations:avis", pk)


def dispenser(request, pk):
    """Do without the opinion, with a reason that the PV prints (R15, R16)."""
    dossier = _dossier(request, pk, permissions.peut_dispenser_avis)
    form = MotifForm(request.POST or None, bouton="Dispenser le dossier d'avis")
    if request.method == "POST" and form.is_valid():
        try:
            service.dispenser(dossier, motif=form.cleaned_data["motif"], par=request.user)
        except ErreurMetier as refus:
            form.add_error("motif", str(refus))
        else:
            messages.success(request, "Le dossier ira devant le jury sans avis de l'entreprise.")
            return redirect("evaluations:avis", pk)
    contexte = {
        "dossier": dossier,
        "form": form,
        "titre": "Dispenser d'avis de l'entreprise",
        "explication": "Le dossier ira devant le jury sans cet avis. Écrivez pourquoi : le "
        "procès-verbal l'imprimera. Une demande en cours sera annulée.",
    }
    return render(request, "dossiers/motif.html", contexte)


@require_POST
def lever_dispense(request, pk):
    """Expect the opinion again."""
    dossier = _dossier(request, pk, permissions.peut_lever_dispense)
    try:
        service.lever_dispense(dossier, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "La dispense est levée : demandez l'avis de l'entreprise.")
    return redirect("evaluations:avis", pk)


def courriel(request, pk, demande_pk):
    """The progress of the mail, polled by the page."""
    demande = _demande(request, pk, demande_pk, permissions.peut_suivre_avis)
    contexte = {"demande": demande, "travail": dernier_courriel(demande)}
    return render(request, "evaluations/avis/_courriel.html", contexte)


def _dossier(request: HttpRequest, pk: int, peut) -> Dossier:
    dossier = dossier_visible(request, pk)
    if not peut(request.user, dossier):
        raise PermissionDenied
    return dossier


def _demande(
    request: HttpRequest, pk: int, demande_pk: int, peut=permissions.peut_demander_avis
) -> DemandeAvis:
    dossier = _dossier(request, pk, peut)
    demande = get_object_or_404(DemandeAvis, pk=demande_pk, dossier=dossier)
    demande.dossier = dossier
    return demande


def _tuteur_change(dossier: Dossier, demande: DemandeAvis) -> bool:
    """The company named another tutor since this request, which nobody passed on."""
    tuteur = dossier.tuteur
    return bool(
        tuteur
        and demande.origine_id is None
        and tuteur.courriel.lower() != demande.courriel.lower()
        and tuteur.modifie_le > demande.cree_le
    )


def _page(
    request: HttpRequest,
    dossier: Dossier,
    *,
    form: DemandeAvisForm | None = None,
    acces: Cle | None = None,
) -> HttpResponse:
    suivi = avis_du_dossier(dossier)
    declinee = derniere_declinee(dossier)
    peut_demander = permissions.peut_demander_avis(request.user, dossier) and suivi.etat in {
        EtatAvis.A_DEMANDER,
        EtatAvis.DEMANDE,
    }
    contexte = {
        "dossier": dossier,
        "suivi": suivi,
        "demande": suivi.demande,
        "travail": dernier_courriel(suivi.demande) if suivi.demande else None,
        "relance": relance_en_cours(suivi.demande) if suivi.demande else None,
        "tuteur_change": suivi.demande is not None and _tuteur_change(dossier, suivi.demande),
        "attendu": dossier.etat in AVANT_JURY,
        "peut_lever": permissions.peut_lever_dispense(request.user, dossier),
        "closes": demandes_closes(dossier),
        "adresse": liens.adresse(acces.jeton) if acces else "",
        "code": acces.code_lisible if acces else "",
        "declinee": declinee,
        "form": form or DemandeAvisForm(dossier=dossier, demande=suivi.demande, declinee=declinee),
        "peut_demander": peut_demander,
        **papiers_de_l_avis(dossier),
        "peut_dispenser": peut_demander and permissions.peut_dispenser_avis(request.user, dossier),
    }
    return render(request, "evaluations/avis/avis.html", contexte)
