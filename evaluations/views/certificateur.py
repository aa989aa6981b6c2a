"""The page of the certifier's data: who, what is missing, the files, what became of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_produit
from cqpm.commun.forms import lire_cles, lire_texte
from evaluations.errors import CertificateurRefuse
from evaluations.forms.certificateur import FiltreCertificateur, MarqueForm
from evaluations.models import Certificat
from evaluations.querysets import CertificatQuerySet
from evaluations.selectors.certificateur import annules_apres_transmission, deposant, lire_lignes
from evaluations.services import certificateur as service
from evaluations.views.registre import du_registre

# A jury's list, or a month of them: the acts are on the lines of one page.
PAR_PAGE = 100


@du_registre
def certificateur(request):
    """The certified of RNCP versions, by session or period, with what each one lacks."""
    filtre = FiltreCertificateur(request.GET, utilisateur=request.user)
    visibles = Certificat.objects.visible_par(request.user).pour_certificateur()
    lignes = filtre.appliquer(visibles).pour_registre()
    page = Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
    lues = lire_lignes(page.object_list, timezone.localdate())
    contexte = {
        "page": page,
        "lignes": lues,
        "complets": sum(not une.problemes for une in lues),
        "filtre": filtre,
        "form": MarqueForm(),
        "refus_xml": _refus_xml(),
        "annules": annules_apres_transmission(request.user),
        "requete": request.GET.urlencode(),
        "onglet": "certificateur",
    }
    return render(request, "evaluations/registre/certificateur.html", contexte)


@require_POST
@du_registre
def exporter(request):
    """Answer with the CSV, or with the XML where the installation may deposit (R47)."""
    choisis = _choisis(request)
    try:
        if request.POST.get("format") == "xml":
            avec_nir = bool(request.POST.get("avec_nir"))
            produit = service.exporter_xml(choisis, avec_nir=avec_nir, par=request.user)
        else:
            produit = service.exporter_csv(choisis, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return _retour(request)
    return reponse_produit(produit)


@require_POST
@du_registre
def marquer(request):
    """Note that the ticked lines were sent, or accepted: the NIR is then forgotten (R46)."""
    form = MarqueForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["le"][0])
        return _retour(request)
    acceptes = request.POST.get("acte") == "accepte"
    acte = service.marquer_accepte if acceptes else service.marquer_transmis
    try:
        nombre = acte(_choisis(request), form.cleaned_data["le"], par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
        return _retour(request)
    if nombre:
        quoi = "accepté" if acceptes else "transmis"
        s = "s" if nombre > 1 else ""
        messages.success(request, f"{nombre} certificat{s} marqué{s} « {quoi} ».")
    else:
        messages.warning(request, "Rien n'a changé : cochez des lauréats que cet acte concerne.")
    return _retour(request)


def _choisis(request) -> CertificatQuerySet:
    """The ticked lines that this person sees."""
    cles = lire_cles(request.POST, "certificats")
    return Certificat.objects.visible_par(request.user).filter(pk__in=cles)


def _refus_xml() -> str:
    try:
        deposant()
    except CertificateurRefuse as refus:
        return str(refus)
    return ""


def _retour(request):
    requete = QueryDict(lire_texte(request.POST, "liste")).urlencode()
    return redirect(f"{reverse('registre:certificateur')}?{requete}")
