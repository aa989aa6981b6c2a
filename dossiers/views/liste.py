"""The list of dossiers a person may see: search, filters, order, columns."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cqpm.commun.forms import lire_texte
from cqpm.commun.pagination import PaginateurBorne
from dossiers.forms.filtres import FiltreDossiers
from dossiers.forms.liste import ColonnesForm, ExportForm
from dossiers.models import PreferenceListe
from dossiers.permissions import peut_exporter, peut_inscrire
from dossiers.selectors.bilans import bilans
from dossiers.selectors.colonnes import charger, colonnes_choisies, lignes_de_liste
from dossiers.selectors.tri import TRIS

PAR_PAGE = 50


def liste(request):
    """Fifty rows of what the address asks for; each row remembers the list it was read in."""
    filtre = FiltreDossiers(request.GET, request.user)
    colonnes = colonnes_choisies(request.user)
    page = PaginateurBorne(filtre.dossiers, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = lignes_de_liste(charger(page.object_list, colonnes), colonnes)
    contexte = {
        "filtre": filtre,
        "page": page,
        "dossiers": [ligne.dossier for ligne in lignes],
        "lignes": lignes,
        "entetes": _entetes(colonnes, filtre),
        "bilans": bilans(filtre.dossiers) if filtre.est_actif else [],
        "colonnes_form": ColonnesForm(utilisateur=request.user, choisies=colonnes),
        "export_form": ExportForm(),
        "peut_inscrire": peut_inscrire(request.user),
        "peut_exporter": peut_exporter(request.user),
        "url_lot": reverse("dossiers:lot_preparer") if peut_inscrire(request.user) else "",
    }
    return render(request, "dossiers/liste.html", contexte)


def _entetes(colonnes, filtre):
    """The head of each column, with the order it gives and what it is now, for `aria-sort`."""
    candidat = [("Candidat", "nom"), ("Dossier", "numero")]
    return [
        _entete(libelle, code, filtre)
        for libelle, code in [*candidat, *((une.libelle, une.tri) for une in colonnes)]
    ]


def _entete(libelle: str, code: str, filtre: FiltreDossiers) -> dict:
    actif = filtre.ordre if code and filtre.ordre.code.lstrip("-") == code else None
    suivant = TRIS.get(f"-{code}" if actif and not actif.descend else code)
    sens = {None: "", False: "ascending", True: "descending"}[actif.descend if actif else None]
    return {"libelle": libelle, "tri": suivant, "sens": sens}


@require_POST
def colonnes(request):
    """Keep the chosen columns with the person, then back to the same list."""
    form = ColonnesForm(request.POST, utilisateur=request.user)
    if form.is_valid():
        PreferenceListe.objects.update_or_create(
            utilisateur=request.user, defaults={"colonnes": form.cleaned_data["colonnes"]}
        )
    filtre = FiltreDossiers.de_l_adresse(lire_texte(request.POST, "liste"), request.user)
    return redirect(f"{reverse('dossiers:liste')}?{filtre.requete}")
