"""The company's opinion on paper: the form to fill, the signed one keyed in, the PDFs kept."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import FichierRefuse, reponse_document
from cqpm.commun.models import Document, Travail, sujet_de
from dossiers.errors import DateImpossible
from dossiers.models import Dossier
from dossiers.selectors.plan import situations_du_plan
from dossiers.views.acces import dossier_visible
from evaluations.enums import DocumentAvis
from evaluations.errors import AvisImpossible, AvisRefuse
from evaluations.forms.avis_papier import AvisPapierForm
from evaluations.permissions import peut_suivre_avis
from evaluations.selectors.avis import capacites_a_apprecier
from evaluations.services import avis_papier as service
from evaluations.services.avis import verifier_attendu
from evaluations.services.documents_avis import demander_vierge


def saisir(request, pk):
    """Copy what the company signed on paper; a refusal gives back everything but the file."""
    dossier = _dossier(request, pk)
    if request.method != "POST":
        return _page(request, dossier, _form(dossier), empechement=_empechement(dossier))
    form = _form(dossier, request.POST, request.FILES)
    televersement.expliquer(form, request)
    if form.is_valid():
        recopie = {nom: form.cleaned_data[nom] for nom in ("signe_le", "scan")}
        try:
            avis = service.enregistrer(dossier, form.donne, **recopie, par=request.user)
        except ErreurMetier as refus:
            _expliquer(form, refus)
        else:
            messages.success(request, f"L'avis signé par {avis.signataire} est enregistré.")
            return redirect("evaluations:avis", pk)
    return _page(request, dossier, form)


@require_POST
def vierge(request, pk):
    """Ask for the form to fill with a pen."""
    dossier = _dossier(request, pk)
    try:
        demander_vierge(dossier, par=request.user)
    except ErreurMetier as refus:
        messages.error(request, str(refus))
    return redirect("evaluations:avis", pk)


def travail(request, pk, travail_pk):
    """The progress of one of these PDFs, polled by the page."""
    dossier = _dossier(request, pk)
    jobs = Travail.objects.select_related("document").filter(
        sujet=sujet_de(dossier), nature__in=DocumentAvis.values
    )
    contexte = {"dossier": dossier, "travail": get_object_or_404(jobs, pk=travail_pk)}
    return render(request, "evaluations/avis/_travail.html", contexte)


def document(request, pk, document_pk):
    """Download the form to fill, its scan once signed, or the signed opinion."""
    dossier = _dossier(request, pk)
    documents = Document.objects.filter(sujet=sujet_de(dossier), nature__in=DocumentAvis.values)
    return reponse_document(get_object_or_404(documents, pk=document_pk))


def _dossier(request: HttpRequest, pk: int) -> Dossier:
    """In any state: what is too late is refused with its reason, beside what was typed."""
    dossier = dossier_visible(request, pk)
    if not peut_suivre_avis(request.user, dossier):
        raise PermissionDenied
    return dossier


def _form(dossier: Dossier, *donnees) -> AvisPapierForm:
    return AvisPapierForm(
        *donnees,
        capacites=capacites_a_apprecier(dossier),
        par_critere=dossier.referentiel.avis_par_critere,
        situations=situations_du_plan(dossier),
    )


def _empechement(dossier: Dossier) -> str:
    try:
        verifier_attendu(dossier)
    except AvisImpossible as refus:
        return str(refus)
    return ""


def _expliquer(form: AvisPapierForm, refus: ErreurMetier) -> None:
    """Each refusal beside the field that it is about."""
    if isinstance(refus, AvisRefuse):
        form.refuser(refus.fautes)
    elif isinstance(refus, DateImpossible):
        form.add_error("signe_le", str(refus))
    else:
        form.add_error("scan" if isinstance(refus, FichierRefuse) else None, str(refus))


def _page(request: HttpRequest, dossier: Dossier, form: AvisPapierForm, *, empechement: str = ""):
    contexte = {"dossier": dossier, "form": form, "empechement": empechement}
    return render(request, "evaluations/avis/saisir.html", contexte)
