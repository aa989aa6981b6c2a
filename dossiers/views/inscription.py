"""Register a candidate, correct a registration, rectify an identity."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier
from cqpm.comptes.enums import Role
from dossiers.errors import PersonneRessemblante, TuteurDifferent
from dossiers.forms.inscription import InscriptionForm, valeurs_communes
from dossiers.models import Dossier
from dossiers.permissions import peut_inscrire, peut_modifier_inscription
from dossiers.services import inscription
from dossiers.views.acces import dossier_visible


@sensitive_post_parameters("nir")
def inscrire(request):
    """Show the registration form, then create the dossier and open its page, or the form again."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    modele = _modele(request)
    form = InscriptionForm(**_saisie(request, modele), utilisateur=request.user)
    if form.is_bound and form.is_valid():
        try:
            dossier = _inscrire(form, request.user)
        except ErreurMetier as erreur:
            _montrer(form, erreur)
        else:
            messages.success(
                request, f"Inscription de {dossier.candidat} : dossier {dossier.numero}."
            )
            if "suite" in request.POST:
                return redirect(f"{reverse('dossiers:inscrire')}?comme={dossier.pk}")
            return redirect(dossier)
    return render(request, "dossiers/inscription.html", {"form": form, "modele": modele})


def _modele(request) -> Dossier | None:
    """The dossier just registered, from which the next one starts."""
    siens = Dossier.objects.filter(centre_id__in=request.user.centres_de(Role.GESTIONNAIRE))
    siens = siens.select_related("entreprise", "candidat")
    return siens.filter(pk=lire_entier(request.GET, "comme")).first()


def _saisie(request, modele: Dossier | None) -> dict:
    """What the form reads: a registration to check, or a start that is only shown."""
    if request.method != "POST":
        if modele is None:
            return {}
        choix = {"centre": modele.centre_id, "referentiel": modele.referentiel_id}
        return {"initial": choix | {"entreprise": modele.entreprise_id} | valeurs_communes(modele)}
    if "actualiser" in request.POST:
        return {"initial": request.POST.dict() | {"blocs": request.POST.getlist("blocs")}}
    return {"data": request.POST}


def _inscrire(form: InscriptionForm, par) -> Dossier:
    return inscription.inscrire(
        **{nom: form.cleaned_data[nom] for nom in ("centre", "referentiel", "parcours")},
        inscrit_le=form.cleaned_data["inscrit_le"],
        identite=form.identite,
        accueil=form.accueil,
        blocs=form.cleaned_data.get("blocs", ()),
        formation=form.formation,
        nir=form.cleaned_data.get("nir", ""),
        decision=form.decision,
        decision_tuteur=form.decision_tuteur,
        par=par,
    )


def modifier(request, pk):
    """Correct identity, route or company as long as nothing was transmitted."""
    dossier = dossier_visible(request, pk)
    if not peut_modifier_inscription(request.user, dossier):
        raise PermissionDenied
    form = InscriptionForm(request.POST or None, utilisateur=request.user, dossier=dossier)
    if request.method == "POST" and "actualiser" not in request.POST and form.is_valid():
        try:
            inscription.modifier_inscription(
                dossier,
                parcours=form.cleaned_data["parcours"],
                inscrit_le=form.cleaned_data["inscrit_le"],
                identite=form.identite,
                accueil=form.accueil,
                formation=form.formation,
                decision_tuteur=form.decision_tuteur,
                par=request.user,
            )
        except ErreurMetier as erreur:
            _montrer(form, erreur)
        else:
            messages.success(request, "L'inscription est corrigée.")
            return redirect(dossier)
    return render(request, "dossiers/inscription.html", {"form": form, "dossier": dossier})


def _montrer(form, erreur: ErreurMetier) -> None:
    """Put a refusal where it is read: a question beside its choices, a fault beside its field."""
    if isinstance(erreur, PersonneRessemblante):
        form.personnes = erreur.personnes
    elif isinstance(erreur, TuteurDifferent):
        form.tuteur_connu = erreur.tuteur
    else:
        champ = getattr(erreur, "champ", None)
        form.add_error(champ if champ in form.fields else None, str(erreur))
