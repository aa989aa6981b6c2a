"""The companies of a centre: look one up, see its tutors, correct it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.forms import lire_entier, lire_texte
from dossiers.forms.entreprises import EntrepriseForm, TuteurForm
from dossiers.models import Entreprise, Tuteur
from dossiers.permissions import peut_inscrire
from dossiers.selectors.bilans import bilans
from dossiers.selectors.personnes import proposer
from dossiers.services import accueil as service

PAR_PAGE = 50


def entreprises(request):
    """The companies known to one's centres, looked up by name, town or SIRET."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    texte = lire_texte(request.GET, "q")
    trouvees = (
        Entreprise.objects.visible_par(request.user)
        .trouver(texte)
        .annotate(nombre=Count("dossiers"))
        .order_by("raison_sociale", "ville", "pk")
    )
    page = Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "entreprises": page.object_list, "texte": texte}
    return render(request, "dossiers/entreprises/liste.html", contexte)


def proposees(request):
    """The companies that answer what is being typed in the registration form."""
    if not peut_inscrire(request.user):
        raise PermissionDenied
    proposition = proposer(
        request.user,
        lire_texte(request.GET, "raison_sociale"),
        entreprise=lire_entier(request.GET, "entreprise"),
        tuteur=lire_entier(request.GET, "tuteur"),
    )
    contexte = {"proposition": proposition}
    return render(request, "dossiers/inscription/_entreprises_proposees.html", contexte)


def entreprise(request, pk):
    """One company, its tutors and its dossiers."""
    trouvee = _visible(request, pk)
    dossiers = trouvee.dossiers.pour_liste()
    page = Paginator(dossiers, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "entreprise": trouvee,
        "tuteurs": trouvee.tuteurs.annotate(nombre=Count("dossiers")),
        "page": page,
        "dossiers": page.object_list,
        "bilans": bilans(trouvee.dossiers.all()),
    }
    return render(request, "dossiers/entreprises/fiche.html", contexte)


def modifier(request, pk):
    """Correct a company for all its dossiers."""
    trouvee = _visible(request, pk)
    form = EntrepriseForm(request.POST or None, entreprise=trouvee)
    if _reussit(request, form, service.corriger_entreprise, trouvee):
        messages.success(request, "L'entreprise est corrigée.")
        return redirect(trouvee)
    contexte = {"entreprise": trouvee, "form": form, "nombre": trouvee.dossiers.count()}
    return render(request, "dossiers/entreprises/modifier.html", contexte)


def tuteur(request, pk, tuteur_pk):
    """Correct a tutor for all their dossiers."""
    trouvee = _visible(request, pk)
    trouve = get_object_or_404(Tuteur, pk=tuteur_pk, entreprise=trouvee)
    form = TuteurForm(request.POST or None, tuteur=trouve)
    if _reussit(request, form, service.corriger_tuteur, trouve):
        messages.success(request, "Le tuteur est corrigé.")
        return redirect(trouvee)
    contexte = {
        "entreprise": trouvee,
        "form": form,
        "tuteur": trouve,
        "nombre": trouve.dossiers.count(),
    }
    return render(request, "dossiers/entreprises/modifier.html", contexte)


def _visible(request, pk) -> Entreprise:
    return get_object_or_404(Entreprise.objects.visible_par(request.user), pk=pk)


def _reussit(request, form, acte, objet) -> bool:
    """Try the act of a valid form; a refusal goes beside its field."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        acte(objet, form.accueil, par=request.user)
    except ErreurMetier as erreur:
        champ = getattr(erreur, "champ", None)
        form.add_error(champ if champ in form.fields else None, str(erreur))
        return False
    return True
