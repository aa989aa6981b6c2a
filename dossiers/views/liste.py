"""The list of dossiers a person may see."""

from django.core.paginator import Paginator
from django.shortcuts import render

from cqpm.commun.forms import lire_texte
from dossiers.enums import EtatDossier
from dossiers.models import Dossier
from dossiers.permissions import peut_inscrire

PAR_PAGE = 50


def liste(request):
    """Search by name, number, company or CQPM; filter by state; fifty rows a page."""
    texte = lire_texte(request.GET, "q")
    etat = request.GET.get("etat", "")
    dossiers = Dossier.objects.visible_par(request.user).pour_liste()
    if texte:
        dossiers = dossiers.recherche(texte)
    if etat in EtatDossier.values:
        dossiers = dossiers.filter(etat=etat)
    page = Paginator(dossiers, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "dossiers": page.object_list,
        "texte": texte,
        "etat": etat,
        "etats": EtatDossier.choices,
        "peut_inscrire": peut_inscrire(request.user),
    }
    return render(request, "dossiers/liste.html", contexte)
