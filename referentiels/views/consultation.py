"""Read the versions: the list, and one version laid out like its official document."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from referentiels.models import Referentiel
from referentiels.selectors import contenu, parties

PAR_PAGE = 50


def liste(request):
    """The versions this person may read, by title then from the newest."""
    referentiels = Referentiel.objects.visible_par(request.user).pour_liste()
    page = Paginator(referentiels, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "referentiels": page.object_list}
    return render(request, "referentiels/liste.html", contexte)


def consulter(request, pk):
    """A whole version in the order of its document; each capacité has its anchor."""
    referentiel = get_object_or_404(Referentiel.objects.visible_par(request.user), pk=pk)
    tout = contenu(referentiel)
    contexte = {"referentiel": referentiel, "contenu": tout, "parties": parties(tout)}
    return render(request, "referentiels/consulter.html", contexte)
