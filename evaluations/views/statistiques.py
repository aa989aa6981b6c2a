"""Figures on the signed sessions of one's centres, small numbers masked (ADR 22)."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from cqpm.commun.exports import FORMATS
from cqpm.commun.fichiers import reponse_produit
from cqpm.commun.travaux import Produit
from evaluations.forms.statistiques import FiltreStatistiques
from evaluations.selectors.statistiques import Statistiques, lire_statistiques
from evaluations.views.registre import du_registre


@du_registre
def statistiques(request):
    """The page: charts, and the table under each one."""
    filtre = FiltreStatistiques(request.GET, utilisateur=request.user)
    contexte = {
        "filtre": filtre,
        "statistiques": _lire(filtre),
        "version": filtre.version_choisie,
        "minimum": settings.CQPM_STATISTIQUES_MINIMUM,
        "requete": request.GET.urlencode(),
    }
    return render(request, "evaluations/statistiques/statistiques.html", contexte)


@du_registre
def fichier(request, code):
    """One table of the page as a CSV, masked the same way; nobody is named in it."""
    filtre = FiltreStatistiques(request.GET, utilisateur=request.user)
    lues = _lire(filtre)
    choisi = next((un for un in lues.tableaux if un.code == code), None)
    if choisi is None:
        raise Http404
    csv = FORMATS["csv"]
    contenu = csv.ecrire(
        [choisi.titre, *choisi.entetes],
        ([ligne.libelle, *ligne.cellules] for ligne in choisi.lignes),
    )
    nom = f"statistiques-{code}-{timezone.localdate():%Y-%m-%d}.csv"
    return reponse_produit(Produit(nom, choisi.titre, contenu, csv.type_mime))


def _lire(filtre: FiltreStatistiques) -> Statistiques:
    return lire_statistiques(filtre.decisions, filtre.version_choisie, **filtre.restriction)
