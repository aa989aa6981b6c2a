"""Read the versions: the list, and one version laid out like its official document."""

from django.core.paginator import Paginator
from django.shortcuts import render

from cqpm.commun.forms import lire_texte
from cqpm.commun.recherche import mots
from referentiels.documents import documents_papier
from referentiels.extraits import PREFETCH, Trouvaille, trouvailles
from referentiels.fiche import fiche
from referentiels.models import Referentiel
from referentiels.permissions import etats_lisibles, peut_preparer
from referentiels.selectors import contenu, parties
from referentiels.views.acces import version_visible

PAR_PAGE = 50


def liste(request):
    """Search by number, title or the words of the content; filter by state."""
    texte = lire_texte(request.GET, "q")
    cherches = mots(texte)
    etats = etats_lisibles(request.user)
    etat = request.GET.get("etat", "")
    referentiels = Referentiel.objects.visible_par(request.user).recherche(texte).pour_liste()
    if etat in etats:
        referentiels = referentiels.filter(etat=etat)
    if cherches:
        referentiels = referentiels.prefetch_related(*PREFETCH)
    page = Paginator(referentiels, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": trouvailles(page, cherches) if cherches else [Trouvaille(un, []) for un in page],
        "texte": texte,
        "mots": cherches,
        "etat": etat,
        "etats": etats,
        "peut_preparer": peut_preparer(request.user),
    }
    return render(request, "referentiels/liste.html", contexte)


def consulter(request, pk):
    """A whole version in the order of its document; each capacité and critère has its anchor."""
    referentiel = version_visible(request, pk)
    tout = contenu(referentiel)
    contexte = {
        "referentiel": referentiel,
        "contenu": tout,
        "parties": parties(tout),
        "documents": documents_papier(tout),
        "fiche": fiche(referentiel, request.user),
    }
    return render(request, "referentiels/consulter.html", contexte)
