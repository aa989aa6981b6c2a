"""The register of the certified, what partial results keep, and the files of both."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.exports import FORMATS
from cqpm.commun.fichiers import reponse_produit
from cqpm.commun.forms import lire_texte
from evaluations.forms.registre import FiltreConserves, FiltreRegistre
from evaluations.models import Certificat
from evaluations.permissions import peut_lire_registre
from evaluations.selectors.conserves import (
    a_afficher,
    bientot_perdus,
    dossiers_conserves,
    lire_conserves,
)
from evaluations.services.exports_registre import exporter_registre

PAR_PAGE = 50
REFUS = (
    "L'export n'est pas fait : le format ou un filtre n'est pas valable. Corrigez les filtres du "
    "registre, puis recommencez."
)


def du_registre(vue):
    """Let in the staff alone: anybody else gets 403."""

    @wraps(vue)
    def gardee(request, *args, **kwargs):
        if not peut_lire_registre(request.user):
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return gardee


@du_registre
def registre(request):
    """The lines of one's centres, the latest first."""
    filtre = FiltreRegistre(request.GET, utilisateur=request.user)
    certificats = filtre.appliquer(Certificat.objects.visible_par(request.user))
    page = Paginator(certificats.pour_registre(), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "certificats": page.object_list,
        "filtre": filtre,
        "requete": request.GET.urlencode(),
        "onglet": "registre",
    }
    return render(request, "evaluations/registre/liste.html", contexte)


@require_POST
@du_registre
def exporter(request):
    """Answer with the file of the lines that the page lists."""
    extension = request.POST.get("format", "")
    requete = lire_texte(request.POST, "liste")
    filtre = FiltreRegistre(QueryDict(requete), utilisateur=request.user)
    retour = f"{reverse('registre:liste')}?{QueryDict(requete).urlencode()}"
    if extension not in FORMATS or not filtre.is_valid():
        messages.error(request, REFUS)
        return redirect(retour)
    certificats = filtre.appliquer(Certificat.objects.visible_par(request.user))
    trace = {"filtre": requete, "libelle": filtre.en_mots, "par": request.user}
    try:
        produit = exporter_registre(certificats, extension=extension, **trace)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return redirect(retour)
    return reponse_produit(produit)


@du_registre
def conserves(request):
    """What partial results give, and until when (R38)."""
    aujourd_hui = timezone.localdate()
    filtre = FiltreConserves(request.GET)
    fin = filtre.cleaned_data.get("fin") if filtre.is_valid() else ""
    tous = dossiers_conserves(request.user)
    a_venir = tous.filter(conservation_jusqu_au__gte=aujourd_hui)
    choisis = {"90": bientot_perdus(tous, aujourd_hui), "": a_venir}.get(
        fin, tous.filter(conservation_jusqu_au__lt=aujourd_hui).reverse()
    )
    page = Paginator(a_afficher(choisis), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "conserves": lire_conserves(page.object_list, aujourd_hui),
        "bientot": bientot_perdus(tous, aujourd_hui).count(),
        "filtre": filtre,
        "onglet": "conserves",
    }
    return render(request, "evaluations/registre/conserves.html", contexte)
