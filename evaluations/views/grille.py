"""The grid: read it, conclude a capacité, sign, reopen."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers.enums import AVANT_JURY
from dossiers.forms.actions import MotifForm
from dossiers.models import Dossier
from dossiers.permissions import est_evaluateur
from dossiers.selectors.transmission import attend_l_accord
from dossiers.views.acces import dossier_visible
from evaluations.dessin import dessiner, etat
from evaluations.errors import SaisieDUnAutre
from evaluations.forms.grille import ConclusionForm, SignatureGrilleForm
from evaluations.permissions import (
    peut_deverrouiller,
    peut_evaluer,
    peut_lire_grille,
    peut_noter_oral,
)
from evaluations.regles_avis import avis_requis
from evaluations.selectors.dossier_de_grille import dossier_de_grille
from evaluations.selectors.lignes_grille import MiseEnPage, Phase
from evaluations.selectors.page_grille import marque_du_contenu
from evaluations.services import conclusion as service_conclusion
from evaluations.services import signature as service_signature
from referentiels.models import Capacite


def grille(request, pk):
    """Conditions and critères in the référentiel's own words, with what is scored so far."""
    dossier = dossier_lu(request, pk)
    if not peut_lire_grille(request.user, dossier):
        raise PermissionDenied
    return rendre(request, dossier)


def pour_soi(vue):
    """Refuse what a page drawn for somebody else sends: a device changes hands, its tabs stay."""

    @wraps(vue)
    def la_vue(request, pk, *args, **kwargs):
        attendu = str(request.user.pk)
        if request.POST.get("evaluateur", attendu) != attendu:
            messages.error(request, str(SaisieDUnAutre()))
            return redirect(adresse(pk))
        return vue(request, pk, *args, **kwargs)

    return la_vue


@require_POST
@pour_soi
def conclure(request, pk, capacite_pk):
    """Record the commission's conclusion on one capacité."""
    dossier = dossier_evaluable(request, pk)
    capacite = capacite_visee(dossier, capacite_pk)
    form = ConclusionForm(request.POST)
    refus = []
    if form.is_valid():
        try:
            service_conclusion.conclure(dossier, capacite, **form.cleaned_data, par=request.user)
        except ErreurMetier as erreur:
            refus = [str(erreur)]
    else:
        refus = [message for champ in form.errors.values() for message in champ]
    if not refus:
        return redirect(f"{adresse(pk)}#capacite-{capacite.numero}")
    refusee = {"capacite": capacite.pk, "saisi": request.POST, "messages": refus}
    return _page(request, pk, refus_conclusion=refusee)


@require_POST
@pour_soi
def signer(request, pk):
    """Sign the grid with the password; the last signature closes it."""
    dossier = dossier_evaluable(request, pk)
    form = SignatureGrilleForm(request.POST)
    if form.is_valid():
        try:
            service_signature.signer(dossier, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error("mot_de_passe", str(refus))
        else:
            messages.success(request, "Votre signature est enregistrée.")
            return redirect(adresse(pk))
    return _page(request, pk, form_signature=form)


def rouvrir(request, pk):
    """Cancel the signatures with a reason: everyone signs again."""
    dossier = dossier_visible(request, pk)
    if not peut_deverrouiller(request.user, dossier):
        raise PermissionDenied
    form = MotifForm(request.POST or None, bouton="Annuler les signatures")
    if request.method == "POST" and form.is_valid():
        try:
            service_signature.rouvrir(dossier, motif=form.cleaned_data["motif"], par=request.user)
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
        else:
            messages.success(request, "La grille est rendue à la commission.")
            return redirect(dossier)
    contexte = {
        "dossier": dossier,
        "form": form,
        "titre": "Rouvrir la grille",
        "explication": "Les signatures sont annulées : la commission peut corriger la grille, "
        "puis chaque membre signe de nouveau.",
    }
    return render(request, "dossiers/motif.html", contexte)


# --- What the views of the grid share -----------------------------------------------------------


def rendre(request, dossier, **contexte):
    """The page of a dossier loaded by `dossiers_de_la_grille`."""
    evaluation = getattr(dossier, "evaluation", None)
    scan = getattr(evaluation, "signature_papier", None)
    membres = [un for un in dossier.affectations.all() if un.role == "evaluateur"]
    signee = bool(scan) or any(un.signe_le for un in membres)
    evalue = peut_evaluer(request.user, dossier)
    attend = evalue and attend_l_accord(dossier)
    peut_noter = evalue and not signee and not attend
    lecture = MiseEnPage(dossier, request.user, peut_noter)
    capacites = lecture.capacites()
    individuelles = [une for une in capacites if une.phase == Phase.INDIVIDUELLE]
    _rappeler(capacites, contexte.get("critere_refuse"), request.POST)
    url = adresse(dossier.pk)
    page = {
        "dossier": dossier,
        "user": request.user,
        "evaluateur": request.user.pk,
        "capacites": capacites,
        "membres": membres,
        "peut_noter": peut_noter,
        "peut_signer": evalue and not attend,
        "peut_noter_oral": _entend_l_entreprise(request.user, dossier),
        "peut_rouvrir": peut_deverrouiller(request.user, dossier),
        "a_signe": any(un.signe_le and un.utilisateur_id == request.user.pk for un in membres),
        "signee": signee,
        "rouverte": evaluation if evaluation and evaluation.rouverte_le else None,
        "scan": scan,
        "attend_l_accord": attend,
        "individuelles": bool(individuelles),
        "rien_note": len(membres) > 1 and _rien_note(individuelles),
        "desaccords": sum(une.desaccords for une in capacites),
        "a_compare": bool(lecture.contenu.desaccords),
        "form_signature": SignatureGrilleForm(initial={"vue": marque_du_contenu(lecture.contenu)}),
        "jeton": get_token(request),
        "maintenant": timezone.now().isoformat(),
        "url_criteres": f"{url}criteres/",
        "url_capacites": f"{url}capacites/",
        "url_preuve": reverse("evaluations:ajouter_preuve", args=[dossier.pk]),
        "url_desaccords": reverse("evaluations:desaccords", args=[dossier.pk]),
        **contexte,
    }
    for une in capacites:
        une.etat, une.dessin = etat(une), dessiner(une, page)
    reponse = render(request, "evaluations/grille/grille.html", page)
    # One's own results: the browser keeps no copy that another person could go back to.
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def page_refusee(request, pk, refus: str, *, critere: int | None = None):
    """The grid with the sentence of what was refused, and what was typed in that critère."""
    return _page(request, pk, refus=refus, critere_refuse=critere)


def _entend_l_entreprise(utilisateur, dossier) -> bool:
    """An opinion is waited for, and this person may note what the company says."""
    requis = avis_requis(dossier.parcours, dossier.referentiel.avis_vae_exempt)
    return requis and dossier.etat in AVANT_JURY and peut_noter_oral(utilisateur, dossier)


def _rien_note(individuelles) -> bool:
    """This person has capacités of their own, and nothing in them yet."""
    cellules = [un.version for une in individuelles for un in une.criteres]
    return bool(cellules) and not any(cellules)


def _rappeler(capacites, critere_pk: int | None, saisi) -> None:
    """Put what was typed back in its row, at the version that stands: sent again, it replaces."""
    for une in capacites:
        for un in une.criteres if une.est_ouverte else ():
            if un.pk == critere_pk:
                un.commentaire = saisi.get("commentaire", "")
                un.boutons = une.boutons(un.pk, saisi.get("niveau", ""))
                un.statut = "Pas enregistré"


def _page(request, pk, **contexte):
    dossier = dossier_lu(request, pk)
    if not peut_lire_grille(request.user, dossier):
        raise PermissionDenied
    return rendre(request, dossier, **contexte)


def dossier_lu(request, pk: int) -> Dossier:
    """The dossier with its grid, or 404 for who may not see it (R22)."""
    try:
        return dossier_de_grille(request.user, pk)
    except Dossier.DoesNotExist as erreur:
        raise Http404 from erreur


def dossier_evaluable(request, pk):
    """The dossier, if its grid may be written by this person; the service tells the rest."""
    dossier = dossier_visible(request, pk)
    if not est_evaluateur(request.user, dossier):
        raise PermissionDenied
    return dossier


def capacite_visee(dossier, capacite_pk) -> Capacite:
    """The target capacité, or 404."""
    for capacite in dossier.capacites_visees():
        if capacite.pk == capacite_pk:
            return capacite
    raise Http404


def adresse(pk: int) -> str:
    return reverse("evaluations:grille", args=[pk])
