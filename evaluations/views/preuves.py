"""Evidence: attach it from the grid's script or from a page of its own, read it, take it back."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cqpm.commun import televersement
from cqpm.commun.errors import ErreurMetier
from cqpm.commun.fichiers import reponse_document
from cqpm.commun.forms import lire_entier
from cqpm.commun.lecture_isolee import ServeurOccupe
from dossiers.models import Dossier
from dossiers.views.acces import dossier_visible
from evaluations.errors import AccesPerdu, SaisieDUnAutre
from evaluations.forms.preuves import DE_LA_CAPACITE, DU_CRITERE, PreuveForm
from evaluations.models import Preuve
from evaluations.permissions import peut_evaluer, peut_lire_preuve, peut_retirer_preuve
from evaluations.selectors.revue import rapport_du_candidat
from evaluations.services import preuves as service
from evaluations.views.grille import adresse, capacite_visee, dossier_evaluable
from referentiels.models import Capacite, Critere

# What is shown runs nothing, asks for nothing, and belongs to no site.
BAC_A_SABLE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
# Chromium's own reader of PDFs is a script, and stays blank without; the file still has none.
BAC_A_SABLE_PDF = f"{BAC_A_SABLE} allow-scripts"


def ajouter(request, pk):
    """The page that attaches a piece without JavaScript, and what the grid's script sends."""
    if request.method == "POST" and _attend_json(request):
        return _ajouter_en_json(request, pk)
    dossier = dossier_evaluable(request, pk)
    envoi = request.method == "POST"
    capacite, critere = _cible(request.POST if envoi else request.GET)
    capacite = capacite_visee(dossier, capacite.pk if capacite else 0)
    form = None
    if envoi:
        form = _formulaire(request)
        try:
            preuve, _ = _garder(request, dossier, capacite, critere, form)
        except ErreurMetier as refus:
            form.noter(refus)
        else:
            messages.success(request, f"Preuve ajoutée : {preuve.libelle}.")
            return redirect(_retour(dossier, preuve))
    elif not peut_evaluer(request.user, dossier):
        raise PermissionDenied
    return _page(request, dossier, capacite, critere, form)


def preuve(request, pk, preuve_pk):
    """Show a piece: the picture, the PDF, the report where its page is, or the note."""
    une = _preuve(request, dossier_visible(request, pk), preuve_pk)
    return redirect(_rapport(une)) if une.page else reponse_preuve(une)


def reponse_preuve(une: Preuve) -> HttpResponse:
    """The piece itself, in a box where nothing runs."""
    if une.document:
        reponse = reponse_document(une.document, en_ligne=True)
        est_pdf = une.document.type_mime == "application/pdf"
        reponse["Content-Security-Policy"] = BAC_A_SABLE_PDF if est_pdf else BAC_A_SABLE
        return reponse
    entetes = {"Cache-Control": "private, no-store", "Content-Security-Policy": BAC_A_SABLE}
    return HttpResponse(une.texte, content_type="text/plain; charset=utf-8", headers=entetes)


def retirer(request, pk, preuve_pk):
    """Ask, then take back one's own piece."""
    dossier = dossier_visible(request, pk)
    une = _preuve(request, dossier, preuve_pk)
    if not peut_retirer_preuve(request.user, dossier, une):
        raise PermissionDenied
    refus = ""
    if request.method == "POST":
        try:
            service.retirer(dossier, une, par=request.user)
        except ErreurMetier as erreur:
            refus = str(erreur)
        else:
            messages.success(request, "La preuve est retirée.")
            return redirect(_retour(dossier, une))
    contexte = {"dossier": dossier, "preuve": une, "refus": refus, "retour": _retour(dossier, une)}
    return render(request, "evaluations/preuves/retirer.html", contexte)


# --- Attach -----------------------------------------------------------------------------------


def _attend_json(request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _ajouter_en_json(request, pk) -> JsonResponse:
    """Answer the grid's script: whatever is refused stays on the device, with the sentence."""
    form = _formulaire(request)
    try:
        dossier = Dossier.objects.evaluables_par(request.user).pour_fiche().filter(pk=pk).first()
        if dossier is None:
            raise AccesPerdu
        une, nouvelle = _garder(request, dossier, *_cible(request.POST), form)
    except (AccesPerdu, SaisieDUnAutre) as refus:
        return JsonResponse({"etat": "ferme", "message": str(refus)}, status=403)
    except ServeurOccupe as refus:  # nothing to correct: the script sends it again
        return JsonResponse({"etat": "occupe", "message": str(refus)}, status=503)
    except ErreurMetier as refus:
        form.noter(refus)
        champ, message = form.premiere_faute
        return JsonResponse({"etat": "refus", "champ": champ, "message": message}, status=422)
    decrite = {
        "pk": une.pk,
        "nature": une.nature,
        "libelle": une.libelle,
        "url": reverse("evaluations:preuve", args=[pk, une.pk]),
        "texte": une.texte,
    }
    return JsonResponse({"etat": "confirme", "preuve": decrite}, status=201 if nouvelle else 200)


def _formulaire(request) -> PreuveForm:
    form = PreuveForm(
        request.POST, request.FILES, auto_id=f"preuve-{request.POST.get('nature', '')}-%s"
    )
    televersement.expliquer(form, request)
    return form


def _garder(request, dossier, capacite, critere, form: PreuveForm) -> tuple[Preuve, bool]:
    """Hand the piece to the service. Raises ErreurMetier, a fault of the form included."""
    if not form.is_valid():
        raise ErreurMetier(form.premiere_faute[1])
    if form.cleaned_data["evaluateur"] not in (None, request.user.pk):
        raise SaisieDUnAutre
    return service.ajouter(dossier, capacite, critere=critere, par=request.user, **form.piece())


def _cible(donnees: Mapping[str, str]) -> tuple[Capacite | None, Critere | None]:
    """The critère and its capacité, or the capacité alone; whose they are is told afterwards."""
    criteres = Critere.objects.select_related("capacite")
    if donnees.get("critere"):
        critere = criteres.filter(pk=lire_entier(donnees, "critere")).first()
        return (critere.capacite if critere else None), critere
    return Capacite.objects.filter(pk=lire_entier(donnees, "capacite")).first(), None


def _page(request, dossier, capacite, critere, refuse: PreuveForm | None):
    natures = DU_CRITERE if critere else DE_LA_CAPACITE
    formulaires = [
        refuse if refuse and refuse["nature"].value() == nature else PreuveForm.vierge(nature)
        for nature in natures
    ]
    siennes = Preuve.objects.visibles_par(request.user).select_related("auteur", "document")
    contexte = {
        "dossier": dossier,
        "capacite": capacite,
        "critere": critere,
        "formulaires": formulaires,
        "preuves": siennes.filter(evaluation__dossier=dossier, capacite=capacite, critere=critere),
        "peut_noter": True,
    }
    return render(request, "evaluations/preuves/ajouter.html", contexte)


# --- Read -------------------------------------------------------------------------------------


def _preuve(request, dossier, preuve_pk) -> Preuve:
    """A piece that this person may read; a juror, who sees the dossier, is refused it."""
    lisibles = Preuve.objects.visibles_par(request.user).filter(evaluation__dossier=dossier)
    lisibles = lisibles.select_related("evaluation__dossier", "document", "capacite", "critere")
    une = get_object_or_404(lisibles, pk=preuve_pk)
    if not peut_lire_preuve(request.user, dossier, une):
        raise PermissionDenied
    return une


def _rapport(une: Preuve) -> str:
    """The candidate's report, at its page where the reader can; else where it will be kept."""
    dossier = une.evaluation.dossier
    rapport = rapport_du_candidat(dossier)
    if rapport is None:
        return f"{dossier.get_absolute_url()}#documents"
    return f"{reverse('dossiers:document', args=[dossier.pk, rapport.pk])}#page={une.page}"


def _retour(dossier, une: Preuve) -> str:
    ancre = f"critere-{une.critere_id}" if une.critere_id else f"capacite-{une.capacite.numero}"
    return f"{adresse(dossier.pk)}#{ancre}"
