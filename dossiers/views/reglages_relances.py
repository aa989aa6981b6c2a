"""What a centre chooses for its reminders: which, when, in which words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.comptes.enums import Role
from cqpm.comptes.models import Centre
from dossiers import permissions
from dossiers.forms.relances import TexteForm, formulaires_de_cadence, tous_valides
from dossiers.relances.rappels import genres
from dossiers.relances.textes import (
    EXEMPLE,
    Genre,
    remplir,
    texte_par_defaut,
    variables_permises,
)
from dossiers.selectors.relances import reglages_de_relance, texte_choisi
from dossiers.services import reglages_relances as service


def reglages(request):
    """The kinds of reminder of one centre, with their cadence."""
    centres = Centre.objects.filter(pk__in=request.user.centres_de(Role.RESPONSABLE))
    if not centres:
        raise PermissionDenied
    choisi = request.GET.get("centre", "")
    centre = next((un for un in centres if str(un.pk) == choisi), centres[0])
    connus = genres()
    existants = reglages_de_relance(centre)
    formulaires = formulaires_de_cadence(connus, existants, request.POST or None)
    if request.method == "POST" and tous_valides(formulaires):
        choix = {code: form.cleaned_data for code, form in formulaires.items()}
        service.enregistrer_cadences(centre, choix)
        messages.success(request, "Les réglages des relances sont enregistrés.")
        return redirect(f"{request.path}?centre={centre.pk}")
    contexte = {
        "centre": centre,
        "centres": centres,
        "lignes": [(connus[code], form, existants.get(code)) for code, form in formulaires.items()],
    }
    return render(request, "dossiers/relances/reglages.html", contexte)


def texte(request, centre_pk, attente):
    """Write what one kind of reminder says, and see it on an invented example."""
    centre, genre = _centre_regle(request, centre_pk), _genre(attente)
    actuel = texte_choisi(centre.pk, genre)
    form = TexteForm(request.POST or None, genre=genre, actuel=actuel)
    ecrit = actuel
    if request.method == "POST":
        ecrit = form.ecrit if form.is_valid() else None
        if ecrit and "apercu" not in request.POST:
            service.enregistrer_texte(centre, genre, ecrit)
            messages.success(request, "Le texte de ce rappel est enregistré.")
            return redirect("relances:texte", centre.pk, attente)
    exemple = EXEMPLE | {"acte": genre.libelle, "centre": centre.nom}
    contexte = {
        "centre": centre,
        "genre": genre,
        "form": form,
        "apercu": ecrit and remplir(ecrit, exemple),
        "variables": variables_permises(genre),
        "est_par_defaut": actuel == texte_par_defaut(genre),
    }
    return render(request, "dossiers/relances/texte.html", contexte)


@require_POST
def texte_par_defaut_repris(request, centre_pk, attente):
    """Forget the centre's own words."""
    centre, genre = _centre_regle(request, centre_pk), _genre(attente)
    service.revenir_au_texte_par_defaut(centre, genre)
    messages.success(request, "Ce rappel reprend le texte par défaut.")
    return redirect("relances:texte", centre.pk, attente)


def _genre(code: str) -> Genre:
    if (genre := genres().get(code)) is None:
        raise Http404
    return genre


def _centre_regle(request, pk) -> Centre:
    """The centre, for its manager; its staff get 403, others do not see it."""
    visibles = request.user.centres_de(Role.GESTIONNAIRE)
    centre = get_object_or_404(Centre, pk=pk, pk__in=visibles)
    if not permissions.peut_regler_relances(request.user, centre.pk):
        raise PermissionDenied
    return centre
