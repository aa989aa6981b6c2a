"""Where a dossier stands in the list one came from."""

from dossiers.forms.filtres import FiltreDossiers
from dossiers.models import Dossier
from dossiers.selectors.voisins import voisins
from dossiers.views.liste import PAR_PAGE


def contexte_voisins(request, dossier: Dossier) -> dict:
    """The neighbours, and the way back to the page of the list that shows the dossier.

    Nothing, and no query, when the address does not tell of a list.
    """
    requete = request.GET.get("liste")
    if requete is None:
        return {}
    filtre = FiltreDossiers.de_l_adresse(requete, request.user)
    autour = voisins(dossier, filtre.qs, filtre.ordre)
    numero = (autour.rang - 1) // PAR_PAGE + 1 if autour.rang else 1
    page = f"page={numero}" if numero > 1 else ""
    retour = "&".join(partie for partie in (filtre.requete, page) if partie)
    return {"voisins": autour, "liste": filtre.requete, "retour": retour}
