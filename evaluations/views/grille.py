"""The commission's grid: read, score, conclude, sign, reopen."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from dossiers.errors import DateImpossible
from dossiers.forms.actions import MotifForm
from dossiers.permissions import est_evaluateur
from dossiers.selectors.transmission import attend_l_accord
from dossiers.views.acces import dossier_visible
from evaluations.enums import Conclusion, NiveauCritere
from evaluations.errors import ConflitDeSaisie, ResultatRefuse
from evaluations.forms.grille import ConclusionForm, CritereForm, SignatureForm
from evaluations.permissions import peut_deverrouiller, peut_evaluer, peut_lire_grille
from evaluations.selectors.grille import grille as lire_grille
from evaluations.services import evaluation as service
from referentiels.models import Critere

TONS = {
    NiveauCritere.ACQUIS: "succes",
    NiveauCritere.NON_ACQUIS: "danger",
    NiveauCritere.NON_EVALUE: "neutre",
    NiveauCritere.NON_OBSERVABLE: "alerte",
}
NIVEAUX = [(niveau.value, niveau.label, TONS[niveau]) for niveau in NiveauCritere]
CONCLUSIONS = [
    (Conclusion.ACQUISE.value, Conclusion.ACQUISE.label, "succes"),
    (Conclusion.NON_ACQUISE.value, Conclusion.NON_ACQUISE.label, "danger"),
]


def grille(request, pk):
    """Conditions and critères in the référentiel's own words, with what is scored so far."""
    dossier = dossier_visible(request, pk)
    if not peut_lire_grille(request.user, dossier):
        raise PermissionDenied
    return _page(request, dossier)


@require_POST
def noter_critere(request, pk, critere_pk):
    """Save one critère: htmx swaps its status, a plain form comes back to the page."""
    dossier, capacite, critere = _critere(request, pk, critere_pk)
    form = CritereForm(request.POST)
    erreur, resultat, saisie = "", None, request.POST.get("version", "0")
    if form.is_valid():
        try:
            resultat = service.noter_critere(
                dossier, critere, **form.cleaned_data, par=request.user
            )
        except ConflitDeSaisie as conflit:
            erreur, saisie = str(conflit), conflit.actuel.version if conflit.actuel else 0
        except ErreurMetier as refus:
            erreur = str(refus)
    else:
        erreur = " ".join(form.errors[champ][0] for champ in form.errors)
    if not request.htmx:
        if erreur:
            return _page(request, dossier, critere=critere, erreur=erreur)
        return redirect(f"{_adresse(dossier)}#critere-{critere.pk}")
    contexte = {
        "dossier": dossier,
        "critere": critere,
        "resultat": resultat,
        "erreur": erreur,
        "version": resultat.version if resultat else saisie,
        "ligne": _ligne(dossier, capacite),
        "par_htmx": True,
        **_droits(request, dossier),
    }
    return render(request, "evaluations/grille/_statut_critere.html", contexte)


@require_POST
def conclure(request, pk, capacite_pk):
    """Record the commission's conclusion on one capacité."""
    dossier = _dossier_evaluable(request, pk)
    capacite = _capacite(dossier, capacite_pk)
    form = ConclusionForm(request.POST, auto_id=f"conclusion-{capacite.pk}-%s")
    if form.is_valid():
        try:
            service.conclure(dossier, capacite, **form.cleaned_data, par=request.user)
        except ResultatRefuse as refus:
            form.add_error(refus.champ if refus.champ in form.fields else None, str(refus))
        except DateImpossible as refus:
            form.add_error("evaluee_le", str(refus))
        except ErreurMetier as refus:
            form.add_error(None, str(refus))
    if not request.htmx:
        if form.errors:
            return _page(request, dossier, conclusion=(capacite, form))
        return redirect(f"{_adresse(dossier)}#capacite-{capacite.numero}")
    ligne = _ligne(dossier, capacite)
    contexte = {
        "dossier": dossier,
        "ligne": ligne,
        "form": form if form.errors else ConclusionForm.pour(ligne),
        "par_htmx": True,
        **_droits(request, dossier),
    }
    return render(request, "evaluations/grille/_conclusion.html", contexte)


@require_POST
def signer(request, pk):
    """Sign the grid with the password; the last signature closes it."""
    dossier = _dossier_evaluable(request, pk)
    form = SignatureForm(request.POST)
    if form.is_valid():
        try:
            service.signer(dossier, **form.cleaned_data, par=request.user)
        except ErreurMetier as refus:
            form.add_error("mot_de_passe", str(refus))
        else:
            messages.success(request, "Votre signature est enregistrée.")
            return redirect(_adresse(dossier))
    return _page(request, dossier, signature=form)


def rouvrir(request, pk):
    """Cancel the signatures with a reason: everyone signs again."""
    dossier = dossier_visible(request, pk)
    if not peut_deverrouiller(request.user, dossier):
        raise PermissionDenied
    form = MotifForm(request.POST or None, bouton="Annuler les signatures")
    if request.method == "POST" and form.is_valid():
        try:
            service.rouvrir(dossier, motif=form.cleaned_data["motif"], par=request.user)
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


# --- What these views share -------------------------------------------------------------------


def _page(request, dossier, *, critere=None, erreur="", conclusion=None, signature=None):
    la_grille = lire_grille(dossier)
    droits = _droits(request, dossier, signee=bool(la_grille.signatures))
    attend = droits["peut_noter"] and attend_l_accord(dossier)
    contexte = {
        "dossier": dossier,
        "grille": la_grille,
        "capacites": [(ligne, _formulaire(ligne, conclusion)) for ligne in la_grille.capacites],
        "critere_refuse": critere,
        "erreur_critere": erreur,
        "saisie": request.POST,
        "form_signature": signature or SignatureForm(),
        "a_signe": request.user.pk in la_grille.signataires,
        **droits,
        "attend_l_accord": attend,
        "peut_noter": droits["peut_noter"] and not attend,
    }
    return render(request, "evaluations/grille/grille.html", contexte)


def _formulaire(ligne, refusee) -> ConclusionForm:
    if refusee and refusee[0].pk == ligne.capacite.pk:
        return refusee[1]
    return ConclusionForm.pour(ligne)


def _droits(request, dossier, *, signee: bool = False) -> dict:
    evalue = peut_evaluer(request.user, dossier)
    return {
        "peut_signer": evalue,
        "peut_noter": evalue and not signee,
        "peut_rouvrir": peut_deverrouiller(request.user, dossier),
        "niveaux": NIVEAUX,
        "conclusions": CONCLUSIONS,
    }


def _dossier_evaluable(request, pk):
    """The dossier, if its grid may be read; the service then tells why it cannot be written."""
    dossier = dossier_visible(request, pk)
    if not est_evaluateur(request.user, dossier):
        raise PermissionDenied
    return dossier


def _capacite(dossier, capacite_pk):
    for capacite in dossier.capacites_visees():
        if capacite.pk == capacite_pk:
            return capacite
    raise Http404


def _critere(request, pk, critere_pk):
    dossier = _dossier_evaluable(request, pk)
    critere = get_object_or_404(Critere.objects.select_related("capacite"), pk=critere_pk)
    return dossier, _capacite(dossier, critere.capacite_id), critere


def _ligne(dossier, capacite):
    return next(un for un in lire_grille(dossier).capacites if un.capacite.pk == capacite.pk)


def _adresse(dossier) -> str:
    return reverse("evaluations:grille", args=[dossier.pk])
